using BakeWindow.Core.Time;

namespace BakeWindow.Core.Bypasses.Rules;

/// <summary>Node pools of the clouds, told by the labels of their nodes: how long each waits for a budget. Sources stand in docs/clouds.</summary>
internal static class CloudRules
{
    private static readonly Cloud[] Clouds =
    [
        new(BypassCode.GkeForces, "GKE", "cloud.google.com/gke-nodepool", FloorEnd.Forced, TimeSpan.FromHours(1),
            "respects a PodDisruptionBudget for up to 1 h of a node upgrade, then takes the node all the same",
            "bakewindow export --target gcloud keeps upgrades out of bad cycles; see docs/clouds/gke.md"),
        new(BypassCode.AksGivesUp, "AKS", "kubernetes.azure.com/agentpool", FloorEnd.GivesUp, TimeSpan.FromMinutes(30),
            "retries a drain for its drain time-out (30 min unless set), then the upgrade fails with the node cordoned or quarantined",
            "az aks nodepool update … --drain-timeout 1440 --undrainable-node-behavior Cordon; see docs/clouds/aks.md"),
        new(BypassCode.EksGivesUp, "EKS", "eks.amazonaws.com/nodegroup", FloorEnd.GivesUp, TimeSpan.FromMinutes(15),
            "waits 15 min for a drain; then the update fails with PodEvictionFailure, or, when it is forced, deletes the pods",
            "Never --force; ask before you update: bakewindow wait --for 30m --timeout 6h && aws eks update-nodegroup-version …; see docs/clouds/eks.md"),
    ];

    private static readonly (string Label, string Value, string Notice)[] Spot =
    [
        ("cloud.google.com/gke-spot", "true", "30 s"),
        ("cloud.google.com/gke-preemptible", "true", "30 s"),
        ("kubernetes.azure.com/scalesetpriority", "spot", "30 s"),
        ("eks.amazonaws.com/capacityType", "SPOT", "2 min"),
        ("karpenter.sh/capacity-type", "spot", "2 min"),
    ];

    public static IEnumerable<Bypass> Of(AuditScene scene)
    {
        foreach (var cloud in Clouds)
        {
            foreach (var pool in scene.Facts.Nodes.Where(n => n.Label(cloud.Label) is not null).GroupBy(n => n.Label(cloud.Label)!))
            {
                yield return scene.About([.. pool.Select(n => n.Name)], new BypassSubject("NodePool", null, pool.Key), cloud.Code, BypassSeverity.Warning,
                    $"{cloud.Name} node pool {pool.Key} {cloud.Does}.", cloud.Mend);
            }
        }

        foreach (var node in scene.Facts.Nodes.Where(n => n.Label("kubernetes.azure.com/upgrade-status") == "Quarantined"))
        {
            yield return scene.About([node.Name], new BypassSubject("Node", null, node.Name), BypassCode.AksQuarantined, BypassSeverity.Warning,
                $"AKS could not drain {node.Name} in an upgrade and left it cordoned with the old version; a protected pod that leaves it can't come back there.",
                $"In a safe window: kubectl drain {node.Name} --ignore-daemonsets --delete-emptydir-data, then upgrade the pool again");
        }

        foreach (var (node, notice) in Spots(scene.Facts))
        {
            yield return scene.About([node.Name], new BypassSubject("Node", null, node.Name), BypassCode.SpotNode, BypassSeverity.Critical,
                $"{node.Name} is a spot machine: the cloud takes it back at any time, with {notice} of notice and no budget asked.",
                "Run bakers, their nodes and signers on machines that are not spot (nodeSelector or a taint of a pool of their own)");
        }
    }

    /// <summary>How the clouds end a floor, node by node.</summary>
    public static IEnumerable<NodeFloor> Floors(AuditFacts facts) =>
    [
        .. Clouds.SelectMany(c => facts.Nodes.Where(n => n.Label(c.Label) is not null).Select(n => new NodeFloor(n.Name, c.End, c.Waits, c.Name))),
        .. Spots(facts).Select(s => new NodeFloor(s.Node.Name, FloorEnd.Forced, TimeSpan.Zero, $"spot machine, {s.Notice} of notice")),
    ];

    private static IEnumerable<(NodeFact Node, string Notice)> Spots(AuditFacts facts) =>
        from node in facts.Nodes
        let spot = Array.Find(Spot, s => node.Label(s.Label) == s.Value)
        where spot.Label is not null
        select (node, spot.Notice);

    private sealed record Cloud(BypassCode Code, string Name, string Label, FloorEnd End, TimeSpan Waits, string Does, string Mend);
}
