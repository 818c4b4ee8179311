using BakeWindow.Core.Gate;

namespace BakeWindow.Core.Tests.Gate;

public sealed class BusyTests
{
    private static readonly World World = GateScene.World();

    private static World With(ActiveMaintenance other) => World with { Active = [other] };

    [Fact]
    public void Another_maintenance_in_the_failure_domain_holds() =>
        Assert.Equal(ReasonCode.AnotherMaintenance, GateScene.Decide(With(new ActiveMaintenance("M-2", "node-2", "rack-a", []))).Reason);

    [Fact]
    public void Another_maintenance_of_the_same_baker_holds_in_another_domain_too() =>
        Assert.Equal(ReasonCode.AnotherMaintenance, GateScene.Decide(With(new ActiveMaintenance("M-2", "node-9", "rack-b", [Sample.Baker]))).Reason);

    [Fact]
    public void Whoever_asks_about_a_baker_is_held_while_that_baker_is_being_worked_on() =>
        Assert.Equal(ReasonCode.AnotherMaintenance, GateScene.Decide(With(new ActiveMaintenance("M-2", "node-9", "rack-b", [Sample.Baker])), GateScene.Ask(node: null)).Reason);

    [Fact]
    public void A_maintenance_elsewhere_of_somebody_else_holds_nobody() =>
        Assert.IsType<Verdict.Allowed>(GateScene.Decide(With(new ActiveMaintenance("M-2", "node-9", "rack-b", [Sample.Other]))));

    [Fact]
    public void A_maintenances_own_lock_does_not_hold_it() =>
        Assert.IsType<Verdict.Allowed>(GateScene.Decide(With(new ActiveMaintenance("M-1", "node-1", "rack-a", [Sample.Baker])), GateScene.Ask(maintenance: "M-1")));

    [Fact]
    public void Nor_is_a_node_without_bakers_free_while_its_failure_domain_is_worked_on() =>
        Assert.Equal(ReasonCode.AnotherMaintenance, GateScene.Decide(With(new ActiveMaintenance("M-2", "node-1", "rack-a", [Sample.Baker])), GateScene.Ask(node: "node-2")).Reason);
}
