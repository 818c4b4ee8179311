using BakeWindow.Core.Chain;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Rehearsing;

/// <summary>
/// One policy on its way through the cycles. Every request takes the steps of <see cref="MaintenanceMachine"/>, which asks the planner and the gate, up to the point at which its work
/// begins; how long the outage lasts is drawn. Between two looks that could find nothing new, time is skipped.
/// </summary>
internal sealed class RehearsedPolicy
{
    // A head is seen a moment after it came.
    private static readonly TimeSpan Seen = TimeSpan.FromSeconds(1);

    // Whatever a request waits for, it does not look more often than this; a bound against going round in circles.
    private const int MostLooks = 2_000;

    private readonly RehearsalScript script;
    private readonly RehearsedChain chain;
    private readonly RehearsedStage stage;
    private readonly Policy policy;
    private readonly OutageEstimate byDefault;
    private readonly Dictionary<string, OutageEstimate> outages;
    private readonly PriorityQueue<Walk, (DateTimeOffset At, int Turn)> queue = new();
    private readonly List<(ActiveMaintenance Work, DateTimeOffset BackAt)> active = [];
    private readonly Dictionary<(BakerAddress Baker, Cycle Cycle), (double Slots, int Levels)> missed = [];
    private readonly List<RehearsedStart> starts = [];
    private readonly List<RehearsedMiss> late = [];
    private int approvals;
    private long fence;

    public RehearsedPolicy(RehearsalScript script, RehearsedChain chain, RehearsedStage stage, Policy policy, IReadOnlyList<MaintenanceRequest> demands)
    {
        (this.script, this.chain, this.stage, this.policy, Asked) = (script, chain, stage, policy, demands.Count);
        byDefault = OutageEstimate.Learned(policy, [.. script.Runs.Where(r => !r.Key.Contains(' ')).SelectMany(r => r.Value)]);
        outages = script.Runs.ToDictionary(r => r.Key, r => OutageEstimate.Learned(policy, r.Value), StringComparer.Ordinal);
        for (var turn = 0; turn < demands.Count; turn++)
        {
            queue.Enqueue(new Walk(MaintenanceRecord.New(demands[turn]), turn), (demands[turn].RequestedAt, turn));
        }
    }

    private int Asked { get; }

    public PolicyOutcome Outcome => new() { Asked = Asked, Starts = [.. starts], Late = [.. late], Waiting = queue.Count, Approvals = approvals };

    /// <summary>How long an outage of the node is taken to last under this policy.</summary>
    public OutageEstimate OutageOf(string node) => outages.GetValueOrDefault(node, byDefault);

    /// <summary>Everything that happens before the instant.</summary>
    public void GoOnTo(DateTimeOffset until)
    {
        while (queue.TryPeek(out var walk, out var next) && next.At < until)
        {
            queue.Dequeue();
            if (Look(walk, next.At) is { } again)
            {
                queue.Enqueue(walk, (again > next.At ? again : next.At + Seen, walk.Turn));
            }
        }
    }

    /// <summary>The world at a time, as this policy has made it.</summary>
    public World World(DateTimeOffset now)
    {
        var head = chain.HeadAt(now - Seen);
        return stage.World(policy, chain.View(head), now, [.. script.Bakers.Select((b, i) => chain.Known(i, head, missed.GetValueOrDefault((b.Address, chain.CycleOf(head).Cycle))))]) with
        {
            Active = [.. active.Where(a => now < a.BackAt).Select(a => a.Work)],
            Outages = outages,
            DefaultOutage = byDefault,
        };
    }

    // One look, with all the steps that follow at once; when to look again, or null when it has begun or ended.
    private DateTimeOffset? Look(Walk walk, DateTimeOffset now)
    {
        active.RemoveAll(a => a.BackAt <= now);
        var world = World(now);
        var step = MaintenanceMachine.Step(walk.Record, new MaintenanceEvent.Looked(), world, now);
        for (var steps = 0; steps < 8; steps++)
        {
            walk.Record = step.Next;
            if (walk.Record.Phase is Phase.AwaitingApproval)
            {
                approvals++;
                step = MaintenanceMachine.Step(walk.Record, new MaintenanceEvent.ApprovedBy("a person", null, null), world, now);
            }
            else if (step.Command is ClusterCommand.TakeLease lease)
            {
                step = MaintenanceMachine.Step(walk.Record, new MaintenanceEvent.Answered(lease, new CommandOutcome.LeaseTaken(++fence)), world, now);
            }
            else if (walk.Record.Phase is Phase.Waiting && step.Command is null && step.Changed(walk.Before))
            {
                // Planned in this very step: its window may be open already.
                walk.Before = walk.Record;
                step = MaintenanceMachine.Step(walk.Record, new MaintenanceEvent.Looked(), world, now);
            }
            else
            {
                break;
            }
        }

        walk.Before = walk.Record;
        return Settle(walk, world, now);
    }

