using BakeWindow.Core.Gate;

namespace BakeWindow.Core.Disruptions;

/// <summary>What a disruption is answered with. All cases stand here.</summary>
public abstract record DisruptionAnswer
{
    private DisruptionAnswer()
    {
    }

    /// <summary>Why, for machines: an exemption (<c>not-protected</c>), or the gate's own reason code.</summary>
    public required string Reason { get; init; }

    /// <summary>When it is safe next, as far as known.</summary>
    public DateTimeOffset? NextSafeAt { get; init; }

    /// <summary>The gate's answer behind it; null where the gate was not asked.</summary>
    public Verdict? Verdict { get; init; }

    /// <summary>Go.</summary>
    public sealed record LetThrough : DisruptionAnswer;

    /// <summary>Go, but this should be known.</summary>
    /// <param name="Message">One line.</param>
    public sealed record Warn(string Message) : DisruptionAnswer;

    /// <summary>Not now; it may be tried again.</summary>
    /// <param name="Message">One line that names the right and the next window.</param>
    public sealed record Refuse(string Message) : DisruptionAnswer;
}
