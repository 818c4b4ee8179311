using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;
using BakeWindow.Core.Planning;
using BakeWindow.Simulation.Chain;

namespace BakeWindow.Simulation.Rules;

/// <summary>BakeWindow: the planner, the gate and the choice of a start that run in production, asked in the way the maintenance machine asks them.</summary>
internal sealed class BakeWindowRule(ChainThatCame chain, string name, Policy policy) : IRule
{
    // A head is seen a moment after it came.
    private static readonly TimeSpan Seen = TimeSpan.FromSeconds(1);

    private static readonly ProtectedWorkload Workload = new()
    {
        Name = "baker",
        Baker = ChainThatCame.Baker,
        Namespace = "tezos",
        Selector = LabelSelector.Parse("app=baker"),
        Role = WorkloadRole.Baker,
    };

    private static readonly NodeView Node = new() { Name = "node-1", Uid = "uid-1", BootId = "boot-1", Ready = true, Unschedulable = false };

    private static readonly PodView Pod = new()
    {
        Name = new PodName("tezos", "baker-0"),
        Uid = "pod-1",
        Node = "node-1",
        Phase = "Running",
        Ready = true,
        Labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["app"] = "baker" },
    };

    private readonly OutageEstimate outage = OutageEstimate.Learned(policy, []);

    public string Name => name;

    /// <summary>Starts whose planned outage held a right that could have been known. Must stay empty.</summary>
    public List<string> CouldHaveKnown { get; } = [];

    public Start? StartOf(Job job)
    {
        var request = job.Request;
        PlannedStart? planned = null;
        for (var now = job.Asked; now <= job.Deadline;)
        {
            var head = chain.HeadAt(now - Seen);
            var world = World(head, now);
            if (planned is null)
            {
                if (StartProposal.Of(world, request, now) is not StartProposal.Found { Start: var found })
                {
                    now = NextNews(head, now, world);
                    continue;
                }

                planned = found;
            }

            if (head < planned.From || now < planned.StartsEarliest)
            {
                now = Later(planned, now);
                continue;
            }

            var verdict = Gatekeeper.Decide(world, new GateRequest { Node = Node.Name, Need = planned.Need, Maintenance = request.Id }, now);
            if (verdict is not Verdict.Allowed { Ticket: { } ticket })
            {
                planned = null;
                now = chain.TimeOf(head + 1) + Seen;
            }
            else if (StartProposal.Cheaper(world, request, planned, now) is { } cheaper)
            {
                planned = cheaper;
            }
            else
            {
                Check(job, now, head, ticket);
                return new Start(now, planned.Need);
            }
        }

        return null;
    }

    // Nothing is worth another look before the next block or, where the horizon is what is missing, the next cycle.
    private DateTimeOffset NextNews(Core.Chain.Level head, DateTimeOffset now, World world)
    {
        var stale = now - world.Chain!.Head.Timestamp > HeadTrust.OldestHead(chain.Era.Constants);
        var news = chain.TimeOf(stale ? head + 1 : chain.Cycle(chain.CycleOf(head)).Span.Last + 1) + Seen;
        return news > now ? news : now + Seen;
    }

    private DateTimeOffset Later(PlannedStart planned, DateTimeOffset now)
    {
        var arrives = chain.TimeOf(planned.From) + Seen;
        arrives = arrives > planned.StartsEarliest ? arrives : planned.StartsEarliest;
        return arrives > now ? arrives : now + Seen;
    }

    private World World(Core.Chain.Level head, DateTimeOffset now) => new()
    {
        Policy = policy,
        Chain = chain.View(head),
        Bakers = [new BakerFacts { Baker = ChainThatCame.Baker, Rights = chain.Known(head), SignerHealthy = true, NodeSynced = true }],
        Cluster = new ClusterView { Connected = true, SeenAt = now, Nodes = new Dictionary<string, NodeView>(StringComparer.Ordinal) { [Node.Name] = Node }, Pods = [Pod] },
        Workloads = [Workload],
        DefaultOutage = outage,
    };

    // Against the chain that came, not against what was planned.
    private void Check(Job job, DateTimeOffset now, Core.Chain.Level head, Ticket ticket)
    {
        var planned = now + ticket.Need;
        var constants = chain.Era.Constants;
        string? missed = chain.Hard(chain.HeadAt(now), planned + policy.WarmUp) > 0 ? "a hard right falls into the planned outage"
            : chain.Hard(head - policy.SettleLevels, chain.TimeOf(head) + TimeSpan.FromTicks(1)) > 0 ? "a right at the head or one below is not settled"
            : constants.Era is Core.Chain.ConsensusEra.Tenderbake && chain.TouchesNonces(head, chain.HeadAt(planned)) ? "nonces are to be revealed in the planned outage"
            : planned > ticket.ExpiresAt ? "the ticket ends before the work"
            : null;
        if (missed is not null)
        {
            CouldHaveKnown.Add($"job {job.Number}: start at level {head} ({now:u}) for {ticket.Need}: {missed}");
        }
    }
}
