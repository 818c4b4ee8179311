using BakeWindow.Core.Incidents;

namespace BakeWindow.Core.Wire;

/// <summary>An incident in a list.</summary>
/// <param name="Id"><c>I-12</c>.</param>
/// <param name="Words">What was lost or at risk.</param>
/// <param name="Baker">The baker's address; null: no single one.</param>
/// <param name="OpenedAt">Since when there was trouble.</param>
/// <param name="EndedAt">When it was over; null: it lasts.</param>
/// <param name="ClosedAt">When nothing more could come; null: something can.</param>
/// <param name="Missed">How many rights were lost.</param>
/// <param name="Causes">The causes' codes.</param>
/// <param name="NextStep">What is to be done next.</param>
public sealed record IncidentSummaryDocument(
    string Id, string Words, string? Baker, DateTimeOffset OpenedAt, DateTimeOffset? EndedAt, DateTimeOffset? ClosedAt, int Missed, IReadOnlyList<string> Causes, string NextStep);

/// <summary>An incident with everything that is known of it.</summary>
/// <param name="Id"><c>I-12</c>.</param>
/// <param name="Words">What was lost or at risk.</param>
/// <param name="Baker">The baker's address; null: no single one.</param>
/// <param name="OpenedAt">Since when there was trouble.</param>
/// <param name="EndedAt">When it was over; null: it lasts.</param>
/// <param name="ClosedAt">When nothing more could come; null: something can.</param>
/// <param name="Missed">The rights that were lost.</param>
/// <param name="AtRisk">The times at risk.</param>
/// <param name="Causes">Causes, each with what it goes by.</param>
/// <param name="From">From when on evidence was looked for.</param>
/// <param name="Until">Until when.</param>
/// <param name="Evidence">What was seen and done, in order of time.</param>
/// <param name="Gaps">Empty lanes, each with the reason.</param>
/// <param name="Similar">Incidents like it.</param>
/// <param name="Notes">What people added.</param>
/// <param name="NextStep">What is to be done next.</param>
public sealed record IncidentDocument(
    string Id, string Words, string? Baker, DateTimeOffset OpenedAt, DateTimeOffset? EndedAt, DateTimeOffset? ClosedAt, IReadOnlyList<IncidentDocument.LostPart> Missed, IReadOnlyList<IncidentDocument.RiskPart> AtRisk,
    IReadOnlyList<IncidentDocument.CausePart> Causes, DateTimeOffset From, DateTimeOffset Until, IReadOnlyList<IncidentDocument.EvidencePart> Evidence, IReadOnlyList<IncidentDocument.LaneGapPart> Gaps, IReadOnlyList<string> Similar,
    IReadOnlyList<IncidentDocument.PersonsNotePart> Notes, string NextStep)
{
    /// <summary>A right that was lost.</summary>
    public sealed record LostPart(int Level, int? Round, string Words, DateTimeOffset At, string? MadeBy);

    /// <summary>A time at risk.</summary>
    public sealed record RiskPart(string Alert, string Title, IReadOnlyList<string> Lines, DateTimeOffset Since, DateTimeOffset? EndedAt);

    /// <summary>A cause: <c>sure</c>, <c>likely</c> or <c>possible</c>.</summary>
    public sealed record CausePart(string Code, string Title, string Why, string Weight, string? WouldHaveHeld, IReadOnlyList<EvidencePart> By);

    /// <summary>Something that was seen or done.</summary>
    public sealed record EvidencePart(DateTimeOffset At, string Lane, string Subject, string Code, string Text, string Source);

    /// <summary>Why a lane is empty.</summary>
    public sealed record LaneGapPart(string Lane, string Words);

    /// <summary>What a person added.</summary>
    public sealed record PersonsNotePart(DateTimeOffset At, string Who, string Text, string? Cause);

    /// <summary>Writes one.</summary>
    /// <param name="r">What is known.</param>
    /// <param name="baker">The baker's name.</param>
    public static IncidentDocument Of(IncidentReport r, string baker) => new(
        r.Incident.Id, r.Incident.Words(baker), r.Incident.Baker?.Value, r.Incident.OpenedAt, r.Incident.EndedAt, r.Incident.ClosedAt,
        [.. r.Incident.Lost.Select(l => new LostPart(l.Level.Value, l.Round, l.Words, l.At, l.MadeBy.Length > 0 ? l.MadeBy : null))],
        [.. r.Incident.Episodes.Select(e => new RiskPart(e.Alert, e.Title, e.Lines, e.Since, e.EndedAt))],
        [.. r.Causes.Select(c => new CausePart(c.Code, c.Title, c.Why, c.Weight.ToString().ToLowerInvariant(), c.WouldHaveHeld.Length > 0 ? c.WouldHaveHeld : null, [.. c.By.Select(Part)]))],
        r.Timeline.From, r.Timeline.Until, [.. r.Timeline.Evidence.Select(Part)], [.. r.Timeline.Gaps.Select(g => new LaneGapPart(g.Lane.Word(), g.Words))],
        [.. r.Similar.Select(n => $"I-{n.ToString(System.Globalization.CultureInfo.InvariantCulture)}")], [.. r.Incident.Notes.Select(n => new PersonsNotePart(n.At, n.Who, n.Text, n.Cause.Length > 0 ? n.Cause : null))], r.NextStep);

    private static EvidencePart Part(Evidence e) => new(e.At, e.Lane.Word(), e.Subject, e.Code, e.Text, e.Source);
}

/// <summary>What a person adds to an incident.</summary>
/// <param name="Text">What.</param>
/// <param name="Cause">The cause that he confirms; null: none.</param>
public sealed record IncidentNoteDocument(string? Text, string? Cause);
