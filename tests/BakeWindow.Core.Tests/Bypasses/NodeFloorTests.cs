using BakeWindow.Core.Bypasses;
using static BakeWindow.Core.Tests.Bypasses.Sound;

namespace BakeWindow.Core.Tests.Bypasses;

/// <summary>How long a closed floor holds on a node, and who ends it.</summary>
public sealed class NodeFloorTests
{
    private static readonly Dictionary<string, (AuditFacts World, FloorEnd End, double? Minutes)> Table = new()
    {
        ["for ever"] = (Facts, FloorEnd.ForEver, null),
        ["GKE forces after 1 h"] = (WithNode(("cloud.google.com/gke-nodepool", "p")), FloorEnd.Forced, 60),
        ["AKS gives up after 30 min"] = (WithNode(("kubernetes.azure.com/agentpool", "p")), FloorEnd.GivesUp, 30),
        ["EKS gives up after 15 min"] = (WithNode(("eks.amazonaws.com/nodegroup", "p")), FloorEnd.GivesUp, 15),
        ["not at all: spot machine, 2 min of notice"] = (WithNode(("eks.amazonaws.com/capacityType", "SPOT"), ("eks.amazonaws.com/nodegroup", "p")), FloorEnd.Forced, 0),
        ["Karpenter forces after 10 min"] = (WithNode(("cloud.google.com/gke-nodepool", "p")) with { Neighbours = [new Neighbour.NodeClaim(Subject("NodeClaim", "c"), "default", "node-1", TimeSpan.FromMinutes(10), false)] }, FloorEnd.Forced, 10),
        ["Cluster API forces after 20 min"] = (With(new Neighbour.Machine(Subject("Machine", "m"), "node-1", false, TimeSpan.FromMinutes(20))), FloorEnd.Forced, 20),
        ["not at all: Cluster API deletes the machine without a drain"] = (With(new Neighbour.Machine(Subject("Machine", "m"), "node-1", true, null)), FloorEnd.Forced, 0),
        ["kured forces after 5 min"] = (With(new Neighbour.Kured(Subject("DaemonSet", "kured"), TimeSpan.FromMinutes(5), true, true)), FloorEnd.Forced, 5),
        ["not at all: FLUO reboots whatever the drain says"] = (With(new Neighbour.Fluo(Subject("DaemonSet", "fluo"), false)), FloorEnd.Forced, 0),
        ["not at all: plan server deletes instead of evicting"] = (With(new Neighbour.UpgradePlan(Subject("Plan", "server"), true, false, true, ["node-1"])), FloorEnd.Forced, 0),
        ["can't say: nodepools.karpenter.sh not looked at"] = (Facts with { Looks = [.. Facts.Looks.Where(l => l.Kind != AuditKinds.NodePools), new Look.Failed(AuditKinds.NodePools, "504")] }, FloorEnd.CannotSay, null),
    };

    public static TheoryData<string> Sentences => [.. Table.Keys];

    [Theory]
    [MemberData(nameof(Sentences))]
    public void The_first_who_forces_ends_the_floor(string says)
    {
        var (world, end, minutes) = Table[says];

        var floor = Report(world).Floors.Single(f => f.Node == "node-1");

        Assert.Equal((says, end, minutes), (floor.Says, floor.End, floor.After?.TotalMinutes));
    }

    [Fact]
    public void Every_node_has_a_floor() => Assert.Equal(["node-1", "node-2", "node-3"], Report(Facts).Floors.Select(f => f.Node));
}
