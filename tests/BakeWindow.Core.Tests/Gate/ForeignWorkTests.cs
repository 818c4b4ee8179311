using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;

namespace BakeWindow.Core.Tests.Gate;

/// <summary>A neighbour that holds its own lock for a node closes what stands beside that node, and not the node itself.</summary>
public sealed class ForeignWorkTests
{
    private static readonly World World = GateScene.World();

    [Fact]
    public void What_shares_a_failure_domain_with_the_neighbours_node_is_held() =>
        Assert.Equal(ReasonCode.AnotherMaintenance, GateScene.Decide(With("node-2")).Reason);

    [Fact]
    public void The_neighbours_own_node_is_not_for_a_floor_that_closes_behind_it_would_hold_its_drain_for_ever() =>
        Assert.IsType<Verdict.Allowed>(GateScene.Decide(With("node-1")));

    [Fact]
    public void A_lock_that_has_run_out_holds_nobody() =>
        Assert.IsType<Verdict.Allowed>(GateScene.Decide(World with { Foreign = [new ForeignWork("kured", "node-2", GateScene.Now)] }));

    [Fact]
    public void Nor_does_one_of_a_node_that_is_gone() => Assert.IsType<Verdict.Allowed>(GateScene.Decide(With("node-9")));

    [Fact]
    public void A_maintenance_of_ours_that_asks_again_is_held_too() =>
        Assert.Equal(ReasonCode.AnotherMaintenance, GateScene.Decide(With("node-2"), GateScene.Ask(maintenance: "M-1")).Reason);

    [Fact]
    public void The_same_baker_in_another_failure_domain_is_held()
    {
        var cluster = World.Cluster!;
        var apart = cluster with { Nodes = cluster.Nodes.ToDictionary(n => n.Key, n => n.Key == "node-1" ? n.Value with { FailureDomain = "rack-z" } : n.Value, StringComparer.Ordinal) };
        var twin = cluster.Pods[0] with { Name = new PodName("tezos", "twin"), Node = "node-2" };
        Assert.Equal(ReasonCode.AnotherMaintenance, GateScene.Decide(With("node-2") with { Cluster = apart with { Pods = [.. cluster.Pods, twin] } }).Reason);
        Assert.IsType<Verdict.Allowed>(GateScene.Decide(With("node-2") with { Cluster = apart }));
    }

    private static World With(string node) => World with { Foreign = [new ForeignWork("kured", node, GateScene.Now.AddMinutes(10))] };
}
