using System.Globalization;
using System.Runtime.InteropServices;
using BakeWindow.Cli;

CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
CultureInfo.CurrentUICulture = CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;

using var stopping = new CancellationTokenSource();
void Stop(PosixSignalContext signal)
{
    // The command ends by itself and says so; a second signal ends it at once.
    signal.Cancel = !stopping.IsCancellationRequested;
    stopping.Cancel();
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

return await CommandLine.RunAsync(
    args,
    new Surroundings
    {
        Out = Console.Out,
        Error = Console.Error,
        OutIsTerminal = !Console.IsOutputRedirected,
        ErrorIsTerminal = !Console.IsErrorRedirected,
        Variable = Environment.GetEnvironmentVariable,
        Time = TimeProvider.System,
        ReadSecret = ReadSecret,
    },
    stopping.Token);

// As it is typed it is not shown; a pipe has nothing to show.
static string? ReadSecret()
{
    if (Console.IsInputRedirected)
    {
        return Console.In.ReadLine();
    }

    Console.Error.Write("Password: ");
    var typed = new System.Text.StringBuilder();
    while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
    {
        if (key.Key is ConsoleKey.Backspace)
        {
            typed.Length = Math.Max(0, typed.Length - 1);
        }
        else if (!char.IsControl(key.KeyChar))
        {
            typed.Append(key.KeyChar);
        }
    }

    Console.Error.WriteLine();
    return typed.ToString();
}
