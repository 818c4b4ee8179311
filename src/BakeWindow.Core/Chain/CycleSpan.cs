namespace BakeWindow.Core.Chain;

/// <summary>The levels of one cycle, both ends included, as <c>helpers/levels_in_current_cycle</c> tells them.</summary>
public readonly record struct CycleSpan
{
    /// <summary>Makes the span.</summary>
    /// <exception cref="ArgumentException">The last level lies before the first.</exception>
    public CycleSpan(Cycle cycle, Level first, Level last) =>
        (Cycle, First, Last) = last >= first ? (cycle, first, last) : throw new ArgumentException($"cycle {cycle} ends at {last}, before its first level {first}", nameof(last));

    /// <summary>Which cycle.</summary>
    public Cycle Cycle { get; }

    /// <summary>Its first level.</summary>
    public Level First { get; }

    /// <summary>Its last level, included.</summary>
    public Level Last { get; }

    /// <summary>How many levels it has.</summary>
    public int Length => Last - First + 1;

    /// <summary>True when the level belongs to it.</summary>
    public bool Contains(Level level) => First <= level && level <= Last;

    /// <summary>The cycle that follows, if it is <paramref name="blocksPerCycle"/> levels long.</summary>
    public CycleSpan Next(int blocksPerCycle) => new(Cycle + 1, Last + 1, Last + blocksPerCycle);
}
