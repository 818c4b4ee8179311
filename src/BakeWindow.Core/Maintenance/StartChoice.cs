using BakeWindow.Core.Planning;
using BakeWindow.Core.Time;

namespace BakeWindow.Core.Maintenance;

/// <summary>
/// Chooses among the starts that are known. A need that fits at p95 still overruns one time in twenty, so what is chosen by is the expected loss over the distribution of
/// durations. A baker whose windows are all shorter than the need gets one at a price: big bakers need a price, not a gap.
/// </summary>
internal sealed class StartChoice(Outlook outlook, OutageEstimate outage, MaintenanceRequest request, DateTimeOffset notBefore)
{
    // Work starts a little after the chain reaches its level: whoever carries it out looks that often.
    private static readonly TimeSpan Promptness = TimeSpan.FromSeconds(30);

    private readonly Policy policy = outlook.Policy;
    private readonly List<PlannedStart> whole = [];
    private readonly List<PlannedStart> shorter = [];

    /// <summary>The best start that may be paid; null when none may.</summary>
    public PlannedStart? Best()
    {
        Gather();
        var most = Math.Max(policy.AcceptedBlocks, policy.MostBlocks);
        var affordable = whole.Where(s => Price(s) <= most);
        // Urgent work takes the first start that is as good as free, or else the first; other work the cheapest, where all that are as good as free cost the same.
        var best = request.Urgency is Urgency.High
            ? affordable.OrderBy(s => Price(s) > policy.AcceptedBlocks).ThenBy(s => s.StartsEarliest)
            : affordable.OrderBy(s => Math.Max(Price(s), policy.AcceptedBlocks)).ThenBy(s => s.StartsEarliest);
        return best.FirstOrDefault()
            ?? shorter.Where(s => Price(s) <= AcceptedAt(s.StartsEarliest)).OrderBy(Price).ThenBy(s => s.StartsEarliest).FirstOrDefault();
    }

    /// <summary>The cheapest start known, whether it may be paid or not; null when no window holds even half of all outages.</summary>
    public PlannedStart? LeastBad() => whole.Concat(shorter).MinBy(s => (Price(s), s.StartsEarliest));

    /// <summary>The price paid at a time: from as good as free when it was asked, by equal factors in equal times, to the most at the deadline.</summary>
    public double AcceptedAt(DateTimeOffset at)
    {
        if (policy.MostBlocks <= policy.AcceptedBlocks || policy.AcceptedBlocks <= 0)
        {
            return Math.Max(policy.AcceptedBlocks, policy.MostBlocks);
        }

        var patience = (request.Deadline ?? request.RequestedAt + policy.Patience) - request.RequestedAt;
        var passed = request.Urgency is Urgency.High || patience <= TimeSpan.Zero ? 1 : Math.Clamp((at - request.RequestedAt) / patience, 0, 1);
        return policy.AcceptedBlocks * Math.Pow(policy.MostBlocks / policy.AcceptedBlocks, passed);
    }

    private static double Price(PlannedStart start) => Math.Round(start.ExpectedBlocks, 6);

    private void Gather()
    {
        foreach (var gap in outlook.Gaps)
        {
            var opens = outlook.Clock.Earliest(gap.From);
            var closes = outlook.Clock.Earliest(gap.To);
            var from = opens > notBefore ? opens : notBefore;
            if (from > closes || from > request.Deadline)
            {
                continue;
            }

            if (Convenient.Start(policy, new TimeRange(from, closes), outage.Need) is { } starts)
            {
                Add(whole, gap, opens, starts, closes, outage.Need, outage.Source);
            }
            else if (request.Need is null && Shortened(closes - from) is { } less && Convenient.Start(policy, new TimeRange(from, closes), less) is { } soon)
            {
                Add(shorter, gap, opens, soon, closes, less, $"shortened from {DurationText.Human(outage.Need)}, for no window is that long");
            }
        }
    }

    // What is left of the window, in whole seconds, if at least half of all outages end within it.
    private TimeSpan? Shortened(TimeSpan left)
    {
        var held = TimeSpan.FromSeconds(Math.Floor((left - Promptness).TotalSeconds));
        return held < outage.Need && held >= outage.Durations.Quantile(0.5) && held > TimeSpan.Zero ? held : null;
    }

    private void Add(List<PlannedStart> starts, Outlook.Gap gap, DateTimeOffset opens, DateTimeOffset start, DateTimeOffset closes, TimeSpan need, string source)
    {
        if (start > request.Deadline)
        {
            return;
        }

        // A start later in the window is as an outage that lasts so much longer: what comes next comes as soon.
        var later = start - opens;
        starts.Add(new PlannedStart
        {
            From = gap.From,
            To = gap.To,
            StartsEarliest = start,
            BackBy = closes,
            Guaranteed = gap.Guaranteed,
            Need = need,
            NeedSource = source,
            Cost = outlook.Cost(gap.From + outlook.Clock.LevelsIn(later), need),
            ExpectedBlocks = outlook.ExpectedBlocks(gap, later, outage.Durations),
        });
    }
}
