using BakeWindow.Core.Rehearsing;
using BakeWindow.Core.Time;

namespace BakeWindow.Core.Wire;

/// <summary>What a rehearsal found as JSON: what <c>POST /api/v1/whatif</c> answers. Losses are measured by the policy in force.</summary>
/// <param name="FirstCycle">The first cycle that was gone through.</param>
/// <param name="LastCycle">The last one.</param>
/// <param name="Missing">Cycles that were wanted and can't be replayed.</param>
/// <param name="Demand">Where the work comes from.</param>
/// <param name="Changes">What was edited, as it was read.</param>
/// <param name="Today">Under the policy in force.</param>
/// <param name="Edited">Under the other.</param>
/// <param name="WindowsGained">Windows that only the edited policy has.</param>
/// <param name="WindowsLost">Windows that only the policy in force has.</param>
/// <param name="Gained">The first hundred of them.</param>
/// <param name="Lost">The first hundred of them.</param>
/// <param name="Configuration">The changes as lines for an environment file.</param>
public sealed record RehearsalDocument(
    int FirstCycle, int LastCycle, IReadOnlyList<RehearsalDocument.MissingPart> Missing, string Demand, IReadOnlyDictionary<string, string> Changes,
    RehearsalDocument.OutcomePart Today, RehearsalDocument.OutcomePart Edited, int WindowsGained, int WindowsLost,
    IReadOnlyList<RehearsalDocument.RehearsedWindowPart> Gained, IReadOnlyList<RehearsalDocument.RehearsedWindowPart> Lost, string Configuration)
{
    /// <summary>A cycle that can't be replayed.</summary>
    public sealed record MissingPart(int Cycle, string Why);

    /// <summary>What one policy did. Waiting times are ISO 8601, null when nothing was begun.</summary>
    public sealed record OutcomePart(
        int Asked, int Done, int Waiting, double ExpectedBlocks, int BlocksMet, int LevelsPaid, string? WaitedP50, string? WaitedP95, int DeadlinesKept, int DeadlinesDue, int Approvals,
        IReadOnlyList<BegunPart> Starts, IReadOnlyList<LatePart> Late);

    /// <summary>A request that was begun.</summary>
    public sealed record BegunPart(string Id, string Node, DateTimeOffset AskedAt, DateTimeOffset StartedAt, int Level, string Need, string Outage, double ExpectedBlocks, int BlocksMet, int LevelsPaid, string ApprovedBy);

    /// <summary>A request that was not begun in time.</summary>
    public sealed record LatePart(string Id, string Node, DateTimeOffset AskedAt, string Why);

    /// <summary>A window.</summary>
    public sealed record RehearsedWindowPart(string Node, int Cycle, int FromLevel, int ToLevel, string Guaranteed, string Need);

    /// <summary>Writes a result.</summary>
    public static RehearsalDocument From(RehearsalScript script, RehearsalResult result, IReadOnlyList<ReplayableCycles.Gap> missing, string demand, IReadOnlyDictionary<string, string> changes, string configuration) => new(
        script.Cycles[0].Cycle.Value, script.Cycles[^1].Cycle.Value, [.. missing.Select(m => new MissingPart(m.Cycle.Value, m.Why))], demand, changes,
        Part(result.Today), Part(result.Edited), result.GainedCount, result.LostCount, [.. result.Gained.Select(Part)], [.. result.Lost.Select(Part)], configuration);

    private static OutcomePart Part(PolicyOutcome o) => new(
        o.Asked, o.Done, o.Waiting, Math.Round(o.ExpectedBlocks, 6), o.BlocksMet, o.LevelsPaid, o.WaitedP50 is { } half ? DurationText.Iso(half) : null, o.WaitedP95 is { } most ? DurationText.Iso(most) : null,
        o.DeadlinesKept, o.DeadlinesDue, o.Approvals,
        [.. o.Starts.Select(s => new BegunPart(s.Id, s.Node, Utc.WholeSeconds(s.AskedAt), Utc.WholeSeconds(s.StartedAt), s.Level.Value, DurationText.Iso(s.Need), DurationText.Iso(TimeSpan.FromSeconds(Math.Round(s.Outage.TotalSeconds))), Math.Round(s.ExpectedBlocks, 6), s.BlocksMet, s.LevelsPaid, s.ApprovedBy))],
        [.. o.Late.Select(l => new LatePart(l.Id, l.Node, Utc.WholeSeconds(l.AskedAt), l.Why))]);

    private static RehearsedWindowPart Part(RehearsedWindow w) => new(w.Node, w.Cycle.Value, w.From.Value, w.To.Value, DurationText.Iso(w.Guaranteed), DurationText.Iso(w.Need));
}
