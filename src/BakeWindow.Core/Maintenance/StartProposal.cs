using System.Globalization;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Time;

namespace BakeWindow.Core.Maintenance;

/// <summary>Finds the window for a request in the world as it is. All cases stand here.</summary>
public abstract record StartProposal
{
    // Another wait for less than a tenth is not worth it.
    private const double WorthWaitingFor = 0.9;

    private StartProposal()
    {
    }

    /// <summary>This one.</summary>
    public sealed record Found(PlannedStart Start) : StartProposal;

    /// <summary>None for now, or not yet.</summary>
    public sealed record Wait(string Reason, string Why, DateTimeOffset LookAgainAt) : StartProposal
    {
        /// <summary>The cheapest start that is known, though it is not paid; null when there is none at all.</summary>
        public PlannedStart? LeastBad { get; init; }

        /// <summary>When a person is asked at the latest; null when it can't be told.</summary>
        public DateTimeOffset? EscalatesAt { get; init; }
    }

    /// <summary>Waiting promises nothing that policy pays for: a person must decide about the least bad start.</summary>
    public sealed record Escalate(PlannedStart LeastBad, string Why) : StartProposal;

    /// <summary>Proposes a start. Unknown things defer, they never pass.</summary>
    public static StartProposal Of(World world, MaintenanceRequest request, DateTimeOffset now)
    {
        var verdict = Gatekeeper.Decide(world, request.Question(world), now);
        var soon = now + TimeSpan.FromSeconds(30);
        switch (verdict)
        {
            case Verdict.CannotKnow:
                return new Wait(verdict.Reason.Kebab(), verdict.Message, soon);
            case Verdict.Held { Reason: ReasonCode.AnotherMaintenance or ReasonCode.SignerUnhealthy or ReasonCode.NodeBehind
                or ReasonCode.SecondBaker or ReasonCode.SignerNotSettled or ReasonCode.SentriesUnwell or ReasonCode.FewPeers or ReasonCode.StorageUpgradePending
                or ReasonCode.ImageNotThere or ReasonCode.VolumeStays or ReasonCode.NoNodeTakesIt }:
                return new Wait(verdict.Reason.Kebab(), verdict.Message, soon);
            case Verdict.Allowed { Reason: ReasonCode.NoDutyHere }:
                return Free(world, request, verdict.Outage, now);
            case Verdict.Held { Reason: ReasonCode.BudgetExceeded, NextSafeAt: null }:
                return new Wait(verdict.Reason.Kebab(), verdict.Message, now + TimeSpan.FromMinutes(1));
        }

        var rights = RightsOf(world, request);
        var outlook = Outlook.Of(world.Chain!, rights, world.Policy.In(world.Chain!));
        // A spent budget renews with the cycle; before that the gate would say no again.
        var notBefore = verdict is { Reason: ReasonCode.BudgetExceeded, NextSafeAt: { } renewed } ? renewed : now;
        notBefore = request.NotBefore > notBefore ? request.NotBefore.Value : notBefore;
        var choice = new StartChoice(outlook, world.Chain!, rights, OutageOf(request, verdict), request, notBefore);
        if (choice.Best() is { } start)
        {
            return new Found(start);
        }

        var why = NoWindow(outlook, choice, verdict);
        var escalates = AskedBy(request, world.Policy, outlook, now);
        return choice.LeastBad(now + world.Policy.ApprovalLead) is { } least && now >= escalates
            ? new Escalate(least, why)
            : new Wait("no-window", why, now + TimeSpan.FromMinutes(1)) { LeastBad = choice.LeastBad(now), EscalatesAt = escalates };
    }

    // While levels before the deadline are unknown, a better start may become known, and until half-time the price that is paid rises: waiting can help. Once all levels up to the deadline are
    // known and none of their starts is paid at its own time, or once half of the time is gone, it can't (or hardly): the other half is the person's.
    private static DateTimeOffset AskedBy(MaintenanceRequest request, Policy policy, Outlook outlook, DateTimeOffset now) =>
        request.Deadline is { } deadline && outlook.Clock.Earliest(outlook.Horizon.Last) >= deadline
            ? now
            : request.RequestedAt + (((request.Deadline ?? request.RequestedAt + policy.Patience) - request.RequestedAt) / 2);

