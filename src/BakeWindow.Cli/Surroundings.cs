namespace BakeWindow.Cli;

/// <summary>All that a command may touch besides the network and the files it is told.</summary>
internal sealed record Surroundings
{
    /// <summary>Answers, and nothing else.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Mistakes, notes and progress.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>A person looks at <see cref="Out"/>: colours, and as wide as the window.</summary>
    public bool OutIsTerminal { get; init; }

    /// <summary>A person looks at <see cref="Error"/>: progress is shown.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Reads an environment variable; null when it is not set.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>Reads a line that must not be shown; null: there is none.</summary>
    public Func<string?> ReadSecret { get; init; } = () => null;

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Says something that is not the answer.</summary>
    public void Note(string text) => Error.WriteLine($"bakewindow: {Showing.Plain.Text(text)}");
}
