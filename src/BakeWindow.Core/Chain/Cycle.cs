using System.Globalization;

namespace BakeWindow.Core.Chain;

/// <summary>The number of a cycle: the span of levels over which rights, participation and rewards are reckoned.</summary>
public readonly record struct Cycle(int Value) : IComparable<Cycle>
{
    /// <inheritdoc/>
    public int CompareTo(Cycle other) => Value.CompareTo(other.Value);

    /// <summary>The plain number.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);

    /// <summary>So many cycles later.</summary>
    public static Cycle operator +(Cycle cycle, int cycles) => new(cycle.Value + cycles);

    /// <summary>So many cycles earlier.</summary>
    public static Cycle operator -(Cycle cycle, int cycles) => new(cycle.Value - cycles);

    /// <summary>Earlier.</summary>
    public static bool operator <(Cycle a, Cycle b) => a.Value < b.Value;

    /// <summary>Later.</summary>
    public static bool operator >(Cycle a, Cycle b) => a.Value > b.Value;

    /// <summary>Not later.</summary>
    public static bool operator <=(Cycle a, Cycle b) => a.Value <= b.Value;

    /// <summary>Not earlier.</summary>
    public static bool operator >=(Cycle a, Cycle b) => a.Value >= b.Value;
}
