using System.Text.Json.Serialization;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Gate;

/// <summary>The gate's answer. It has no default: an answer that nobody made is none. All cases stand here.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "answer")]
[JsonDerivedType(typeof(Verdict.Allowed), "allowed")]
[JsonDerivedType(typeof(Verdict.Held), "held")]
[JsonDerivedType(typeof(Verdict.CannotKnow), "unknown")]
public abstract record Verdict
{
    private Verdict()
    {
    }

    /// <summary>What was asked.</summary>
    public required GateRequest Request { get; init; }

    /// <summary>When it was decided.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Why, for machines.</summary>
    public required ReasonCode Reason { get; init; }

    /// <summary>Why, for people; names the baker, the level and the time.</summary>
    public required string Message { get; init; }

    /// <summary>How long the work is taken to last.</summary>
    public required OutageEstimate Outage { get; init; }

    /// <summary>Every check that was made, in order, up to the one that decided.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>The chain's head when it was decided; null if none was known.</summary>
    public Head? Head { get; init; }

    /// <summary>The right in question: the one that holds, or the next one ahead.</summary>
    public RightAhead? Right { get; init; }

    /// <summary>The least time at which the need fits next; for a yes, now. Null when nothing known fits.</summary>
    public DateTimeOffset? NextSafeAt { get; init; }

    /// <summary>For how long it is safe from <see cref="NextSafeAt"/> on, at least.</summary>
    public TimeSpan? SafeFor { get; init; }

    /// <summary>The longest window in the known horizon, whether the need fits it or not.</summary>
    public TimeSpan? LargestGap { get; init; }

    /// <summary>What the work would lose: now for a yes, in the next window otherwise.</summary>
    public MissCost? Cost { get; init; }

    /// <summary>Until when this answer may be acted on; ask again after.</summary>
    public required DateTimeOffset ValidUntil { get; init; }

    /// <summary>Go.</summary>
    /// <param name="BackBy">By when all must be back: the least time of the level that ends the window. The end of time where nothing is due.</param>
    /// <param name="Ticket">The permission in a form that can be shown and checked; only for a maintenance.</param>
    public sealed record Allowed(DateTimeOffset BackBy, Ticket? Ticket) : Verdict;

    /// <summary>Not now.</summary>
    public sealed record Held : Verdict;

    /// <summary>It can't be known, so: not now.</summary>
    public sealed record CannotKnow : Verdict;
}

/// <summary>One check behind a verdict.</summary>
/// <param name="Check">What was looked at, in a few words.</param>
/// <param name="Passed">True when it does not stand in the way.</param>
/// <param name="Detail">The figures.</param>
public sealed record Finding(string Check, bool Passed, string Detail);

/// <summary>A hard right with its times.</summary>
/// <param name="Right">Whose, of what kind, where.</param>
/// <param name="Earliest">It can't come before this.</param>
/// <param name="Expected">It is likely to come then.</param>
public sealed record RightAhead(HardRight Right, DateTimeOffset Earliest, DateTimeOffset Expected);