    private DateTimeOffset? Settle(Walk walk, World world, DateTimeOffset now)
    {
        switch (walk.Record.Phase)
        {
            case { Underway: { } work }:
                Begin(walk, work, world, now);
                return null;
            case { IsTerminal: true } ended:
                late.Add(new(walk.Record.Id, walk.Record.Request.Node, walk.Record.Request.RequestedAt, ended is Phase.Expired e ? e.Why : ended.Name));
                return null;
            default:
                if (++walk.Looks > MostLooks)
                {
                    late.Add(new(walk.Record.Id, walk.Record.Request.Node, walk.Record.Request.RequestedAt, "it found no end of waiting"));
                    return null;
                }

                return NextNews(walk.Record, now);
        }
    }

    private DateTimeOffset NextNews(MaintenanceRecord m, DateTimeOffset now)
    {
        var news = m.Phase switch
        {
            Phase.Waiting w when Reached(w.Start) is var reached && reached > now => reached,
            Phase.Deferred { Reason: "another-maintenance" } when active.Count > 0 => active.Min(a => a.BackAt),
            Phase.Deferred { Reason: "no-window" } => Earlier(NextCycle(now), HalfTime(m.Request), now),
            Phase.Deferred { Reason: "budget-exceeded" } => NextCycle(now),
            Phase.Deferred d when d.LookAgainAt > now => d.LookAgainAt,
            _ => chain.TimeOf(chain.HeadAt(now - Seen) + 1) + Seen,
        };
        // One second after its deadline it is looked at once more, to be told late.
        return m.Request.Deadline is { } deadline && deadline >= now && news > deadline ? deadline + Seen : news;
    }

    private DateTimeOffset Reached(PlannedStart start) => chain.TimeOf(start.From) + Seen is var arrives && arrives > start.StartsEarliest ? arrives : start.StartsEarliest;

    private DateTimeOffset NextCycle(DateTimeOffset now) => chain.TimeOf(chain.CycleOf(chain.HeadAt(now - Seen)).Last + 1) + Seen;

    // From half-time on a person is asked where waiting promises nothing.
    private DateTimeOffset HalfTime(MaintenanceRequest request) => request.RequestedAt + (((request.Deadline ?? request.RequestedAt + policy.Patience) - request.RequestedAt) / 2);

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b, DateTimeOffset now) => b > now && b < a ? b : a;

    private void Begin(Walk walk, Work work, World world, DateTimeOffset now)
    {
        var request = walk.Record.Request;
        var learned = OutageEstimate.Learned(script.Today, script.Runs.GetValueOrDefault(request.Node, []));
        var outage = learned.Durations.Quantile(Chance.Of(script.Seed, request.Id, -1)) + (request.Action is MaintenanceAction.DrainNode drain ? drain.HoldFor : TimeSpan.Zero);
        BakerRights[] rights = [.. work.Bakers.Select(b => world.Bakers.First(f => f.Baker == b).Rights!)];
        var priced = RehearsalPrice.Of(world.Chain!, rights, script.Today, learned.Durations, outage, chain.HeadAt(now + outage + script.Today.WarmUp));
        foreach (var baker in rights)
        {
            var key = (baker.Sheet.Baker, world.Chain!.Head.Cycle.Cycle);
            var (slots, levels) = baker.Sheet.Attesting(world.Chain.Head.Level + 1, world.Chain.Head.Level + new LevelClock(world.Chain).LevelsIn(outage));
            var before = missed.GetValueOrDefault(key);
            missed[key] = (before.Slots + slots, before.Levels + levels);
        }

        active.Add((new ActiveMaintenance(request.Id, request.Node, work.Domain, work.Bakers, Evicting: true), now + outage));
        starts.Add(new RehearsedStart(request.Id, request.Node, request.RequestedAt, now, world.Chain!.Head.Level, work.Ticket.Need, outage,
            priced.ExpectedBlocks, priced.BlocksMet, priced.Cost.AttestationLevels, priced.Cost.BudgetShare, work.Approval.By, request.Deadline is not null));
    }

    private sealed class Walk(MaintenanceRecord record, int turn)
    {
        public MaintenanceRecord Record { get; set; } = record;

        public MaintenanceRecord Before { get; set; } = record;

        public int Turn => turn;

        public int Looks { get; set; }
    }
}
