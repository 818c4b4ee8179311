using BakeWindow.Core.Chain;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Readiness;
using BakeWindow.Core.Time;

namespace BakeWindow.Core.Recovery;

/// <summary>Watches every declared workload go and come back. Pure: what it knows stands in the state, the world and the time.</summary>
public static class RecoveryMachine
{
    // While the cluster was not seen for longer, a step may have stood that long unseen.
    private static readonly TimeSpan Sight = TimeSpan.FromSeconds(30);

    // What is away for a day is no recovery any more, but a decision.
    private static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    // A baker that attests at most of so many levels proves itself soon; one that waits for a rare turn would teach its turn's rarity.
    private const int Outlook = 20;

    /// <summary>One look.</summary>
    public static (RecoveryState State, IReadOnlyList<RecoveryNews> News) Step(RecoveryState state, World world, DateTimeOffset now)
    {
        if (world.Cluster is not { } cluster)
        {
            return (state, []);
        }

        if (!cluster.Connected)
        {
            return (state.BlindSince is null ? state with { BlindSince = now } : state, []);
        }

        var news = new List<RecoveryNews>();
        if (state.BlindSince is { } blind)
        {
            state = now - blind <= Sight ? state with { BlindSince = null } : Forget(state, news);
        }

        var next = new Dictionary<string, WorkloadRecovery>(StringComparer.Ordinal);
        foreach (var workload in world.Workloads)
        {
            var before = state.Workloads.GetValueOrDefault(workload.Name) ?? new WorkloadRecovery.Unseen();
            next[workload.Name] = Look(before, workload, cluster, world, now, news);
        }

        return (state with { Workloads = next }, news);
    }

    private static RecoveryState Forget(RecoveryState state, List<RecoveryNews> news)
    {
        news.AddRange(state.Open.Select(r => new RecoveryNews("recovery-lost-sight", r, $"{r.Workload.Name} was away when the cluster was out of sight: how long it took is not known.")));
        return RecoveryState.Empty;
    }

    private static WorkloadRecovery Look(WorkloadRecovery before, ProtectedWorkload workload, ClusterView cluster, World world, DateTimeOffset now, List<RecoveryNews> news)
    {
        List<PodView> pods = [.. Placement.PodsOf(workload, cluster).Where(p => p.Phase is not ("Succeeded" or "Failed"))];
        var ready = pods.Where(p => Stands(p, cluster) && p.Ready).ToList();
        switch (before)
        {
            case WorkloadRecovery.Away(var open):
                var placed = pods.Count(p => Stands(p, cluster));
                return Advance(open, placed, ready, cluster, world, now, news);
            case WorkloadRecovery.Whole(var known):
                var lost = known.Where(k => !ready.Exists(r => r.Uid == k.Uid)).ToList();
                if (lost.Count == 0)
                {
                    return pods.Count == ready.Count && ready.Count != known.Count ? WholeOf(ready, cluster) : before;
                }

                // Others were there in its place before anybody saw it go: nothing to learn from.
                return ready.Count >= known.Count ? WholeOf(ready, cluster) : Begin(workload, lost[0], known.Count, pods, cluster, world, now, news);
            default:
                return pods.Count > 0 && ready.Count == pods.Count ? WholeOf(ready, cluster) : before;
        }
    }

    private static WorkloadRecovery.Whole WholeOf(IEnumerable<PodView> ready, ClusterView cluster) =>
        new([.. ready.Select(p => new WholePod(p.Name, p.Uid, p.Node!, cluster.Nodes.TryGetValue(p.Node!, out var n) ? n.BootId : ""))]);

    private static bool Stands(PodView pod, ClusterView cluster) =>
        !pod.Terminating && pod.Node is { } node && (!cluster.Nodes.TryGetValue(node, out var on) || on.Ready);

    private static WorkloadRecovery.Away Begin(ProtectedWorkload workload, WholePod lost, int count, List<PodView> pods, ClusterView cluster, World world, DateTimeOffset now, List<RecoveryNews> news)
    {
        var ours = world.Active.FirstOrDefault(m => m.Evicting && (m.Node == lost.Node || (m.Node.Length == 0 && m.Bakers.Contains(workload.Baker))));
        var cause = ours is not null ? RecoveryCause.Maintenance : CauseOf(lost.Node, lost.BootId, pods.Find(p => p.Uid == lost.Uid), cluster, world);
        var open = new OpenRecovery
        {
            Workload = workload, Node = lost.Node, BootId = lost.BootId, Cause = cause, Since = now, Pods = count, Maintenance = ours?.Id,
            Guess = (world.Outages.GetValueOrDefault(lost.Node) ?? world.DefaultOutage).Need,
            AllowedUntil = ours is not null ? ours.BackBy : cause is RecoveryCause.Eviction ? LetThrough(world, workload, now) : null,
        };
        news.Add(new RecoveryNews("recovery-began", open, $"{workload.Name} went away from {lost.Node} ({cause.Word()}); planned with is {DurationText.Human(open.Guess.Value)}."));
        return new WorkloadRecovery.Away(open);
    }

    private static RecoveryCause CauseOf(string node, string bootId, PodView? pod, ClusterView cluster, World world) =>
        !cluster.Nodes.TryGetValue(node, out var on) || !on.Ready || (bootId.Length > 0 && on.BootId != bootId) ? RecoveryCause.NodeDeath
        : world.Foreign.Any(f => f.Node == node) || (on.Unschedulable && pod is null or { Terminating: true }) ? RecoveryCause.Eviction
        : RecoveryCause.PodRestart;

