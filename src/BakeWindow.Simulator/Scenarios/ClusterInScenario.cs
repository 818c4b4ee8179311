using BakeWindow.Simulator.Baking;
using BakeWindow.Simulator.Cluster;
using BakeWindow.Simulator.Rpc;

namespace BakeWindow.Simulator.Scenarios;

/// <summary>A scenario's cluster: built as planned, and moved by the scenario's events.</summary>
internal sealed class ClusterInScenario : IDisposable
{
    private readonly Scenario scenario;
    private readonly TimeProvider time;
    private readonly RebootNeighbour neighbour;

    public ClusterInScenario(Scenario scenario, TimeProvider time, ulong seed, bool rebootsOnTicket, Func<string, string?> missing)
    {
        (this.scenario, this.time) = (scenario, time);
        var options = new SimClusterOptions { Seed = (int)(seed % int.MaxValue), BootTime = scenario.Cluster.BootTime, Missing = missing };
        Cluster = new SimCluster(time, options);
        // BakeWindow's own, for its Leases.
        Cluster.AddNamespace("bakewindow");
        foreach (var node in scenario.Cluster.Nodes)
        {
            Cluster.AddNode(node);
        }

        foreach (var workload in scenario.Cluster.Workloads)
        {
            Cluster.AddStatefulSet(
                workload.Namespace,
                workload.Name,
                new Dictionary<string, string> { ["app"] = workload.Name },
                workload.OnNodes.Count,
                workload.OnNodes,
                new PodLife { ReadyAfter = workload.ReadyAfter, WaitsForSigner = workload.WaitsForSigner });
        }

        Uptime = new PodsUptime(Cluster, scenario, scenario.Chain.Cycles.ProtocolAt(scenario.Chain.AnchorLevel).BlockDelay);
        neighbour = new RebootNeighbour(Cluster, time, options.AdminToken, scenario.Cluster.Nodes, rebootsOnTicket);
    }

    public SimCluster Cluster { get; }

    public PodsUptime Uptime { get; }

    public void Map(WebApplication app)
    {
        Cluster.MapKubernetes(app);
        Cluster.MapClusterControl(app);
    }

    /// <summary>Lets the Tezos nodes that run in pods of the plan do as their pods do: a node has its pod's name.</summary>
    public void Carry(SimNodes nodes)
    {
        foreach (var workload in scenario.Cluster.Workloads)
        {
            for (var i = 0; i < workload.OnNodes.Count; i++)
            {
                var (pod, ns) = ($"{workload.Name}-{i}", workload.Namespace);
                if (nodes.Find(pod) is { } node)
                {
                    node.Condition = () => Uptime.ConditionOf(ns, $"statefulset.kubernetes.io/pod-name={pod}", time.GetUtcNow());
                }
            }
        }
    }

    public void Happen(Happening what)
    {
        switch (what)
        {
            case Happening.RebootNeeded needed:
                neighbour.Want(needed.Node);
                break;
            case Happening.NodeDies dies:
                Cluster.KillNode(dies.Node);
                break;
            case Happening.PodCrashes crashes:
                Cluster.CrashLoop(crashes.Namespace, crashes.Pod, crashes.LastWords);
                break;
            case Happening.PodMended mended:
                Cluster.Mend(mended.Namespace, mended.Pod);
                break;
            case Happening.PodStranded stranded:
                Cluster.Strand(stranded.Namespace, stranded.Pod);
                break;
            case Happening.NodeUncordoned uncordoned:
                Cluster.Cordon(uncordoned.Node, false);
                break;
            case Happening.NodeReturns returns:
                Cluster.ReviveNode(returns.Node);
                break;
        }
    }

    public void Dispose()
    {
        neighbour.Dispose();
        Cluster.Dispose();
    }
}
