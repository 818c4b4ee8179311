using System.Diagnostics;

namespace BakeWindow.Tests.Architecture;

public sealed class ComposeTests
{
    [Theory]
    [InlineData("")]
    [InlineData("--profile postgres")]
    public async Task The_compose_file_is_understood(string profile)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/docker-compose"), "docker-compose is not installed (apt-get install docker-compose)");
        var start = new ProcessStartInfo("docker-compose", [.. profile.Split(' ', StringSplitOptions.RemoveEmptyEntries), "config", "-q"])
        {
            UseShellExecute = false,
            WorkingDirectory = Recorded.RepoRoot,
            RedirectStandardError = true,
        };
        using var compose = Process.Start(start)!;
        var complaints = await compose.StandardError.ReadToEndAsync();
        await compose.WaitForExitAsync();

        Assert.True(compose.ExitCode == 0, complaints);
    }
}
