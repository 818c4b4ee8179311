using BakeWindow.Core.Gate;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rights;
using BakeWindow.Core.Time;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Cluster;

namespace BakeWindow.Core.Maintenance;

/// <summary>Finds the window for a request in the world as it is. All cases stand here.</summary>
public abstract record StartProposal
{
    private StartProposal()
    {
    }

    /// <summary>This one.</summary>
    public sealed record Found(PlannedStart Start) : StartProposal;

    /// <summary>None for now, or not yet.</summary>
    public sealed record Wait(string Reason, string Why, DateTimeOffset LookAgainAt) : StartProposal;

    /// <summary>Proposes a start. Unknown things defer, they never pass.</summary>
    public static StartProposal Of(World world, MaintenanceRequest request, DateTimeOffset now)
    {
        var verdict = Gatekeeper.Decide(world, new GateRequest { Node = request.Node, Need = request.Need, Client = request.RequestedBy, Maintenance = request.Id }, now);
        var soon = now + TimeSpan.FromSeconds(30);
        switch (verdict)
        {
            case Verdict.CannotKnow:
                return new Wait(verdict.Reason.Kebab(), verdict.Message, soon);
            case Verdict.Held { Reason: ReasonCode.AnotherMaintenance or ReasonCode.SignerUnhealthy or ReasonCode.NodeBehind }:
                return new Wait(verdict.Reason.Kebab(), verdict.Message, soon);
            case Verdict.Allowed { Reason: ReasonCode.NoDutyHere }:
                return new Found(Free(world, request, verdict.Outage, now));
        }

        var bakers = Placement.BakersOn(request.Node, world.Cluster!, world.Workloads);
        var rights = bakers.Select(b => world.Bakers.First(f => f.Baker == b).Rights!).ToList();
        var plan = WindowPlanner.Plan(world.Chain!, rights, verdict.Outage, world.Policy);
        return Best(plan, request, now) is { } start
            ? new Found(start)
            : new Wait("no-window", NoWindow(plan, verdict), now + TimeSpan.FromMinutes(1));
    }

    // Normal work takes the cheapest window before the deadline, urgent work the first that is as good as free.
    private static PlannedStart? Best(Plan plan, MaintenanceRequest request, DateTimeOffset now)
    {
        var policy = plan.Policy;
        var order = request.Urgency is Urgency.High
            ? plan.Windows.OrderBy(w => w.ExpectedBlocks > policy.AcceptedBlocks).ThenBy(w => w.From)
            : plan.Ranked.OrderBy(w => Math.Max(Math.Round(w.ExpectedBlocks, 6), policy.AcceptedBlocks)).ThenBy(w => w.From);
        foreach (var window in order)
        {
            var from = window.OpensEarliest > now ? window.OpensEarliest : now;
            from = request.NotBefore is { } notBefore && notBefore > from ? notBefore : from;
            if (from > window.ClosesEarliest
                || Convenient.Start(policy, new TimeRange(from, window.ClosesEarliest), plan.Outage.Need) is not { } starts
                || starts > request.Deadline)
            {
                continue;
            }

            return new PlannedStart
            {
                From = window.From,
                To = window.To,
                StartsEarliest = starts,
                BackBy = window.ClosesEarliest,
                Guaranteed = window.Guaranteed,
                Need = plan.Outage.Need,
                NeedSource = plan.Outage.Source,
                Cost = window.Cost,
                ExpectedBlocks = window.ExpectedBlocks,
            };
        }

        return null;
    }

    private static PlannedStart Free(World world, MaintenanceRequest request, OutageEstimate outage, DateTimeOffset now)
    {
        var from = request.NotBefore is { } notBefore && notBefore > now ? notBefore : now;
        var starts = Convenient.Start(world.Policy, new TimeRange(from, from + TimeSpan.FromDays(365)), outage.Need) ?? from;
        var head = world.Chain?.Head.Level ?? new Level(0);
        return new PlannedStart
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
        };
    }

    private static string NoWindow(Plan plan, Verdict verdict) =>
        $"no window of {DurationText.Human(plan.Outage.Need)} up to level {plan.LastKnown}"
        + (plan.LargestGap is { } gap ? $"; the largest gap is {DurationText.Human(gap.Guaranteed)} from level {gap.From}" : "")
        + $". Now: {verdict.Message}";
}
