namespace BakeWindow.Core.Time;

/// <summary>A half-open span of time: <see cref="Start"/> belongs to it, <see cref="End"/> does not. Empty when both are equal; never reversed.</summary>
public readonly record struct TimeRange
{
    /// <summary>Makes the range [start, end).</summary>
    /// <exception cref="ArgumentException">The end lies before the start.</exception>
    public TimeRange(DateTimeOffset start, DateTimeOffset end) =>
        (Start, End) = end >= start ? (start, end) : throw new ArgumentException($"{end:O} is before {start:O}", nameof(end));

    /// <summary>First instant inside.</summary>
    public DateTimeOffset Start { get; }

    /// <summary>First instant after; never inside.</summary>
    public DateTimeOffset End { get; }

    /// <summary>How long it lasts; never negative.</summary>
    public TimeSpan Duration => End - Start;

    /// <summary>True when no instant lies inside.</summary>
    public bool IsEmpty => End == Start;

    /// <summary>True when the instant lies inside.</summary>
    public bool Contains(DateTimeOffset instant) => Start <= instant && instant < End;

    /// <summary>True when every instant of the other range lies inside this one.</summary>
    public bool Contains(TimeRange other) => other.IsEmpty || (Start <= other.Start && other.End <= End);

    /// <summary>True when some instant lies in both.</summary>
    public bool Overlaps(TimeRange other) => Start < other.End && other.Start < End && !IsEmpty && !other.IsEmpty;

    /// <summary>What lies in both; null when nothing does.</summary>
    public TimeRange? Intersect(TimeRange other) =>
        Overlaps(other) ? new TimeRange(Start > other.Start ? Start : other.Start, End < other.End ? End : other.End) : null;
}
