using System.Globalization;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Incidents;

/// <summary>
/// A time in which a baker lost a right or was about to. It opens with an episode at risk or with a miss, takes up every miss that falls into it, and closes when nothing is at risk any more and
/// no right near its end can still turn out to be lost. What it was seen by is copied into it at its closing, so that it outlives the log of evidence.
/// </summary>
public sealed record Incident
{
    /// <summary>The <c>12</c> of <c>I-12</c>; 0 before it was kept.</summary>
    public required long Number { get; init; }

    /// <summary>What it is about; one is open for each: the baker's address, or the alert's own id where no baker is named.</summary>
    public required string Subject { get; init; }

    /// <summary>Whose; null: no single one's.</summary>
    public BakerAddress? Baker { get; init; }

    /// <summary>Since when there was trouble.</summary>
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>When the trouble was over; null while it lasts.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When nothing more could come; null while something can.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>The highest level that it concerns: of its last miss, and of the head when its last episode ended; null before any was known.</summary>
    public Level? LastLevel { get; init; }

    /// <summary>The times at risk, in order.</summary>
    public IReadOnlyList<RiskEpisode> Episodes { get; init; } = [];

    /// <summary>Rights that were lost, in order of level.</summary>
    public IReadOnlyList<LostRight> Lost { get; init; } = [];

    /// <summary>What was seen and done around it; empty while it is open, for then the log has it.</summary>
    public IReadOnlyList<Evidence> Evidence { get; init; } = [];

    /// <summary>Of each lane without evidence why it has none, as it was at the closing; see <see cref="Timeline"/>.</summary>
    public IReadOnlyList<LaneGap> Gaps { get; init; } = [];

    /// <summary>What people added, in order.</summary>
    public IReadOnlyList<IncidentNote> Notes { get; init; } = [];

    /// <summary>Its name.</summary>
    public string Id => string.Create(CultureInfo.InvariantCulture, $"I-{Number}");

    /// <summary>True until nothing more can come.</summary>
    public bool IsOpen => ClosedAt is null;

    /// <summary>True while something is at risk.</summary>
    public bool AtRisk => Episodes.Any(e => e.EndedAt is null);

    /// <summary>What was lost, or what was at risk, in a few words.</summary>
    /// <param name="baker">The baker's name.</param>
    public string Words(string baker) => Lost switch
    {
        [var one] => $"{one.Words} ({baker})",
        [var first, .., var last] => $"{Lost.Count} rights missed, levels {Number0(first.Level)} to {Number0(last.Level)} ({baker})",
        _ when Episodes is [var episode, ..] => $"{(AtRisk ? "at risk" : "was at risk, nothing was missed")}: {episode.Title}",
        _ => $"something was about to go wrong ({baker})",
    };

    private static string Number0(Level level) => level.Value.ToString("N0", CultureInfo.InvariantCulture);
}

/// <summary>A time in which rights were at risk.</summary>
/// <param name="Alert">The alert that told it.</param>
/// <param name="Title">What it said at last.</param>
/// <param name="Lines">The sentences below it.</param>
/// <param name="Since">Since when.</param>
/// <param name="EndedAt">When it was over; null while it lasts.</param>
public sealed record RiskEpisode(string Alert, string Title, IReadOnlyList<string> Lines, DateTimeOffset Since, DateTimeOffset? EndedAt);

/// <summary>A right that was lost.</summary>
/// <param name="Level">Where.</param>
/// <param name="Words">In words: <c>missed block 15,175,230, round 0</c>.</param>
/// <param name="At">When it was due, or was seen to be lost.</param>
public sealed record LostRight(Level Level, string Words, DateTimeOffset At)
{
    /// <summary>Its round, where it was a block's; null else.</summary>
    public int? Round { get; init; }

    /// <summary>Who made the block instead; empty: nobody is known, or it was no block.</summary>
    public string MadeBy { get; init; } = "";
}

/// <summary>Why a lane of the time line is empty, or may have holes.</summary>
/// <param name="Lane">Which.</param>
/// <param name="Words">Why.</param>
public sealed record LaneGap(EvidenceLane Lane, string Words);

/// <summary>What a person added. Nothing is changed or taken away again.</summary>
/// <param name="At">When.</param>
/// <param name="Who">Who.</param>
/// <param name="Text">What.</param>
public sealed record IncidentNote(DateTimeOffset At, string Who, string Text)
{
    /// <summary>The cause that it confirms (<see cref="CauseCode"/>); empty: none.</summary>
    public string Cause { get; init; } = "";
}
