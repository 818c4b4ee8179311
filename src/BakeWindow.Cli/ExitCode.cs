namespace BakeWindow.Cli;

/// <summary>What a script learns; the numbers of sysexits.h.</summary>
internal static class ExitCode
{
    /// <summary>Allowed, or answered.</summary>
    public const int Answered = 0;

    /// <summary>Answered, and the answer is bad: an audit that found something critical.</summary>
    public const int Found = 1;

    /// <summary>The question is wrong.</summary>
    public const int Usage = 64;

    /// <summary>It can't be known.</summary>
    public const int CannotKnow = 69;

    /// <summary>Not now; try later.</summary>
    public const int Held = 75;

    /// <summary>Ctrl-C.</summary>
    public const int Interrupted = 130;
}
