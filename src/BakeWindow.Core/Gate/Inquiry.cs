using System.Globalization;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Readiness;
using BakeWindow.Core.Rights;
using BakeWindow.Core.Time;

namespace BakeWindow.Core.Gate;

/// <summary>One question on its way through the checks; each check either decides or adds a finding and leaves it to the next.</summary>
internal sealed partial class Inquiry
{
    private static readonly TimeSpan OldestCluster = TimeSpan.FromMinutes(3);

    // What one maintenance may not spend now, it may not spend later either.
    private static readonly Level Never = new(int.MaxValue);

    private readonly World world;
    private readonly GateRequest request;
    private readonly DateTimeOffset now;
    private readonly OutageEstimate outage;
    private readonly List<Finding> findings = [];
    private IReadOnlyList<BakerFacts> bakers = [];
    private IReadOnlyList<string> domains = [];
    private NodeView? node;
    private Outlook? outlook;

    public Inquiry(World world, GateRequest request, DateTimeOffset now)
    {
        (this.world, this.request, this.now) = (world, request, now);
        var learned = (request.Node ?? request.Workload?.ToString()) is { } name && world.Outages.TryGetValue(name, out var own) ? own : world.DefaultOutage;
        outage = request.Need is { } need ? OutageEstimate.Stated(need, learned.Durations) : learned;
    }

    /// <summary>What is open and closed to those concerned; null until that is known.</summary>
    public Outlook? Outlook => outlook;

    // The maintenance on whose behalf it is asked, if it works on this very node or workload.
    private ActiveMaintenance? Own => world.Active.FirstOrDefault(a => a.Id == request.Maintenance && a.Node == (request.Node ?? ""));

    /// <summary>Is the node known, and whom would its disturbance hit?</summary>
    public Verdict? WhereItIs()
    {
        if (request.Workload is { } workload)
        {
            return WhereItRuns(workload);
        }

        if (request.Node is null)
        {
            bakers = request.Bakers.Count == 0 ? world.Bakers : [.. request.Bakers.Select(Facts)];
            return bakers.Count == 0 ? CannotKnow(ReasonCode.RightsUnknown, "no baker is declared, so nothing is known to protect") : Busy();
        }

        if (Unseen("who runs on the node") is { } unseen)
        {
            return unseen;
        }

        var cluster = world.Cluster!;
        if (!cluster.Nodes.TryGetValue(request.Node, out node))
        {
            return CannotKnow(ReasonCode.NodeUnknown, $"there is no node {request.Node} in the cluster");
        }

        // A drained node bears no pod any more; those for whose sake the maintenance asks are still its bakers.
        bakers = [.. Placement.BakersOn(request.Node, cluster, world.Workloads).Union(Own?.Bakers ?? []).Select(Facts)];
        Passed("who runs there", bakers.Count == 0 ? "no protected workload" : string.Join(", ", bakers.Select(b => b.Baker)));
        if (Busy() is { } busy)
        {
            return busy;
        }

        return bakers.Count == 0
            ? FrozenAnyhow() ?? Allow(ReasonCode.NoDutyHere, $"No protected workload runs on {request.Node}; nothing of a baker is disturbed.", DateTimeOffset.MaxValue, now + TimeSpan.FromMinutes(1), null)
            : null;
    }

    private Verdict? WhereItRuns(WorkloadName workload)
    {
        if (Unseen($"where {workload} runs") is { } unseen)
        {
            return unseen;
        }

        domains = Placement.DomainsOf(workload, world.Cluster!);
        bakers = [.. Placement.BakersOf(workload, world.Cluster!, world.Workloads).Union(Own?.Bakers ?? []).Select(Facts)];
        Passed("whose it is", bakers.Count == 0 ? "not a protected workload" : string.Join(", ", bakers.Select(b => b.Baker)));
        return Busy() is { } busy ? busy
            : bakers.Count > 0 ? null
            : FrozenAnyhow() ?? Allow(ReasonCode.NoDutyHere, $"{workload} is not protected, or has no pod; nothing of a baker is disturbed.", DateTimeOffset.MaxValue, now + TimeSpan.FromMinutes(1), null);
    }

