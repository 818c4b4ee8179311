namespace BakeWindow.Core.Calendar;

/// <summary>What a span of levels is, from the least to the most against us: where two meet in one pixel the higher one is drawn.</summary>
public enum LaneKind : byte
{
    /// <summary>Nothing is said: the past.</summary>
    None,

    /// <summary>Open, and the need fits.</summary>
    Open,

    /// <summary>Open, but the work would cost more than policy takes as free.</summary>
    Costs,

    /// <summary>Open, but too short for the need.</summary>
    Short,

    /// <summary>Outside the allowed hours.</summary>
    Hours,

    /// <summary>Closed by a freeze, a nonce revelation or a protocol activation.</summary>
    Frozen,

    /// <summary>Not known.</summary>
    Unknown,

    /// <summary>Closed by a right that must not be missed.</summary>
    Hard,
}

/// <summary>Levels of one kind: <paramref name="From"/> included, <paramref name="To"/> excluded.</summary>
/// <param name="From">The first level.</param>
/// <param name="To">The level at which it is over; <see cref="int.MaxValue"/>: never, as far as is known.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Note">Which of the row's notes says more; −1: none.</param>
public readonly record struct LaneSpan(int From, int To, LaneKind Kind, int Note = -1)
{
    /// <summary>True for the three kinds that are open: they are rounded inwards.</summary>
    public bool IsOpen => Kind is LaneKind.Open or LaneKind.Costs or LaneKind.Short;
}
