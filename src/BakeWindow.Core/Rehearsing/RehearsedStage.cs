using BakeWindow.Core.Chain;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Planning;

namespace BakeWindow.Core.Rehearsing;

/// <summary>The cluster of a rehearsal: every node healthy, each baker's pods where they run today.</summary>
internal sealed class RehearsedStage
{
    private readonly RehearsalScript script;
    private readonly ClusterView cluster;
    private readonly ProtectedWorkload[] workloads;
    private readonly OutageEstimate anything;

    public RehearsedStage(RehearsalScript script)
    {
        this.script = script;
        anything = OutageEstimate.Learned(script.Today, []);
        workloads = [.. script.Bakers.Select(b => new ProtectedWorkload
        {
            Name = b.Address.Value,
            Baker = b.Address,
            Namespace = "rehearsal",
            Selector = LabelSelector.Parse($"baker={b.Address.Value}"),
            Role = WorkloadRole.Baker,
        })];
        cluster = new ClusterView
        {
            Connected = true,
            SeenAt = DateTimeOffset.UnixEpoch,
            Nodes = script.Nodes.ToDictionary(n => n.Name, n => new NodeView { Name = n.Name, Uid = n.Name, BootId = "rehearsal", Ready = true, Unschedulable = false, FailureDomain = n.Domain }, StringComparer.Ordinal),
            Pods = [.. script.Nodes.SelectMany(n => n.Bakers.Select(b => new PodView
            {
                Name = new PodName("rehearsal", $"{b.Value}.{n.Name}"),
                Uid = $"{b.Value}.{n.Name}",
                Node = n.Name,
                Phase = "Running",
                Ready = true,
                Labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["baker"] = b.Value },
            }))],
        };
    }

    /// <summary>The world with these rights, one entry for each baker of the script.</summary>
    public World World(Policy policy, ChainView chain, DateTimeOffset now, IReadOnlyList<BakerRights?> rights) => new()
    {
        Policy = policy,
        Chain = chain,
        Bakers = [.. script.Bakers.Select((b, i) => new BakerFacts { Baker = b.Address, Rights = rights[i], SignerHealthy = true, NodeSynced = true })],
        Cluster = cluster with { SeenAt = now },
        Workloads = workloads,
        DefaultOutage = anything,
    };
}
