using BakeWindow.Cli;

namespace BakeWindow.Tests.Cli;

/// <summary>Runs the command line as the program does, with its output kept.</summary>
internal sealed class Run(DateTimeOffset? at = null)
{
    private readonly StringWriter output = new();
    private readonly StringWriter errors = new();

    public static readonly DateTimeOffset Now = new(2026, 10, 1, 0, 10, 35, TimeSpan.Zero);

    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>Stands still unless a test moves it.</summary>
    public WatchedTime Time { get; } = new(at ?? Now);

    /// <summary>Somebody looks at standard error.</summary>
    public bool Watched { get; init; }

    public string Out => output.ToString();

    public string Errors => errors.ToString();

    /// <summary>What is typed where it is not shown.</summary>
    public string? Typed { get; init; }

    public static async Task<(int Code, string Out, string Errors)> ItAsync(params string[] args)
    {
        var run = new Run();
        return (await run.StartAsync(args), run.Out, run.Errors);
    }

    public Task<int> StartAsync(params string[] args) => StartAsync(CancellationToken.None, args);

    public Task<int> StartAsync(CancellationToken ct, params string[] args) => CommandLine.RunAsync(
        args,
        new Surroundings
        {
            Out = TextWriter.Synchronized(output),
            Error = TextWriter.Synchronized(errors),
            ErrorIsTerminal = Watched,
            Variable = Environment.GetValueOrDefault,
            Time = Time,
            ReadSecret = () => Typed,
        },
        ct);
}
