using BakeWindow.Core.Chain;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rights;
using BakeWindow.Core.Time;

namespace BakeWindow.Core.Maintenance;

/// <summary>
/// Chooses among the starts that are known. A need that fits at p95 still overruns one time in twenty, so what is chosen by is the expected loss over the distribution of
/// durations. A baker whose windows are all shorter than the need gets one at a price: big bakers need a price, not a gap.
/// </summary>
internal sealed class StartChoice
{
    // Work starts a little after the chain reaches its level: whoever carries it out looks that often.
    private static readonly TimeSpan Promptness = TimeSpan.FromSeconds(30);

    private readonly Outlook outlook;
    private readonly Policy policy;
    private readonly OutageEstimate outage;
    private readonly MaintenanceRequest request;
    private readonly DateTimeOffset notBefore;
    private readonly double[] stillAway;
    private readonly IReadOnlyList<NonceDuty> nonces;
    private readonly List<Candidate> whole = [];
    private readonly List<Candidate> shorter = [];

    /// <summary>Gathers every start that is known.</summary>
    public StartChoice(Outlook outlook, ChainView chain, IReadOnlyList<BakerRights> bakers, OutageEstimate outage, MaintenanceRequest request, DateTimeOffset notBefore)
    {
        (this.outlook, policy, this.outage, this.request, this.notBefore) = (outlook, outlook.Policy, outage, request, notBefore);
        stillAway = ExpectedLoss.StillAway(outlook.Clock, outage.Durations, policy.WarmUp);
        nonces = [.. bakers.SelectMany(b => Ahead(b.Sheet, chain)).DistinctBy(n => n.From)];
        foreach (var gap in outlook.Gaps)
        {
            foreach (var level in outlook.StartsIn(gap).Concat(nonces.Select(n => n.Until).Where(l => gap.From < l && l < gap.To)))
            {
                Consider(gap, level);
            }
        }
    }

    /// <summary>The best start that may be paid; null when none may.</summary>
    public PlannedStart? Best()
    {
        var most = Math.Max(policy.AcceptedBlocks, policy.MostBlocks);
        // Urgent work takes the first start that is as good as free, or else the first; other work the cheapest, where all that are as good as free cost the same.
        var best = request.Urgency is Urgency.High
            ? Least(whole, c => c.Price <= most, c => (c.Price > policy.AcceptedBlocks ? 1 : 0, c.Starts))
            : Least(whole, c => c.Price <= most, c => (Math.Max(c.Price, policy.AcceptedBlocks), c.Starts));
        return (best ?? Least(shorter, c => c.Price <= AcceptedAt(c.Starts), c => (c.Price, c.Starts))) is { } chosen ? Plan(chosen) : null;
    }

    /// <summary>The cheapest start known, whether it may be paid or not; null when no window holds even half of all outages.</summary>
    /// <param name="from">Starts from then on are taken where there are any: a person needs time to say yes.</param>
    public PlannedStart? LeastBad(DateTimeOffset from = default) => Least([.. whole, .. shorter], _ => true, c => (c.Starts < from ? 1 : 0, c.Price, c.Starts)) is { } least ? Plan(least) : null;

    /// <summary>A start at this level as it would be priced now; null when it is none any more.</summary>
    public PlannedStart? At(Level level, Level to)
    {
        var same = whole.Concat(shorter).Where(c => c.Level == level && c.Gap.To == to).Select(c => (Candidate?)c).FirstOrDefault();
        return same is { } found ? Plan(found) : null;
    }

    /// <summary>The price paid for a start at a time: it rises evenly from as good as free, when it was asked, to the most at half-time; the other half is there to find one for that.</summary>
    public double AcceptedAt(DateTimeOffset at)
    {
        var half = ((request.Deadline ?? request.RequestedAt + policy.Patience) - request.RequestedAt) / 2;
        var risen = request.Urgency is Urgency.High || half <= TimeSpan.Zero ? 1 : Math.Clamp((at - request.RequestedAt) / half, 0, 1);
        return policy.AcceptedBlocks + (Math.Max(0, policy.MostBlocks - policy.AcceptedBlocks) * risen);
    }

    private static Candidate? Least<TKey>(List<Candidate> all, Func<Candidate, bool> may, Func<Candidate, TKey> by) =>
        all.Where(may).Select(c => (Candidate?)c).MinBy(c => by(c!.Value));

    // Blocks still to be baked close nothing: they have not committed to a nonce. But most will, so a start that would fall where it is to be revealed is not planned.
    private static IEnumerable<NonceDuty> Ahead(RightsSheet sheet, ChainView chain) => chain.Constants.Era is ConsensusEra.Priority ? []
        : sheet.Cycles.SelectMany(c => NonceDuty.Ahead(c, c.Span.Contains(chain.Head.Level) ? chain.Head.Cycle : c.Span, chain.Constants, chain.Head.Level));

    private void Consider(Outlook.Gap gap, Level level)
    {
        var reached = outlook.Clock.Earliest(level);
        var closes = outlook.Clock.Earliest(gap.To);
        var from = reached > notBefore ? reached : notBefore;
        if (from > closes || from > request.Deadline)
        {
            return;
        }

        if (Convenient.Start(policy, new TimeRange(from, closes), outage.Need, request.Action.OnNode) is { } starts)
        {
            Add(whole, gap, level, starts, starts - reached, outage.Need);
        }
        else if (request.Need is null && Shortened(closes - from) is { } held && Convenient.Start(policy, new TimeRange(from, closes), held, request.Action.OnNode) is { } soon)
        {
            Add(shorter, gap, level, soon, soon - reached, held);
        }
    }

    // What is left of the window, in whole seconds, if at least half of all outages end within it.
    private TimeSpan? Shortened(TimeSpan left)
    {
        var held = TimeSpan.FromSeconds(Math.Floor((left - Promptness).TotalSeconds));
        return held < outage.Need && held >= outage.Durations.Quantile(0.5) && held > TimeSpan.Zero ? held : null;
    }

    private void Add(List<Candidate> candidates, Outlook.Gap gap, Level level, DateTimeOffset starts, TimeSpan later, TimeSpan need)
    {
        var (first, last) = (level, level + outlook.Clock.LevelsIn(later + need));
        if ((starts <= request.Deadline || request.Deadline is null) && !nonces.Any(n => first < n.Until && last >= n.From))
        {
            // A start later than its level is as an outage that lasts so much longer: what comes next comes as soon.
            var away = later > TimeSpan.Zero ? ExpectedLoss.StillAway(outlook.Clock, outage.Durations, policy.WarmUp + later) : stillAway;
            candidates.Add(new Candidate(gap, level, starts, later, need, Math.Round(outlook.ExpectedBlocks(level, away), 6)));
        }
    }

    private PlannedStart Plan(Candidate chosen) => new()
    {
        From = chosen.Level,
        To = chosen.Gap.To,
        StartsEarliest = chosen.Starts,
        BackBy = outlook.Clock.Earliest(chosen.Gap.To),
        Guaranteed = outlook.Clock.Nominal(chosen.Level, chosen.Gap.To),
        Need = chosen.Need,
        NeedSource = chosen.Need < outage.Need ? $"shortened from {DurationText.Human(outage.Need)}, for no window is that long" : outage.Source,
        Cost = outlook.Cost(chosen.Level + outlook.Clock.LevelsIn(chosen.Later), chosen.Need),
        ExpectedBlocks = chosen.Price,
    };

    private readonly record struct Candidate(Outlook.Gap Gap, Level Level, DateTimeOffset Starts, TimeSpan Later, TimeSpan Need, double Price);
}
