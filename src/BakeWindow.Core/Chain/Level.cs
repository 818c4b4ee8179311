using System.Globalization;

namespace BakeWindow.Core.Chain;

/// <summary>The height of a block. Levels are the unit in which everything is planned: a block can come late, never early.</summary>
public readonly record struct Level(int Value) : IComparable<Level>
{
    /// <inheritdoc/>
    public int CompareTo(Level other) => Value.CompareTo(other.Value);

    /// <summary>The plain number, without separators.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);

    /// <summary>So many levels later.</summary>
    public static Level operator +(Level level, int levels) => new(level.Value + levels);

    /// <summary>So many levels earlier.</summary>
    public static Level operator -(Level level, int levels) => new(level.Value - levels);

    /// <summary>How many levels lie from the second to the first.</summary>
    public static int operator -(Level later, Level earlier) => later.Value - earlier.Value;

    /// <summary>Earlier on the chain.</summary>
    public static bool operator <(Level a, Level b) => a.Value < b.Value;

    /// <summary>Later on the chain.</summary>
    public static bool operator >(Level a, Level b) => a.Value > b.Value;

    /// <summary>Not later on the chain.</summary>
    public static bool operator <=(Level a, Level b) => a.Value <= b.Value;

    /// <summary>Not earlier on the chain.</summary>
    public static bool operator >=(Level a, Level b) => a.Value >= b.Value;

    /// <summary>The lower of two.</summary>
    public static Level Min(Level a, Level b) => a < b ? a : b;

    /// <summary>The higher of two.</summary>
    public static Level Max(Level a, Level b) => a > b ? a : b;
}
