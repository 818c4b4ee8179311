using BakeWindow.Core.Chain;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Incidents;
using BakeWindow.Core.Tests.Maintenance;

namespace BakeWindow.Core.Tests.Incidents;

/// <summary>What two looks differ in becomes evidence, once.</summary>
public sealed class ChangesTests
{
    private static readonly DateTimeOffset T = Worlds.Start;

    [Fact]
    public void Machines_that_stop_boot_and_are_cordoned_by_others_are_told()
    {
        var up = View([Node("a"), Node("b"), Node("c")]);
        Assert.Equal(["node-not-ready"], Codes(up, View([Node("a") with { Ready = false }, Node("b"), Node("c")])));
        Assert.Equal(["node-booted"], Codes(up, View([Node("a") with { BootId = "2" }, Node("b"), Node("c")])));
        Assert.Equal(["node-cordoned"], Codes(up, View([Node("a") with { Unschedulable = true }, Node("b"), Node("c")])));
        Assert.Empty(Codes(up, View([Node("a") with { Unschedulable = true, Cordon = new CordonMark("M-1", false, 1) }, Node("b"), Node("c")])));
        Assert.Equal(["node-gone", "node-joined"], Codes(View([Node("a"), Node("b")]), View([Node("a"), Node("c")])));
        Assert.Equal(["reboot-wanted"], Codes(View([Node("a")]), View([Node("a") with { Demand = new RebootDemand("kured", null) }])));
        Assert.Empty(Codes(up, up));
    }

    [Fact]
    public void Protected_pods_that_end_move_or_fall_out_of_Ready_are_told_with_their_baker_and_others_are_not()
    {
        var up = View([], Pod("baker-0"), Pod("other-0", app: "other"));
        Assert.Equal(["pod-terminating", "pod-not-ready"], Codes(up, View([], Pod("baker-0") with { Terminating = true, Ready = false }, Pod("other-0", app: "other") with { Ready = false })));
        Assert.Equal(["pod-replaced"], Codes(up, View([], Pod("baker-0") with { Uid = "2", Node = "b" }, Pod("other-0", app: "other"))));
        var gone = Assert.Single(ClusterChanges.Between(up, View([]), [Worlds.Workload], T));
        Assert.Equal(("pod-gone", Worlds.Baker, "tezos/baker-0"), (gone.Code, gone.Baker!, gone.Subject));
        Assert.Contains("without having been seen to end", gone.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Floors_that_open_close_or_go_are_told()
    {
        var closed = View([]) with { Floors = [Floor(true)] };
        var open = View([]) with { Floors = [Floor(false)] };
        var opened = Assert.Single(ClusterChanges.Between(closed, open, [Worlds.Workload], T));
        Assert.Equal(("floor-opened", EvidenceLane.OwnActs, Worlds.Baker), (opened.Code, opened.Lane, opened.Baker!));
        Assert.Equal(["floor-closed"], Codes(open, closed));
        Assert.Equal(["floor-gone"], Codes(closed, View([])));
        Assert.Empty(Codes(closed, closed with { Floors = [Floor(true)] }));
    }

    [Fact]
    public void What_is_not_seen_has_not_changed()
    {
        var up = View([Node("a")], Pod("baker-0"));
        Assert.Empty(ClusterChanges.Between(null, up, [Worlds.Workload], T));
        Assert.Empty(ClusterChanges.Between(ClusterView.Unseen, up, [Worlds.Workload], T));
        Assert.Empty(ClusterChanges.Between(up, View([]) with { Connected = false }, [Worlds.Workload], T));
    }

    [Fact]
    public void Heads_at_later_rounds_or_late_sources_and_locks_are_told()
    {
        var before = World(100);
        Assert.Empty(Chain(before, World(101)));
        Assert.Equal(["head-round"], Chain(before, World(101, round: 1)));
        Assert.Equal(["head-round-high"], Chain(before, World(101, round: 2)));
        Assert.Equal(["head-late"], Chain(before, World(101, late: 4)));
        Assert.Empty(Chain(before, World(101, late: 2)));
        Assert.Equal(["head-replaced"], Chain(World(101), World(101) with { Chain = World(101).Chain! with { Head = Worlds.HeadAt(101) with { Hash = "BLother" } } }));
        Assert.Equal(["sources-disagree"], Chain(before with { Sources = [Source(SourceState.Ok)] }, before with { Sources = [Source(SourceState.Disagreeing)] }));
        Assert.Empty(Chain(before, before with { Sources = [Source(SourceState.Unreachable)] }));
        var locked = before with { Foreign = [new ForeignWork("kured", "a", T.AddHours(1))] };
        Assert.Equal(["neighbour-began"], Chain(before, locked));
        Assert.Equal(["neighbour-ended"], Chain(locked, before));
    }

    private static IEnumerable<string> Codes(ClusterView before, ClusterView after) => ClusterChanges.Between(before, after, [Worlds.Workload], T).Select(e => e.Code);

    private static IEnumerable<string> Chain(World before, World after) => ChainChanges.Between(before, after, T).Select(e => e.Code);

    private static World World(int level, int round = 0, int late = 0)
    {
        var world = Worlds.World(level, Worlds.Rights(1_000), View([]));
        return world with { Chain = world.Chain! with { Head = world.Chain.Head with { Round = round, Timestamp = world.Chain.Head.Timestamp.AddSeconds(late) } } };
    }

    private static SourceView Source(SourceState state) => new("node-a", state, null, null, null, "");

    private static ClusterView View(NodeView[] nodes, params PodView[] pods) => new() { Nodes = nodes.ToDictionary(n => n.Name), Pods = pods, SeenAt = T, Connected = true };

    private static FloorView Floor(bool closed) => new() { Namespace = "tezos", Name = "alpha", Selector = "app=baker", Owner = FloorOwner.Ours, DisruptionsAllowed = closed ? 0 : 1, Observed = true, Closed = closed };

    private static NodeView Node(string name) => new() { Name = name, Uid = name, Unschedulable = false, Ready = true, BootId = "1" };

    private static PodView Pod(string name, string app = "baker") => new() { Name = new PodName("tezos", name), Uid = "1", Node = "a", Phase = "Running", Ready = true, Labels = new Dictionary<string, string> { ["app"] = app } };
}
