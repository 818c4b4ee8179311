using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;
using BakeWindow.Core.Planning;

namespace BakeWindow.Core.Tests.Maintenance;

/// <summary>The roll of a pool, with its children as records that a test moves on: which node comes when, what stops it, who may call it off.</summary>
public sealed class PoolMachineTests
{
    private static readonly string[] Names = ["vm-1", "vm-2", "vm-3"];

    private readonly Dictionary<string, MaintenanceRecord> journal = new(StringComparer.Ordinal);
    private readonly List<PoolOrder> orders = [];
    private readonly Dictionary<string, NodeView> nodes = Names.ToDictionary(n => n, n => Node(n), StringComparer.Ordinal);
    private string bakerOn = "vm-1";
    private DateTimeOffset now = Worlds.At(10);
    private MaintenanceRecord pool = MaintenanceRecord.New(Story.Request(action: new MaintenanceAction.RollPool(LabelSelector.Parse("pool=main"), PoolWork.Reboot)));

    private static NodeView Node(string name, string pool = "main", string? uid = null) => new()
    {
        Name = name,
        Uid = uid ?? $"uid of {name}",
        Unschedulable = false,
        Ready = true,
        BootId = $"boot of {name}",
        Labels = new Dictionary<string, string> { ["pool"] = pool },
    };

    private World World => Worlds.World(10, Worlds.Rights(2_000), new ClusterView
    {
        Nodes = nodes,
        Pods = [new PodView { Name = new PodName("tezos", "alpha-0"), Uid = "p", Node = bakerOn, Phase = "Running", Ready = true, Labels = new Dictionary<string, string> { ["app"] = "baker" } }],
        SeenAt = now,
        Connected = true,
    }) with { Workloads = [Worlds.Workload] };

    private string? AtWork => pool.Phase.Pool?.AtWork?.Name;

    private void Step(MaintenanceEvent? happened = null)
    {
        var child = pool.Phase.Pool?.AtWork?.Child is { } id ? journal.GetValueOrDefault(id) : null;
        var step = PoolMachine.Step(JournalJson.Read(JournalJson.Write(pool)), happened ?? new MaintenanceEvent.Looked(), child, World, now);
        pool = step.Next;
        if (step.Order is { } order)
        {
            orders.Add(order);
            if (order is PoolOrder.Start { Request: var request })
            {
                journal.TryAdd(request.Id, MaintenanceRecord.New(request));
            }
        }
    }

    private void ChildBecomes(Phase phase) => journal[pool.Phase.Pool!.AtWork!.Child!] = journal[pool.Phase.Pool.AtWork.Child!] with { Phase = phase, Since = now };

    private static Receipt Receipt => new() { StartedAt = Worlds.At(10), EndedAt = Worlds.At(20), Need = TimeSpan.FromMinutes(12), BackBy = Worlds.At(30) };

    [Fact]
    public void The_bakers_node_comes_last_and_the_reason_is_told()
    {
        var plan = PoolPlan.Of((MaintenanceAction.RollPool)pool.Request.Action, World);

        Assert.Equal(["vm-2", "vm-3", "vm-1"], plan.Select(n => n.Name));
        Assert.Contains("bakes there", plan[^1].Why, StringComparison.Ordinal);
        Assert.All(plan.SkipLast(1), n => Assert.Contains("nothing protected", n.Why, StringComparison.Ordinal));
    }

    [Fact]
    public void One_node_at_a_time_spaced_until_every_one_is_through()
    {
        var order = new List<string>();
        for (var turn = 0; turn < 3; turn++)
        {
            Step();
            order.Add(AtWork!);
            Step();
            Assert.Equal(turn + 1, journal.Count);
            now += TimeSpan.FromHours(1);
            ChildBecomes(new Phase.Completed(Receipt));
        }

        var ended = now;
        Step();

        Assert.Equal(["vm-2", "vm-3", "vm-1"], order);
        Assert.IsType<Phase.Completed>(pool.Phase);
        Assert.Equal(ended, pool.Since);
        Assert.Null(journal["M-1-1"].Request.NotBefore);
        Assert.Equal(Worlds.At(10) + TimeSpan.FromMinutes(90), journal["M-1-2"].Request.NotBefore);
        Assert.All(journal.Values, m => Assert.Equal("M-1", m.Request.PartOf));
    }

