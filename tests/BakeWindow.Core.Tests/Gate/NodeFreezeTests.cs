using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Time;

namespace BakeWindow.Core.Tests.Gate;

/// <summary>A freeze of one node.</summary>
public sealed class NodeFreezeTests
{
    private static World Frozen(string node) => GateScene.World(policy: new Policy
    {
        Freezes = [new FreezePeriod(new TimeRange(Sample.Noon, Sample.Noon.AddMinutes(20)), "someone debugs it", "ak") { Node = node }],
    });

    [Fact]
    public void It_holds_its_node_and_tells_who_why_and_until_when()
    {
        var no = GateScene.Decide(Frozen("node-1"));

        Assert.Equal(ReasonCode.Freeze, no.Reason);
        Assert.Equal("node-1 is frozen from 2026-10-01 12:00:00Z to 2026-10-01 12:20:00Z by ak: someone debugs it. It ends by itself then.", no.Message);
        Assert.Equal(Sample.Noon.AddMinutes(20), no.NextSafeAt);
    }

    [Fact]
    public void It_leaves_another_node_alone() => Assert.Equal(ReasonCode.SafeWindow, GateScene.Decide(Frozen("node-2")).Reason);

    [Fact]
    public void It_holds_whatever_else_would_disturb_what_runs_there()
    {
        var owned = GateScene.Cluster with { Pods = [GateScene.Cluster.Pods[0] with { ControllerKind = "StatefulSet", ControllerName = "alpha" }] };

        Assert.Equal(ReasonCode.Freeze, GateScene.Decide(Frozen("node-1"), GateScene.Ask(node: null)).Reason);
        Assert.Equal(ReasonCode.Freeze, GateScene.Decide(Frozen("node-1") with { Cluster = owned }, new GateRequest { Workload = new WorkloadName(WorkloadKind.StatefulSet, "tezos", "alpha"), Need = TimeSpan.FromMinutes(5) }).Reason);
        Assert.Equal(ReasonCode.SafeWindow, GateScene.Decide(Frozen("node-2"), GateScene.Ask(node: null)).Reason);
    }

    [Fact]
    public void It_holds_a_node_that_bears_no_baker_too()
    {
        var empty = GateScene.Cluster with { Pods = [] };

        Assert.Equal(ReasonCode.Freeze, GateScene.Decide(Frozen("node-1") with { Cluster = empty }).Reason);
        Assert.Equal(ReasonCode.NoDutyHere, GateScene.Decide(Frozen("node-2") with { Cluster = empty }).Reason);
        Assert.Equal(ReasonCode.BrokenGlass, GateScene.Decide(Frozen("node-1") with { Cluster = empty, Glass = [new BrokenGlass("node-1", "ak", "the disk is failing", Sample.Noon.AddMinutes(-1), Sample.Noon.AddMinutes(10))] }).Reason);
    }

    [Fact]
    public void A_start_is_planned_after_it_there_and_through_it_elsewhere()
    {
        DateTimeOffset Start(World world) => Assert.IsType<StartProposal.Found>(StartProposal.Of(world, new MaintenanceRequest
        {
            Id = "M-1", Action = new MaintenanceAction.RebootNode("node-1"), Need = TimeSpan.FromMinutes(12), Reason = "kernel", RequestedBy = "ak", RequestedAt = GateScene.Now,
        }, GateScene.Now)).Start.StartsEarliest;

        Assert.Equal(Sample.Noon.AddMinutes(20), Start(Frozen("node-1")));
        Assert.True(Start(Frozen("node-2")) < Sample.Noon.AddMinutes(1));
    }
}
