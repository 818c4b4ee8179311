using BakeWindow.Core.Chain;

namespace BakeWindow.Core.Rights;

/// <summary>The right to propose a block at a level in a round (a priority, before Tenderbake).</summary>
public readonly record struct BakingRight(Level Level, int Round) : IComparable<BakingRight>
{
    /// <summary>By level, then by round.</summary>
    public int CompareTo(BakingRight other) => Level == other.Level ? Round.CompareTo(other.Round) : Level.CompareTo(other.Level);

    /// <summary>By level, then by round.</summary>
    public static bool operator <(BakingRight a, BakingRight b) => a.CompareTo(b) < 0;

    /// <summary>By level, then by round.</summary>
    public static bool operator >(BakingRight a, BakingRight b) => a.CompareTo(b) > 0;

    /// <summary>By level, then by round.</summary>
    public static bool operator <=(BakingRight a, BakingRight b) => a.CompareTo(b) <= 0;

    /// <summary>By level, then by round.</summary>
    public static bool operator >=(BakingRight a, BakingRight b) => a.CompareTo(b) >= 0;
}