    private Verdict.CannotKnow? Unseen(string what) =>
        world.Cluster is not { Connected: true } cluster ? CannotKnow(ReasonCode.ClusterUnknown, $"the cluster is not being seen, so it is not known {what}")
        : now - cluster.SeenAt > OldestCluster ? CannotKnow(ReasonCode.ClusterUnknown, $"the cluster was last seen {DurationText.Human(now - cluster.SeenAt)} ago")
        : null;

    /// <summary>Is there a head to decide by?</summary>
    public Verdict? WhatTheChainSays()
    {
        if (world.Chain is not { } chain)
        {
            return CannotKnow(ReasonCode.HeadMissing, Sources("no head has been seen yet"));
        }

        if (HeadTrust.Doubt(chain, world.Sources, now) is var (code, detail))
        {
            return CannotKnow(code, detail);
        }

        Passed("head", string.Create(CultureInfo.InvariantCulture, $"{chain.Head.Level} round {chain.Head.Round}, {(now - chain.Head.Timestamp).TotalSeconds:0} s old"));
        return null;
    }

    /// <summary>Are the rights of everybody concerned known and believable?</summary>
    public Verdict? WhatRightsSay()
    {
        var chain = world.Chain!;
        foreach (var baker in bakers)
        {
            if (baker.Rights is not { } rights)
            {
                return CannotKnow(ReasonCode.RightsUnknown, $"rights of {baker.Baker} are not known: {baker.RightsProblem ?? "they have not been fetched yet"}");
            }

            if (rights.Sheet.Last < chain.Head.Level || rights.Sheet.First > chain.Head.Level)
            {
                return CannotKnow(ReasonCode.RightsUnknown, $"rights of {baker.Baker} are known for levels {rights.Sheet.First}…{rights.Sheet.Last} only, the head is {chain.Head.Level}");
            }

            // A right at h or one below still closes; at a cycle's boundary the cycle before must be known too.
            var tail = chain.Head.Level - world.Policy.SettleLevels + 1;
            if (rights.Sheet.First > tail && rights.Sheet.First.Value > 2)
            {
                return CannotKnow(ReasonCode.RightsUnknown, $"rights of {baker.Baker} are known from level {rights.Sheet.First} on, but one from {tail} on may not be settled at {chain.Head.Level}");
            }

            if (RightsDoubt.About(rights.Sheet, chain, world.Policy) is { } doubt)
            {
                return CannotKnow(ReasonCode.RightsImplausible, doubt);
            }

            if (chain.Constants.Era is ConsensusEra.Tenderbake && (rights.Participation is not { } p || p.ReadAt < chain.Head.Cycle.First))
            {
                return CannotKnow(ReasonCode.ParticipationUnknown, $"participation of {baker.Baker} in cycle {chain.Head.Cycle.Cycle} has not been read");
            }
        }

        var policy = world.Policy.In(chain);
        if (policy.HardRounds != world.Policy.HardRounds)
        {
            Passed("chain health", $"blocks come late, so rights of rounds 0 to {policy.HardRounds} are hard");
        }

        outlook = Planning.Outlook.Of(chain, [.. bakers.Select(b => b.Rights!)], policy);
        Passed("rights", $"known to level {outlook.Horizon.Last} (cycle {outlook.Horizon.Cycle})");
        return null;
    }

