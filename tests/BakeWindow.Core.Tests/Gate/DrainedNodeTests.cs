using BakeWindow.Core.Gate;

namespace BakeWindow.Core.Tests.Gate;

/// <summary>The agent asks once more when the pods are gone from the node: the last question before what can't be taken back.</summary>
public sealed class DrainedNodeTests
{
    private static World Drained(bool evicting, params int[] rights)
    {
        var world = GateScene.World(rights: rights);
        return world with
        {
            Cluster = GateScene.Cluster with { Pods = [] },
            Active = [new ActiveMaintenance("M-1", "node-1", "rack-a", [Sample.Baker], evicting)],
            Bakers = [.. world.Bakers.Select(b => b with { SignerHealthy = false, NodeSynced = false })],
        };
    }

    [Fact]
    public void A_right_ahead_holds_the_reboot_although_no_pod_is_left() =>
        Assert.Equal(ReasonCode.BakingRightAhead, GateScene.Decide(Drained(evicting: true, 1_150), GateScene.Ask(maintenance: "M-1")).Reason);

    [Fact]
    public void Without_one_the_reboot_may_go_on_though_signer_and_node_went_with_the_pods() =>
        Assert.Equal(ReasonCode.SafeWindow, Assert.IsType<Verdict.Allowed>(GateScene.Decide(Drained(evicting: true, 1_900), GateScene.Ask(maintenance: "M-1"))).Reason);

    [Fact]
    public void Before_it_evicts_a_signer_that_is_away_is_nobodys_doing_and_holds() =>
        Assert.Equal(ReasonCode.SignerUnhealthy, GateScene.Decide(Drained(evicting: false, 1_900), GateScene.Ask(maintenance: "M-1")).Reason);

    [Fact]
    public void For_anybody_else_the_node_is_busy() =>
        Assert.Equal(ReasonCode.AnotherMaintenance, GateScene.Decide(Drained(evicting: true, 1_900), GateScene.Ask(maintenance: "M-2")).Reason);
}
