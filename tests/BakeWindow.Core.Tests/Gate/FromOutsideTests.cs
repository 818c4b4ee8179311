using BakeWindow.Core.Gate;
using BakeWindow.Core.Planning;

namespace BakeWindow.Core.Tests.Gate;

/// <summary>A maintenance's name frees only that maintenance, and only on its own node.</summary>
public sealed class FromOutsideTests
{
    private static readonly World Ticketed = GateScene.World(policy: new Policy { Access = WindowAccess.Ticketed });

    private static World At(string node) => Ticketed with { Active = [new ActiveMaintenance("M-12", node, "other", [])] };

    private static GateRequest Ask => GateScene.Ask(node: "node-1") with { Maintenance = "M-12" };

    [Fact]
    public void A_name_that_is_nobody_s_needs_a_ticket_like_everybody() =>
        Assert.Equal(ReasonCode.TicketRequired, GateScene.Decide(Ticketed, Ask.FromOutside(Ticketed)).Reason);

    [Fact]
    public void The_one_at_work_on_the_node_is_let_through() =>
        Assert.IsType<Verdict.Allowed>(GateScene.Decide(At("node-1"), Ask.FromOutside(At("node-1"))));

    [Fact]
    public void The_one_at_work_elsewhere_is_not()
    {
        Assert.Null(Ask.FromOutside(At("node-2")).Maintenance);
        Assert.Null((Ask with { Node = null }).FromOutside(At("node-1")).Maintenance);
    }

    [Fact]
    public void Its_lock_on_one_node_holds_it_back_on_another()
    {
        var world = At("node-2");
        var busy = world with { Active = [world.Active[0] with { Bakers = [world.Bakers[0].Baker] }] };

        Assert.Equal(ReasonCode.AnotherMaintenance, GateScene.Decide(busy, Ask).Reason);
    }
}