    /// <summary>Does anything but the rights forbid it?</summary>
    public Verdict? WhatElseForbids()
    {
        var underway = IsUnderway;
        if (!underway && bakers.FirstOrDefault(b => b.SignerHealthy == false) is { } unsigned)
        {
            return Held(ReasonCode.SignerUnhealthy, unsigned.Signer is { Standing: PartStanding.Down } how
                ? $"the signer of {unsigned.Baker} does not answer ({how.Words}); after a restart the baker would not come back"
                : $"the signer of {unsigned.Baker} does not answer; after a restart the baker would not come back");
        }

        if (!underway && bakers.FirstOrDefault(b => b.NodeSynced == false) is { } behind)
        {
            return Held(ReasonCode.NodeBehind, behind.TezosNode is { Standing: PartStanding.Down } how
                ? $"the Tezos node of {behind.Baker} is not well: {how.Words}; let it catch up first"
                : $"the Tezos node of {behind.Baker} is not in sync; let it catch up first");
        }

        if (Frozen() is { } frozen)
        {
            return frozen;
        }

        var policy = world.Policy;
        var work = new TimeRange(now, now + outage.Need);
        if (policy.Hours is { } hours && !hours.Allow(work))
        {
            var next = hours.NextStart(now, outage.Need);
            return Held(ReasonCode.OutsideAllowedHours, $"{DurationText.Human(outage.Need)} from now do not lie in the allowed hours ({hours.Zone.Id}); they next do {(next is { } at ? "from " + Utc(at) : "never within a year")}");
        }

        if (policy.Access is WindowAccess.Ticketed && request.Maintenance is null)
        {
            return Held(ReasonCode.TicketRequired, "policy opens windows to maintenances with a ticket only; request one");
        }

        Passed("freezes, hours, signer, node", "nothing stands in the way");
        return null;
    }

    /// <summary>Does the work fit before the next hard right, at an accepted price?</summary>
    public Verdict WhetherItFits()
    {
        var (chain, clock) = (world.Chain!, outlook!.Clock);
        if (outlook.ClosedBy(chain.Head.Level) is { } closed)
        {
            return Closed(closed);
        }

        // The head is open, so the first gap begins with it.
        var window = outlook.Gaps[0];
        var backBy = clock.Earliest(window.To);
        var latest = backBy - outage.Need;
        if (now > latest)
        {
            return Closed(outlook.Exclusions.First(e => e.From >= window.To));
        }

        Passed("fits", $"{DurationText.Human(outage.Need)} from now end before {Utc(backBy)}, the least time of level {window.To}");
        // Asked last: a right that is near is the better answer, and tells when it may be otherwise.
        if (((IsUnderway ? null : WouldNotComeBack()) ?? Overdrawn(window) ?? FloorShut()) is { } no)
        {
            return no;
        }

        var stale = chain.Head.Timestamp + HeadTrust.OldestHead(chain.Constants);
        return Allow(ReasonCode.SafeWindow,
            $"{DurationText.Human(outage.Need)} fit: nothing hard before level {window.To}, not earlier than {Utc(backBy)}. Latest start {Utc(latest)}.",
            backBy, latest < stale ? latest : stale, outlook.Cost(window.From, outage.Need));
    }

    // What is away already may be the work's own doing.
    private bool IsUnderway => request.Underway || Own is { Evicting: true };

    private Verdict.Held? Frozen()
    {
        var work = new TimeRange(now, now + outage.Need);
        if (world.Policy.Freezes.FirstOrDefault(f => f.Span.Overlaps(work) && Freezes(f)) is not { } freeze)
        {
            return null;
        }

        var what = freeze.Node is { } only ? $"{only} is frozen" : "frozen";
        return Held(ReasonCode.Freeze, $"{what} from {Utc(freeze.Span.Start)} to {Utc(freeze.Span.End)} by {freeze.Owner}: {Shortened(freeze.Reason)}. It ends by itself then.");
    }

    // Whoever freezes says that nothing is disturbed, and means what bears no baker too.
    private Verdict? FrozenAnyhow() => Frozen() is { } frozen ? ThroughBrokenGlass(frozen) ?? frozen : null;

    // A freeze of one node holds whatever would disturb a pod there, whoever names it how.
    private bool Freezes(FreezePeriod freeze) => freeze.Node is not { } only
        || only == request.Node
        || world.Cluster is { } cluster && (request.Workload is { } workload
            ? cluster.Pods.Any(p => p.Node == only && workload.Owns(p))
            : request.Node is null && Placement.BakersOn(only, cluster, world.Workloads).Any(b => bakers.Any(concerned => concerned.Baker == b)));

