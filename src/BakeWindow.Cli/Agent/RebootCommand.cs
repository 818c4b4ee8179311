using System.ComponentModel;
using System.Diagnostics;

namespace BakeWindow.Cli.Agent;

/// <summary>The command that reboots the node: words, split at blanks; no shell looks at them.</summary>
internal sealed record RebootCommand(string Program, IReadOnlyList<string> Arguments)
{
    /// <summary>From a pod of the host's PID namespace: systemd's own reboot, which stops services in order.</summary>
    public const string Default = "nsenter --mount=/proc/1/ns/mnt -- systemctl reboot";

    public static RebootCommand Parse(string? text) =>
        (text ?? Default).Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var program, .. var arguments]
            ? new(program, arguments)
            : throw new NoAnswerException.Usage($"--reboot-command is empty; leave it out for \"{Default}\"");

    /// <summary>Runs it.</summary>
    /// <returns>Its exit code.</returns>
    /// <exception cref="NoAnswerException.CannotKnow">It can't be started.</exception>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(Program, Arguments) { UseShellExecute = false })
                ?? throw new NoAnswerException.CannotKnow($"\"{Program}\" can't be started");
            await process.WaitForExitAsync(ct);
            return process.ExitCode;
        }
        catch (Win32Exception e)
        {
            throw new NoAnswerException.CannotKnow($"\"{Program}\" can't be started ({e.Message}); see --reboot-command", e);
        }
    }
}
