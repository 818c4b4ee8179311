using BakeWindow.Core.Gate;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Time;
using BakeWindow.Web.Observing;

namespace BakeWindow.Web.Views.Palette;

/// <summary>The windows that a question fits, as rows of the palette: the earliest ones and the cheapest.</summary>
internal static class PaletteWindows
{
    private const int Most = 4;

    public static IEnumerable<PaletteRow> Rows(World world, GateRequest request, PaletteQuestion question, DateTimeOffset now, string link)
    {
        var (bakers, problem) = Concerned.Of(world, request);
        if (problem is not null)
        {
            return [new PaletteRow(PaletteRow.Answers, $"{problem}.") { Word = Word.CannotSay, Href = link }];
        }

        var plan = WindowPlanner.Plan(world.Chain!, bakers, Concerned.Outage(world, request), world.Policy);
        var need = plan.Outage.Need;
        // Done before the moment asked for, and before the window's own end; what is left of an open window counts, not what has passed.
        var fitting = plan.Windows.Where(w => Latest(w, question.Before) - need >= (w.OpensEarliest > now ? w.OpensEarliest : now)).ToList();
        var by = question.Before is { } before ? $" before {Viewer.InUtc(before, now)} UTC" : "";
        if (fitting.Count == 0)
        {
            var gap = plan.LargestGap is { } largest ? $" Largest gap {DurationText.Human(largest.Guaranteed)}, not before {Viewer.InUtc(largest.OpensEarliest, now)} UTC." : "";
            return [new PaletteRow(PaletteRow.Answers, $"No window of {DurationText.Human(need)}{by}.{gap}", $"rights are known to level {plan.LastKnown}") { Href = link }];
        }

        var cheapest = fitting.OrderBy(w => Math.Round(w.ExpectedBlocks, 6)).ThenBy(w => Math.Round(w.Cost.BudgetShare, 6)).ThenBy(w => w.From).First();
        return fitting.Take(Most - 1).Append(cheapest).Distinct().Select(w => Row(w, need, question.Before, now,
            w == cheapest ? w == fitting[0] ? "earliest and cheapest" : "cheapest" : w == fitting[0] ? "earliest" : ""));
    }

    private static PaletteRow Row(MaintenanceWindow w, TimeSpan need, DateTimeOffset? before, DateTimeOffset now, string why) => new(
        PaletteRow.Answers,
        $"Not before {Viewer.InUtc(w.OpensEarliest, now)} UTC, at least {DurationText.Human(w.Guaranteed)}; latest start {Viewer.InUtc(Latest(w, before) - need, now)}.",
        string.Join(" · ", new[] { why, Price.Short(w.Cost, w.ExpectedBlocks) }.Where(t => t.Length > 0)))
    {
        Href = $"/calendar?at=L{w.From}&need={DurationText.Iso(need)}",
    };

    private static DateTimeOffset Latest(MaintenanceWindow w, DateTimeOffset? before) => before < w.ClosesEarliest ? before.Value : w.ClosesEarliest;
}