    [Fact]
    public void A_node_that_does_not_come_back_pauses_it_and_the_rest_stays_untouched()
    {
        Step();
        ChildBecomes(new Phase.Failed("the node did not come back", Receipt));
        Step();

        Assert.Contains("M-1-1 on vm-2 ended Failed: the node did not come back", Assert.IsType<Phase.PoolPaused>(pool.Phase).Why, StringComparison.Ordinal);
        Assert.True(pool.Phase.IsEscalated);
        Step();
        Assert.Single(journal);

        Step(new MaintenanceEvent.ResumedBy("ak"));
        Step();
        Assert.Equal("vm-2", AtWork);
        Assert.Equal(["M-1-1", "M-1-2"], journal.Keys);
    }

    [Fact]
    public void Cancelled_it_ends_when_the_node_at_work_has()
    {
        Step();
        ChildBecomes(new Phase.Verifying(Stages.Work));
        Step(new MaintenanceEvent.CancelledBy("ak", "enough"));
        Step();
        Assert.IsType<Phase.RollingPool>(pool.Phase);

        ChildBecomes(new Phase.Completed(Receipt));
        Step();

        Assert.Contains("1 of 3 nodes done", Assert.IsType<Phase.Cancelled>(pool.Phase).Why, StringComparison.Ordinal);
        Assert.Single(journal);
    }

    [Fact]
    public void Cancelled_before_the_point_of_no_return_the_node_at_work_is_cancelled_too()
    {
        Step();
        Step(new MaintenanceEvent.CancelledBy("ak", "enough"));

        Assert.Equal(new PoolOrder.Cancel("M-1-1", "ak", "enough"), orders[^1]);
        ChildBecomes(new Phase.Cancelled("ak", "enough"));
        Step();
        Assert.IsType<Phase.Cancelled>(pool.Phase);
    }

    [Fact]
    public void Nodes_that_vanish_are_passed_over_and_those_that_join_need_no_work()
    {
        Step();
        nodes.Remove("vm-2");
        nodes["vm-3"] = Node("vm-3", uid: "made anew");
        nodes["vm-4"] = Node("vm-4");
        Step();
        Assert.IsType<PoolOrder.Cancel>(orders[^1]);
        ChildBecomes(new Phase.Cancelled("M-1", "node vm-2 left the cluster"));
        Step();

        Assert.Equal("vm-1", AtWork);
        Assert.Equal(["vm-2", "vm-3"], pool.Phase.Pool!.Nodes.Where(n => n.State is PoolNodeState.Gone).Select(n => n.Name));
        ChildBecomes(new Phase.Completed(Receipt));
        Step();
        Assert.IsType<Phase.Completed>(pool.Phase);
    }

    [Fact]
    public void Killed_between_its_row_and_the_childs_it_asks_again_for_the_same()
    {
        Step();
        var first = orders[^1];
        journal.Clear();
        Step();

        Assert.Equal(((PoolOrder.Start)first).Request.Id, ((PoolOrder.Start)orders[^1]).Request.Id);
        Assert.Single(journal);
    }

    [Fact]
    public void The_baker_that_moved_meanwhile_still_comes_last()
    {
        Step();
        bakerOn = "vm-3";
        ChildBecomes(new Phase.Completed(Receipt));
        Step();

        Assert.Equal("vm-1", AtWork);
    }

    [Fact]
    public void Its_deadline_ends_it_with_what_is_done()
    {
        pool = MaintenanceRecord.New(pool.Request with { Deadline = Worlds.At(100) });
        Step();
        Assert.Equal(Worlds.At(100), journal["M-1-1"].Request.Deadline);
        now = Worlds.At(200);
        ChildBecomes(new Phase.Completed(Receipt));
        Step();

        Assert.Contains("1 of 3 nodes done", Assert.IsType<Phase.Expired>(pool.Phase).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_such_nodes_it_ends_at_once()
    {
        nodes.Clear();
        Step();
        Assert.Contains("no node bears", Assert.IsType<Phase.RolledBack>(pool.Phase).Why, StringComparison.Ordinal);
    }

    /// <summary>Work that is under way, for phases that need some.</summary>
    private static class Stages
    {
        public static Work Work { get; } = new()
        {
            Fence = 1,
            Domain = FailureDomains.Whole,
            Ticket = new Ticket("M-1-1", "vm-2", "u", "b", TimeSpan.FromMinutes(12), new(10), "BL", Worlds.At(20), Worlds.At(140)),
            Approval = new Approval("policy", Worlds.At(10), 0, 0),
            Bakers = [],
            Workloads = [],
            StartedAt = Worlds.At(10),
        };
    }
}
