namespace BakeWindow.Cli;

/// <summary>Why a command ends without an answer. All cases stand here; each message is a whole sentence for a person.</summary>
internal abstract class NoAnswerException(string message, int exitCode, Exception? inner = null) : Exception(message, inner)
{
    public int ExitCode { get; } = exitCode;

    /// <summary>The question is wrong; the message names the option, the value and the mend.</summary>
    public sealed class Usage(string message) : NoAnswerException(message, Cli.ExitCode.Usage);

    /// <summary>Nobody can say now.</summary>
    public sealed class CannotKnow(string message, Exception? inner = null) : NoAnswerException(message, Cli.ExitCode.CannotKnow, inner);

    /// <summary>It can't be done as things stand.</summary>
    public sealed class NotNow(string message) : NoAnswerException(message, Cli.ExitCode.Held);
}