    private Verdict.Held? Busy()
    {
        var mine = node is null ? domains : [FailureDomains.Of(node)];
        // Its own lock frees a maintenance for its own node alone, not for the neighbour that it keeps others from.
        var other = world.Active.FirstOrDefault(a => (a.Id != request.Maintenance || request.Node is { } asked && a.Node != asked)
            && (mine.Any(a.Holds) || a.Node == node?.Name || a.Bakers.Any(b => bakers.Any(concerned => concerned.Baker == b))));
        return other is not null
                ? Held(ReasonCode.AnotherMaintenance, $"{other.Id} works on {(other.Node.Length > 0 ? other.Node : "a workload")} (failure domain {other.Domain}); one at a time")
            : world.Foreign.FirstOrDefault(f => StandsBeside(f, mine)) is { } foreign
                ? Held(ReasonCode.AnotherMaintenance, $"{foreign.By} holds its lock for {foreign.Node}; one at a time")
            : null;
    }

    // The neighbour's own node is not closed for its sake: it has begun there, and a floor that closes behind it would hold its drain for ever.
    private bool StandsBeside(ForeignWork foreign, IReadOnlyList<string> mine) =>
        now < foreign.Until && foreign.Node != node?.Name && world.Cluster is { } cluster && cluster.Nodes.TryGetValue(foreign.Node, out var its)
        && (mine.Contains(FailureDomains.Of(its)) || Placement.BakersOn(foreign.Node, cluster, world.Workloads).Any(b => bakers.Any(concerned => concerned.Baker == b)));

    // Before All Bakers Attest in slots, after it in levels; one maintenance may use its share, all together must leave the reserve.
    private Verdict.Held? Overdrawn(Outlook.Gap window)
    {
        var chain = world.Chain!;
        if (chain.Constants.Era is ConsensusEra.Priority)
        {
            return null;
        }

        var policy = world.Policy;
        var head = chain.Head.Level;
        var upTo = head + outlook!.Clock.LevelsIn(outage.Need);
        foreach (var baker in bakers)
        {
            var (slots, levels) = baker.Rights!.Sheet.Attesting(head + 1, upTo);
            var p = baker.Rights.Participation!;
            var inLevels = chain.AllBakersAttestAt(head + 1);
            var (spent, cost, budget) = inLevels
                ? (p.MissedLevels, levels, (double)chain.Constants.AllowedMissedLevels)
                : (p.MissedSlots, slots, (double)p.BudgetSlots);
            var unit = inLevels ? "levels" : "slots";
            var figures = string.Create(CultureInfo.InvariantCulture, $"{cost:0} {unit} of {budget:0}, {spent:0} missed already");
            if (cost > policy.BudgetPerMaintenance * budget && cost > 0)
            {
                return Held(ReasonCode.BudgetExceeded, string.Create(CultureInfo.InvariantCulture,
                    $"the work costs {baker.Baker} {figures}; one maintenance may use {policy.BudgetPerMaintenance:P0} of the cycle's budget"), notBefore: Never);
            }

            if (spent + cost > (1 - policy.BudgetReserve) * budget && cost > 0)
            {
                return Held(ReasonCode.BudgetExceeded, string.Create(CultureInfo.InvariantCulture,
                    $"the work costs {baker.Baker} {figures}; {policy.BudgetReserve:P0} of the budget is kept for accidents"), notBefore: chain.Head.Cycle.Last + 1);
            }

            Passed("attestation budget", $"{baker.Baker}: {figures}; window {window.From}…{window.To}");
        }

        return null;
    }

    private BakerFacts Facts(BakerAddress baker) =>
        world.Bakers.FirstOrDefault(b => b.Baker == baker) ?? new BakerFacts { Baker = baker, RightsProblem = "it is not declared" };

    private void Passed(string check, string detail) => findings.Add(new(check, Passed: true, detail));
}
