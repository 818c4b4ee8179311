using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;

namespace BakeWindow.Core.Tests.Maintenance;

/// <summary>Whatever hangs half-way: it ends with a name, in bounded time, with everything restored.</summary>
public sealed class EndsTests
{
    private static readonly PodName Pod = new("tezos", "alpha-0");

    // The baker's blocks are far away, so that no window closes: what ends it is its own limit.
    private static readonly Dictionary<string, Func<ClusterCommand, CommandOutcome?>> Holds = new(StringComparer.Ordinal)
    {
        [EndCode.BudgetNeverAllows] = Evicting(new CommandOutcome.Evicted([Pod], [new BlockedPod(Pod, "Cannot evict pod as it would violate the pod's disruption budget")])),
        [EndCode.WebhookRefuses] = Evicting(new CommandOutcome.Evicted([Pod], [new BlockedPod(Pod, "admission webhook \"guard.example.test\" denied the request: not today")])),
        [EndCode.PodStuckTerminating] = Evicting(new CommandOutcome.Evicted([Pod], []) { Leaving = [Pod] }),
        [EndCode.DrainTooSlow] = Evicting(new CommandOutcome.Evicted([Pod], [])),
        [EndCode.ApiAway] = Evicting(new CommandOutcome.Unavailable("no answer within 15 s")),
        [EndCode.PodNotEvictable] = Evicting(new CommandOutcome.Refused("pod x/y has no controller") { Code = EndCode.PodNotEvictable }),
        ["the node can't be cordoned"] = c => c is ClusterCommand.Cordon ? new CommandOutcome.Unavailable("no answer within 15 s") : null,
        ["the floor does not open"] = c => c is ClusterCommand.OpenFloor ? new CommandOutcome.Unavailable("lets nothing go") { Code = EndCode.BudgetNeverAllows } : null,
    };

    public static TheoryData<string, string> Held => new()
    {
        { EndCode.BudgetNeverAllows, EndCode.BudgetNeverAllows },
        { EndCode.WebhookRefuses, EndCode.WebhookRefuses },
        { EndCode.PodStuckTerminating, EndCode.PodStuckTerminating },
        { EndCode.DrainTooSlow, EndCode.DrainTooSlow },
        { EndCode.ApiAway, EndCode.ApiAway },
        { EndCode.PodNotEvictable, EndCode.PodNotEvictable },
        { "the node can't be cordoned", EndCode.ApiAway },
        { "the floor does not open", EndCode.BudgetNeverAllows },
    };

    [Theory]
    [MemberData(nameof(Held))]
    public void A_drain_that_is_held_for_ever_ends_with_a_name_and_leaves_nothing(string by, string code)
    {
        var story = Story.Of(Story.Request(), Worlds.Rights(5, 9_000), new ModelCluster { Instead = Holds[by] }).Run(10, 400);

        Assert.Equal(code, story.Journaled.Phase.StableCode);
        Assert.Equal(code == EndCode.PodStuckTerminating ? typeof(Phase.Failed) : typeof(Phase.RolledBack), story.Journaled.Phase.GetType());
        Assert.InRange(story.Level, 10, 10 + 80);
        Assert.Equal("", story.Cluster.Residue);
        Assert.False(story.Cluster.Unschedulable);
        Assert.Equal(0, story.Cluster.Reboots);
    }

    [Fact]
    public void A_node_that_is_deleted_after_its_reboot_is_named_at_once()
    {
        var story = Story.Of(Story.Request(), Worlds.Rights(5, 9_000), onLevel: (_, s) => s.Cluster.NodeDeleted |= s.Journaled.Phase is Phase.Recovering).Run(10, 400);

        Assert.Equal(EndCode.NodeDeleted, Assert.IsType<Phase.Failed>(story.Journaled.Phase).Code);
        Assert.Equal("", story.Cluster.Residue);
    }

    [Fact]
    public void A_pod_that_finds_no_node_is_named_after_an_hour()
    {
        var story = Story.Of(Story.Request(), Worlds.Rights(5, 9_000), bend: w => w with
        {
            Cluster = w.Cluster! with { Pods = [.. w.Cluster.Pods.Select(p => p.Node == "node-1" ? p : p with { Node = null, Phase = "Pending", Ready = false })] },
        }).Run(10, 1_500);

        var failed = Assert.IsType<Phase.Failed>(story.Journaled.Phase);
        Assert.Equal(EndCode.PodUnschedulable, failed.Code);
        Assert.Contains("tezos/alpha-0 finds no node", failed.Why, StringComparison.Ordinal);
        Assert.Equal("", story.Cluster.Residue);
    }

