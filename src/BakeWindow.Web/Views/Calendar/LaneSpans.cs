using BakeWindow.Core.Calendar;
using BakeWindow.Core.Planning;

namespace BakeWindow.Web.Views.Calendar;

/// <summary>The answer of a plan as spans of levels: what is closed and why, and between it what is open.</summary>
public static class LaneSpans
{
    /// <summary>Puts a plan and what the clock closes together.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="bands">Freezes and hours.</param>
    /// <param name="nameOf">Names of bakers.</param>
    /// <returns>The spans, in order, and the notes to which they point.</returns>
    public static (IReadOnlyList<LaneSpan> Spans, IReadOnlyList<string> Notes) Of(Plan plan, IReadOnlyList<CalendarBand> bands, Func<Core.Rights.BakerAddress, string> nameOf)
    {
        var notes = new List<string>();
        var closed = new List<LaneSpan>(plan.Exclusions.Count + bands.Count);
        foreach (var exclusion in plan.Exclusions)
        {
            closed.Add(new LaneSpan(exclusion.From.Value, exclusion.To.Value, KindOf(exclusion.Cause), NoteOf(notes, exclusion, plan, nameOf)));
        }

        foreach (var band in bands)
        {
            closed.Add(new LaneSpan(band.From, band.To, band.Kind, Note(notes, band.Text)));
        }

        closed.Sort(ByLevel);
        var all = new List<LaneSpan>(closed.Count * 2);
        var open = plan.Chain.Head.Level.Value;
        var window = 0;
        foreach (var span in closed)
        {
            if (span.From > open)
            {
                while (window < plan.AllWindows.Count - 1 && plan.AllWindows[window].To.Value <= open)
                {
                    window++;
                }

                all.Add(new LaneSpan(open, span.From, Open(plan, window, span.From - open)));
            }

            all.Add(span);
            open = Math.Max(open, span.To);
        }

        return (all, notes);
    }

    /// <summary>Nothing is known, and why.</summary>
    public static (IReadOnlyList<LaneSpan> Spans, IReadOnlyList<string> Notes) Unknown(int head, string why) => ([new LaneSpan(head, int.MaxValue, LaneKind.Unknown, 0)], [why]);

    /// <summary>The need in levels: how many an outage of this length covers at most.</summary>
    public static int NeedOf(Plan plan) => new Core.Chain.LevelClock(plan.Chain).LevelsIn(plan.Outage.Need);

    private static LaneKind Open(Plan plan, int window, int length) =>
        length < NeedOf(plan) ? LaneKind.Short
        : plan.AllWindows.Count > 0 && (plan.AllWindows[window].ExpectedBlocks > plan.Policy.AcceptedBlocks || plan.AllWindows[window].Cost.BudgetShare > plan.Policy.BudgetPerMaintenance) ? LaneKind.Costs
        : LaneKind.Open;

    private static LaneKind KindOf(ExclusionCause cause) => cause switch
    {
        ExclusionCause.HardRight => LaneKind.Hard,
        ExclusionCause.NonceRevelation or ExclusionCause.ProtocolActivation => LaneKind.Frozen,
        _ => LaneKind.Unknown,
    };

    private static int NoteOf(List<string> notes, ExclusionWindow exclusion, Plan plan, Func<Core.Rights.BakerAddress, string> nameOf) => exclusion.Cause switch
    {
        ExclusionCause.HardRight => -1,
        ExclusionCause.NonceRevelation => Note(notes, $"a nonce of {nameOf(exclusion.Right!.Baker)} from level {CalendarView.Number(exclusion.Right.Level.Value)} is to be revealed until level {CalendarView.Number(exclusion.To.Value)}"),
        ExclusionCause.ProtocolActivation => Note(notes, "a protocol activation is near; times after it are of low confidence"),
        _ => Note(notes, $"rights are known to level {CalendarView.Number(plan.LastKnown.Value)}, the end of cycle {plan.LastKnownCycle}"),
    };

    private static int Note(List<string> notes, string text)
    {
        var at = notes.IndexOf(text);
        if (at < 0)
        {
            notes.Add(text);
            at = notes.Count - 1;
        }

        return at;
    }

    private static int ByLevel(LaneSpan a, LaneSpan b) => a.From != b.From ? a.From.CompareTo(b.From) : a.To.CompareTo(b.To);
}
