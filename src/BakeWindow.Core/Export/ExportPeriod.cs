using BakeWindow.Core.Chain;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Time;

namespace BakeWindow.Core.Export;

/// <summary>A span of hours or days in which a cloud should leave the node pools alone. Clouds know no levels, and their drains take hours, so gaps of minutes can't be told to them.</summary>
/// <param name="Name">Stable name: <c>bakewindow-cycle-1370</c>.</param>
/// <param name="Span">When.</param>
/// <param name="Why">Why, in words.</param>
public sealed record ExportPeriod(string Name, TimeRange Span, string Why);

/// <summary>Finds the spans. Hard spans grow: a level's least time starts one, its likely time and some hours of slack end it.</summary>
public static class ExportPeriods
{
    /// <summary>Levels may come later than is likely; a span that ends too early would protect nothing at its end.</summary>
    public static TimeSpan Slack { get; } = TimeSpan.FromHours(1);

    /// <summary>From now on: around protocol activations, the operator's freezes, and cycles without a window that holds the need.</summary>
    /// <param name="plan">The windows of all bakers concerned.</param>
    /// <param name="cycles">The cycles whose rights are known.</param>
    /// <param name="now">The present.</param>
    public static IReadOnlyList<ExportPeriod> Of(Plan plan, IEnumerable<CycleSpan> cycles, DateTimeOffset now)
    {
        IEnumerable<ExportPeriod> all = [.. Activations(plan, now), .. Freezes(plan.Policy), .. Full(plan, cycles, now)];
        return [.. all.Where(p => p.Span.End > now).OrderBy(p => p.Span.Start).ThenBy(p => p.Name, StringComparer.Ordinal)];
    }

    private static IEnumerable<ExportPeriod> Activations(Plan plan, DateTimeOffset now)
    {
        var clock = new LevelClock(plan.Chain);
        var freeze = plan.Policy.Freeze;
        foreach (var activation in plan.Chain.Activations)
        {
            var span = activation.First > plan.Chain.Head.Level
                ? new TimeRange(Max(now, clock.Earliest(activation.First) - freeze), clock.Expected(activation.First) + freeze + Slack)
                : new TimeRange(now, now + Max(TimeSpan.Zero, freeze - (plan.Chain.Constants.MinimalBlockDelay * (plan.Chain.Head.Level - activation.First))));
            if (!span.IsEmpty)
            {
                yield return new($"bakewindow-activation-{activation.First}", span, $"protocol activation at level {activation.First}, {DurationText.Human(freeze)} before and after");
            }
        }
    }

    private static IEnumerable<ExportPeriod> Freezes(Policy policy) =>
        policy.Freezes.Where(f => f.Node is null).Select(f => new ExportPeriod($"bakewindow-freeze-{f.Span.Start.UtcDateTime:yyyyMMdd-HHmm}", f.Span, $"freeze: {f.Reason} ({f.Owner})"));

    private static IEnumerable<ExportPeriod> Full(Plan plan, IEnumerable<CycleSpan> cycles, DateTimeOffset now)
    {
        var clock = new LevelClock(plan.Chain);
        var head = plan.Chain.Head.Level;
        foreach (var cycle in cycles.Where(c => c.Last > head && c.Last <= plan.LastKnown))
        {
            if (plan.Windows.Any(w => Inside(w, cycle, clock) >= plan.Outage.Need))
            {
                continue;
            }

            var start = cycle.First > head ? clock.Earliest(cycle.First) : now;
            yield return new($"bakewindow-cycle-{cycle.Cycle}", new TimeRange(Max(now, start), Max(now, clock.Expected(cycle.Last + 1)) + Slack),
                $"cycle {cycle.Cycle}: no window holds {DurationText.Human(plan.Outage.Need)}");
        }
    }

    private static TimeSpan Inside(MaintenanceWindow window, CycleSpan cycle, LevelClock clock)
    {
        var (from, to) = (Level.Max(window.From, cycle.First), Level.Min(window.To, cycle.Last + 1));
        return from < to ? clock.Nominal(from, to) : TimeSpan.Zero;
    }

    private static T Max<T>(T a, T b)
        where T : IComparable<T> => a.CompareTo(b) >= 0 ? a : b;
}