    /// <summary>
    /// A start that is cheaper than the planned one and has become known since, for the horizon grows with every cycle; null when there is none, or when the planned one is as good
    /// as free. Nothing is gambled: the planned start is given up only for one whose rights are known.
    /// </summary>
    public static PlannedStart? Cheaper(World world, MaintenanceRequest request, PlannedStart planned, DateTimeOffset now)
    {
        if (request.Urgency is Urgency.High || planned.ExpectedBlocks <= world.Policy.AcceptedBlocks || world.Chain is not { } chain)
        {
            return null;
        }

        return Of(world, request, now) is Found { Start: var found } && found.From > chain.Head.Level && found.ExpectedBlocks < planned.ExpectedBlocks * WorthWaitingFor
            ? found
            : null;
    }

    /// <summary>
    /// The planned start as it stands now: the same levels at the price of now. Null when it can't be had any more: too late for it, closed meanwhile, or it can't be known.
    /// </summary>
    public static PlannedStart? Again(World world, MaintenanceRequest request, PlannedStart planned, DateTimeOffset now)
    {
        var verdict = Gatekeeper.Decide(world, request.Question(world, planned.Need), now);
        if (now > planned.BackBy - planned.Need || verdict is Verdict.CannotKnow)
        {
            return null;
        }

        if (verdict is Verdict.Allowed { Reason: ReasonCode.NoDutyHere })
        {
            return planned;
        }

        // What runs there, or whose rights are known, was another when the gate could not even come so far as to look.
        if (world.Chain is not { } chain || world.Cluster is null || verdict.Reason is ReasonCode.AnotherMaintenance)
        {
            return planned;
        }

        var rights = RightsOf(world, request);
        var outlook = Outlook.Of(chain, rights, world.Policy.In(chain));
        var choice = new StartChoice(outlook, chain, rights, OutageOf(request, verdict), request with { Need = planned.Need }, now);
        return choice.At(Level.Max(planned.From, chain.Head.Level), planned.To);
    }

    private static BakerRights[] RightsOf(World world, MaintenanceRequest request)
    {
        var bakers = request.Action.OnWorkload is { } workload
            ? Placement.BakersOf(workload, world.Cluster!, world.Workloads)
            : Placement.BakersOn(request.Node, world.Cluster!, world.Workloads);
        // A drained node bears no pod any more; those for whose sake the gate was asked are still its bakers.
        var concerned = bakers.Union(world.Active.FirstOrDefault(a => a.Id == request.Id)?.Bakers ?? []);
        return [.. concerned.Select(b => world.Bakers.First(f => f.Baker == b).Rights!)];
    }

    // What is learned is about reboots; a node that is held for others is away for as long as was promised.
    private static OutageEstimate OutageOf(MaintenanceRequest request, Verdict verdict) =>
        request.Action is MaintenanceAction.DrainNode ? OutageEstimate.Stated(verdict.Outage.Need) : verdict.Outage;

    // No baker is concerned: only hours, freezes and the asker's own bounds count.
    private static Found Free(World world, MaintenanceRequest request, OutageEstimate outage, DateTimeOffset now)
    {
        var from = request.NotBefore is { } notBefore && notBefore > now ? notBefore : now;
        var starts = Convenient.Start(world.Policy, new TimeRange(from, from + TimeSpan.FromDays(365)), outage.Need, request.Action.OnNode) ?? from;
        var head = world.Chain?.Head.Level ?? new Level(0);
        return new Found(new PlannedStart
        {
            From = head,
            To = head,
            StartsEarliest = starts,
            BackBy = starts + TimeSpan.FromDays(1),
            Guaranteed = TimeSpan.FromDays(1),
            Need = outage.Need,
            NeedSource = outage.Source,
            Cost = MissCost.None,
            ExpectedBlocks = 0,
        });
    }

    private static string NoWindow(Outlook outlook, StartChoice choice, Verdict verdict) =>
        $"no window of {DurationText.Human(verdict.Outage.Need)} up to level {outlook.Horizon.Last}"
        + (outlook.LargestGap is { } largest ? $"; the largest gap is {DurationText.Human(outlook.Gaps[largest].Guaranteed)} from level {outlook.Gaps[largest].From}" : "")
        + (choice.LeastBad() is { } least
            ? string.Create(CultureInfo.InvariantCulture, $"; the least bad start is level {least.From}, for {least.ExpectedBlocks:0.###} blocks on average, and {choice.AcceptedAt(least.StartsEarliest):0.###} are paid by then")
            : "")
        + $". Now: {verdict.Message}";
}