    // Broken glass opens the gate too, but nobody said then that nothing would be lost.
    // Asked for the baker, for its pod may have left the node by now; and under way, for the node that it took along is its doing.
    private static DateTimeOffset? LetThrough(World world, ProtectedWorkload workload, DateTimeOffset now) =>
        Gatekeeper.Decide(world, new GateRequest { Bakers = [workload.Baker], Client = "recovery", FloorAside = true, Underway = true }, now) is Verdict.Allowed { Reason: not ReasonCode.BrokenGlass } yes ? yes.BackBy : null;

    private static WorkloadRecovery Advance(OpenRecovery open, int placed, List<PodView> ready, ClusterView cluster, World world, DateTimeOffset now, List<RecoveryNews> news)
    {
        var after = now - open.Since;
        if (after > Longest)
        {
            news.Add(new RecoveryNews("recovery-lost-sight", open, $"{open.Workload.Name} has been away for a day; that is not learned from."));
            return new WorkloadRecovery.Unseen();
        }

        // A machine is told to be gone later than its pods are.
        if (open.Cause is RecoveryCause.PodRestart && CauseOf(open.Node, open.BootId, null, cluster, world) is RecoveryCause.NodeDeath)
        {
            open = open with { Cause = RecoveryCause.NodeDeath };
        }

        if (open.Phases.Ready is not null && ready.Count < open.Pods)
        {
            open = open with { Phases = RecoveryPhases.None, BackFrom = null, Relapses = open.Relapses + 1 };
            news.Add(new RecoveryNews("recovery-relapsed", open, $"{open.Workload.Name} was ready and went away again ({open.Relapses} times so far)."));
        }

        var done = false;
        var phases = Steps(open, placed, ready.Count, world, after, ref done);
        foreach (var (name, at) in phases.Steps)
        {
            if (at is not null && open.Phases.Steps.First(s => s.Name == name).After is null)
            {
                news.Add(new RecoveryNews("recovery-step", open with { Phases = phases }, $"{open.Workload.Name}: {name} {DurationText.Human(at.Value)} after it went away."));
            }
        }

        // Back is when pods and node are: whatever is attested above this head, the new process attested.
        var back = phases.Ready is not null && (phases.Synced is not null || !IsNodeWatched(open, world));
        open = open with { Phases = phases, BackFrom = open.BackFrom ?? (back ? world.Chain?.Head.Level : null) };
        if (!done)
        {
            return new WorkloadRecovery.Away(open);
        }

        var sample = new RecoverySample(open.Workload.Name, open.Node, open.Cause, open.Since, after, phases) { Guess = open.Guess, Maintenance = open.Maintenance };
        var compared = open.Guess is { } guess ? $", {DurationText.Human((after - guess).Duration())} {(after > guess ? "longer" : "less")} than was planned with" : "";
        news.Add(new RecoveryNews("recovery-done", open, $"{open.Workload.Name} is back after {DurationText.Human(after)} ({open.Cause.Word()}){compared}.", sample));
        return WholeOf(ready, cluster);
    }

    // Each step counts once the one before it stands; the first that does not stand ends the look.
    private static RecoveryPhases Steps(OpenRecovery open, int placed, int ready, World world, TimeSpan after, ref bool done)
    {
        var p = open.Phases;
        if (placed < open.Pods)
        {
            return p;
        }

        p = p with { Scheduled = p.Scheduled ?? after };
        if (ready < open.Pods)
        {
            return p;
        }

        p = p with { Ready = p.Ready ?? after };
        var facts = world.Bakers.FirstOrDefault(b => b.Baker == open.Workload.Baker);
        if (open.Workload.Role is not (WorkloadRole.Baker or WorkloadRole.Node) || facts is null)
        {
            done = true;
            return p;
        }

        if (IsNodeWatched(open, world))
        {
            if (!Answers(facts))
            {
                return p;
            }

            p = p with { RpcUp = p.RpcUp ?? after };
            if (!IsSynced(facts))
            {
                return p;
            }

            p = p with { Synced = p.Synced ?? after };
        }

        if (!ProvesItself(facts, world))
        {
            done = true;
            return p;
        }

        if (open.BackFrom is { } from && facts.LastAttested is { } level && level > from)
        {
            done = true;
            p = p with { Attested = p.Attested ?? after };
        }

        return p;
    }

    private static bool IsNodeWatched(OpenRecovery open, World world) =>
        open.Workload.Role is WorkloadRole.Baker or WorkloadRole.Node && world.Bakers.FirstOrDefault(b => b.Baker == open.Workload.Baker) is { } facts && (facts.TezosNode is not null || facts.NodeSynced is not null);

    private static bool IsSynced(BakerFacts facts) => facts.TezosNode is { } node ? node.Standing is PartStanding.Well or PartStanding.Degraded : facts.NodeSynced is true;

    // Down with another finding than silence is a node that spoke.
    private static bool Answers(BakerFacts facts) => IsSynced(facts) || facts.TezosNode is { Standing: PartStanding.Down, Code: not "silent" };

    private static bool ProvesItself(BakerFacts facts, World world) =>
        world.Chain is { Constants.Era: ConsensusEra.Tenderbake, Head.Level: var head } && facts.Rights is { } rights && rights.Sheet.Attesting(head + 1, head + Outlook) is { Levels: >= Outlook * 3 / 4 } duties && duties.Slots >= Outlook;
}
