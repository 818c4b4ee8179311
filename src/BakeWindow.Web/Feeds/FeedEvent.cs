namespace BakeWindow.Web.Feeds;

/// <summary>One entry of a calendar feed. Times are UTC and whole minutes.</summary>
internal sealed record FeedEvent
{
    /// <summary>What it is: <c>Window</c>, <c>Held</c>, <c>Freeze</c>, <c>Maintenance</c>, <c>Can't say</c>.</summary>
    public required string Category { get; init; }

    /// <summary>The same for the same thing at every look, and for nothing else.</summary>
    public required string Uid { get; init; }

    /// <summary>The title.</summary>
    public required string Summary { get; init; }

    /// <summary>What the times mean, and what else there is to know.</summary>
    public required string Description { get; init; }

    /// <summary>Its beginning.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>Its end, after the beginning.</summary>
    public required DateTimeOffset End { get; init; }

    /// <summary>It leaves the calendar's owner free: only a window does.</summary>
    public bool Free { get; init; }

    /// <summary>The iCalendar word: CONFIRMED, TENTATIVE or CANCELLED.</summary>
    public string Status { get; init; } = "CONFIRMED";

    /// <summary>What else raises <see cref="Sequence"/>, in minutes since 2020.</summary>
    public long Revised { get; init; }

    /// <summary>
    /// Rises when its times change, without anybody counting: the least time of a level only ever moves later, so the minutes of both ends do too.
    /// </summary>
    public int Sequence => (int)((Minutes(Start) + Minutes(End) + Revised) & int.MaxValue);

    /// <summary>Whole minutes since 2020.</summary>
    public static long Minutes(DateTimeOffset at) => (long)Math.Floor((at - new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero)).TotalMinutes);
}
