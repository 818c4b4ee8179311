using System.Diagnostics;
using System.Text;

namespace BakeWindow.Tests.EndToEnd;

/// <summary>One of our programs as a process of its own, as it was built beside these tests.</summary>
internal sealed class RunningProgram : IAsyncDisposable
{
    private readonly Process process;
    private readonly StringBuilder output = new();

    private RunningProgram(Process process) => this.process = process;

    /// <summary>What it said so far.</summary>
    public string Output
    {
        get
        {
            lock (output)
            {
                return output.ToString();
            }
        }
    }

    /// <summary>Starts it.</summary>
    /// <param name="project">BakeWindow.Web, for one.</param>
    /// <param name="dll">Its file.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">What its environment has more than this one's.</param>
    public static RunningProgram Start(string project, string dll, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        // artifacts/bin/BakeWindow.Tests/<configuration>/ lies beside the others.
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var path = Path.Combine(own.Parent!.Parent!.FullName, project, own.Name, dll);
        var start = new ProcessStartInfo("dotnet", [path, .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Recorded.RepoRoot };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var program = new RunningProgram(new Process { StartInfo = start });
        program.process.OutputDataReceived += (_, line) => program.Say(line.Data);
        program.process.ErrorDataReceived += (_, line) => program.Say(line.Data);
        program.process.Start();
        program.process.BeginOutputReadLine();
        program.process.BeginErrorReadLine();
        return program;
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, and the exit code.</summary>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await KillAsync();
        }

        process.Dispose();
    }

    private void Say(string? line)
    {
        lock (output)
        {
            output.AppendLine(line);
        }
    }
}
