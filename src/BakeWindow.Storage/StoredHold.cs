namespace BakeWindow.Storage;

/// <summary>What a person set for a while.</summary>
public enum HoldKind
{
    /// <summary>Nothing is disturbed.</summary>
    Freeze,

    /// <summary>The gate of one node is open against its answer.</summary>
    Glass,
}

/// <summary>A freeze or a broken glass.</summary>
/// <param name="Kind">Which of the two.</param>
/// <param name="Owner">Who set it.</param>
/// <param name="Reason">Why, in his words.</param>
/// <param name="Node">The node it is about; null: everything.</param>
/// <param name="MadeAt">When it was set.</param>
/// <param name="StartsAt">From then on it counts.</param>
/// <param name="EndsAt">It is over by itself then.</param>
public sealed record StoredHold(HoldKind Kind, string Owner, string Reason, string? Node, DateTimeOffset MadeAt, DateTimeOffset StartsAt, DateTimeOffset EndsAt)
{
    /// <summary>Its key; 0 before it is stored.</summary>
    public long Key { get; init; }

    /// <summary>When it ended: early, by somebody, or at its own end; null before that was noticed.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Who ended it early.</summary>
    public string? EndedBy { get; init; }

    /// <summary>As people name it: <c>F-12</c>, <c>G-3</c>.</summary>
    public string Id => FormattableString.Invariant($"{(Kind is HoldKind.Glass ? "G" : "F")}-{Key}");

    /// <summary>True while it counts.</summary>
    public bool InForce(DateTimeOffset now) => EndedAt is null && StartsAt <= now && now < EndsAt;
}