    [Fact]
    public void A_cluster_that_is_not_seen_any_more_is_not_taken_for_a_node_that_nobody_reboots()
    {
        var story = Story.Of(Story.Request(), Worlds.Rights(5, 9_000), new ModelCluster { Agent = false }, bend: w => w);
        story.Run(10, 16);
        Assert.IsType<Phase.Rebooting>(story.Journaled.Phase);

        var now = Worlds.At(200);
        var dark = story.World(now) with { Cluster = story.Cluster.View(now) with { Connected = false } };
        Assert.IsType<Phase.Rebooting>(MaintenanceMachine.Step(story.Journaled, new MaintenanceEvent.Looked(), dark, now).Next.Phase);
        now = Worlds.At(800);
        var ended = MaintenanceMachine.Step(story.Journaled, new MaintenanceEvent.Looked(), dark, now).Next.Phase;
        Assert.Equal(EndCode.ApiAway, Assert.IsType<Ending.Fail>(Assert.IsType<Phase.Undoing>(ended).Ending).Code);
    }

    [Fact]
    public void A_lock_that_somebody_else_took_ends_it_before_the_reboot_and_not_after()
    {
        var story = Story.Of(Story.Request(), Worlds.Rights(5, 9_000), new ModelCluster { ForeignBudget = true }).Run(10, 14);
        var work = Assert.IsType<Phase.Draining>(story.Journaled.Phase).Work;
        var lost = new MaintenanceEvent.Answered(new ClusterCommand.RenewLease(work.Domain, "M-1", work.Fence), new CommandOutcome.HeldBy("M-2@bbbbbbbb"));
        var now = Worlds.At(15);

        var undoing = Assert.IsType<Phase.Undoing>(MaintenanceMachine.Step(story.Journaled, lost, story.World(now), now).Next.Phase);
        Assert.Equal(EndCode.LockLost, Assert.IsType<Ending.RollBack>(undoing.Ending).Code);
        var recovering = story.Journaled with { Phase = new Phase.Recovering(work) };
        Assert.Equal(recovering, MaintenanceMachine.Step(recovering, lost, story.World(now), now).Next);
    }

    [Fact]
    public void Whoever_is_superseded_changes_nothing_and_whoever_takes_up_goes_on_under_the_new_fence()
    {
        var story = Story.Of(Story.Request(), Worlds.Rights(5, 9_000), new ModelCluster { ForeignBudget = true }).Run(10, 14);
        var m = story.Journaled;
        var now = Worlds.At(15);
        var evict = new ClusterCommand.EvictPods("node-1", "M-1", false);
        Assert.Equal(m, MaintenanceMachine.Step(m, new MaintenanceEvent.Answered(evict, new CommandOutcome.Superseded(7)), story.World(now), now).Next);

        var over = Assert.IsType<ClusterCommand.TakeOver>(MaintenanceMachine.Step(m, new MaintenanceEvent.TakenUp(), story.World(now), now).Command);
        var taken = MaintenanceMachine.Step(m, new MaintenanceEvent.Answered(over, new CommandOutcome.LeaseTaken(7)), story.World(now), now).Next;
        Assert.Equal(7, taken.Phase.Underway!.Fence);
        Assert.Equal(7, MaintenanceMachine.Step(taken, new MaintenanceEvent.Looked(), story.World(now), now).Command!.Under);
    }

    [Fact]
    public void A_row_of_an_older_version_has_no_code_and_is_read_all_the_same()
    {
        var receipt = new Receipt { StartedAt = Worlds.Start, EndedAt = Worlds.Start, Need = TimeSpan.FromMinutes(1), BackBy = Worlds.Start };
        var m = new MaintenanceRecord(Story.Request(), new Phase.RolledBack("why", receipt) { Code = EndCode.TwoBudgets }, Worlds.Start);
        var json = JournalJson.Write(m);

        Assert.Equal(m, JournalJson.Read(json) with { Request = m.Request, Phase = ((Phase.RolledBack)JournalJson.Read(json).Phase) with { Receipt = receipt } });
        Assert.Null(JournalJson.Read(json.Replace("\"code\":\"two-budgets\",", "", StringComparison.Ordinal).Replace(",\"code\":\"two-budgets\"", "", StringComparison.Ordinal)).Phase.StableCode);
    }

    private static Func<ClusterCommand, CommandOutcome?> Evicting(CommandOutcome outcome) => c => c is ClusterCommand.EvictPods ? outcome : null;
}
