using System.Globalization;
using BakeWindow.Core.Gate;

namespace BakeWindow.Core.Disruptions;

/// <summary>A refusal in one line, as it stands in the output of <c>kubectl drain</c>: what the verdict says, and when it is safe next.</summary>
public static class DisruptionMessage
{
    /// <summary>Characters of the longest message.</summary>
    public const int Longest = 299;

    /// <summary>Writes it.</summary>
    public static string Of(Verdict verdict)
    {
        var next = verdict.NextSafeAt is { } at && at > verdict.At && !verdict.Message.Contains("Next window", StringComparison.Ordinal)
            ? $" Next safe {at.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)}."
            : "";
        return Of(verdict.Message.TrimEnd('.') + ".", next);
    }

    /// <summary>Writes what is no verdict.</summary>
    /// <param name="words">What is cut where it is too long.</param>
    /// <param name="end">What must be left whole.</param>
    public static string Of(string words, string end = "")
    {
        const string Who = "BakeWindow: ";
        // What others say (a node's error, a freeze's reason) may hold anything, and the line goes to a terminal.
        var line = string.Concat((words + end).Select(c => char.IsControl(c) ? ' ' : c));
        var room = Longest - Who.Length;
        return line.Length <= room ? Who + line : string.Concat(Who, line.AsSpan(0, room - end.Length - 1), "…", line.AsSpan(line.Length - end.Length));
    }
}
