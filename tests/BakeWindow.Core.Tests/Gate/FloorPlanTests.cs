using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Tests.Maintenance;

namespace BakeWindow.Core.Tests.Gate;

public sealed class FloorPlanTests
{
    private static readonly HashSet<string> Nobody = [];

    [Fact]
    public void A_floor_is_open_while_the_default_need_fits_on_every_node_of_the_workload() =>
        Assert.True(Plan(Scene(level: 100, right: 1000)));

    [Fact]
    public void A_floor_is_closed_while_a_right_is_near() =>
        Assert.False(Plan(Scene(level: 950, right: 1000)));

    [Fact]
    public void A_floor_is_closed_when_the_chain_is_not_known() =>
        Assert.False(Plan(Scene(level: 100, right: 1000) with { Chain = null }));

    [Fact]
    public void A_floor_is_closed_when_its_pods_are_not_seen() =>
        Assert.False(Plan(Scene(level: 100, right: 1000, pods: [])));

    [Fact]
    public void A_floor_is_closed_while_a_pod_of_its_workload_has_no_node_yet() =>
        Assert.False(Plan(Scene(level: 100, right: 1000, pods: [Pod("baker-0", "node-1"), Pod("baker-1", null)])));

    [Fact]
    public void A_floor_is_closed_for_everybody_where_windows_need_a_ticket()
    {
        var world = Scene(level: 100, right: 1000);

        Assert.False(Plan(world with { Policy = world.Policy with { Access = WindowAccess.Ticketed } }));
    }

    [Fact]
    public void A_floor_is_open_for_a_drain_of_ours_whatever_else_there_is() =>
        Assert.True(Plan(Scene(level: 950, right: 1000), Worlds.Workload.Name));

    private static bool Plan(World world, params string[] draining) =>
        FloorPlan.Of(world, draining.Length == 0 ? Nobody : new HashSet<string>(draining), Worlds.At(world.Chain?.Head.Level.Value ?? 100))[Worlds.Workload.Name];

    private static World Scene(int level, int right, PodView[]? pods = null) => Worlds.World(level, Worlds.Rights(right), new ClusterView
    {
        Nodes = new Dictionary<string, NodeView> { ["node-1"] = new() { Name = "node-1", Uid = "u1", Unschedulable = false, Ready = true, BootId = "b1" } },
        Pods = pods ?? [Pod("baker-0", "node-1")],
        SeenAt = Worlds.At(level),
        Connected = true,
    });

    private static PodView Pod(string name, string? node) => new()
    {
        Name = new PodName("tezos", name),
        Uid = name,
        Node = node,
        Phase = node is null ? "Pending" : "Running",
        Ready = node is not null,
        Labels = new Dictionary<string, string> { ["app"] = "baker" },
    };
}
