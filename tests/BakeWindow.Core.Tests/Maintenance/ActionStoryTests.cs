using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;

namespace BakeWindow.Core.Tests.Maintenance;

/// <summary>Every kind of work goes through the same story: in a safe window, killed anywhere, undone when the window closes; at the end nothing of ours is left.</summary>
public sealed class ActionStoryTests
{
    public static TheoryData<string> All => [.. Story.EveryAction.Keys];

    [Theory]
    [MemberData(nameof(All))]
    public void In_a_safe_window_it_completes_with_the_proof_and_leaves_nothing(string does)
    {
        var story = Story.OfAction(does, Worlds.Rights(5, 2_000)).Run(10, 700);

        var receipt = Assert.IsType<Phase.Completed>(story.Journaled.Phase).Receipt;
        Assert.True(receipt.Attested);
        Assert.NotNull(receipt.Outage);
        Assert.Empty(receipt.HardRightsInside);
        Assert.Equal("", story.Cluster.Residue);
        Assert.False(story.Cluster.Unschedulable);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Nothing_is_touched_while_a_right_is_near(string does)
    {
        var story = Story.OfAction(does, Worlds.Rights(40, 2_000)).Run(10, 41);

        Assert.Empty(story.Cluster.Acts);
        Assert.Equal((0, 0, 0), (story.Cluster.Reboots, story.Cluster.Evictions, story.Cluster.Rollout.Replaced));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Killed_at_every_action_it_goes_on_and_does_the_work_once(string does)
    {
        var whole = Story.OfAction(does, Worlds.Rights(5, 2_000)).Run(10, 700);
        Assert.True(whole.Actions > 8, $"only {whole.Actions} places to die at");
        for (var at = 0; at < whole.Actions; at++)
        {
            var story = Story.OfAction(does, Worlds.Rights(5, 2_000));
            story.KillAt = at;
            story.Run(10, 900);

            Assert.Equal(1, story.Kills);
            Assert.True(story.Journaled.Phase is Phase.Completed, $"killed at {at} it ended as {story.Journaled.Phase}");
            Assert.Equal("", story.Cluster.Residue);
            Assert.False(story.Cluster.Unschedulable, $"killed at {at} the node stayed cordoned");
            Assert.Equal((whole.Cluster.Reboots, whole.Cluster.Rollout.Replaced, whole.Cluster.Rollout.Restarts), (story.Cluster.Reboots, story.Cluster.Rollout.Replaced, story.Cluster.Rollout.Restarts));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Every_step_survives_the_journal(string does)
    {
        var story = Story.OfAction(does, Worlds.Rights(5, 2_000));
        for (var level = 10; level < 400 && !story.Journaled.Phase.IsTerminal; level++)
        {
            story.Run(level, level);
            Assert.Equal(JournalJson.Write(story.Journaled), JournalJson.Write(JournalJson.Read(JournalJson.Write(story.Journaled))));
        }
    }

    [Theory]
    [InlineData("RestartWorkload")]
    [InlineData("ReleaseOnDelete")]
    [InlineData("ReleasePartition")]
    public void A_workload_that_is_deleted_ends_it_and_leaves_nothing(string does)
    {
        var story = Story.OfAction(does, Worlds.Rights(5, 2_000), c => c.Rollout.Gone = true).Run(10, 200);

        Assert.Contains("was deleted", Assert.IsType<Phase.Failed>(story.Journaled.Phase).Why, StringComparison.Ordinal);
        Assert.Equal("", story.Cluster.Residue);
    }

    [Fact]
    public void A_drained_node_is_held_until_somebody_says_that_the_work_is_done()
    {
        var story = Story.OfAction("DrainNode", Worlds.Rights(5, 2_000), c => c.Others = null).Run(10, 20);
        Assert.IsType<Phase.Holding>(story.Journaled.Phase);
        Assert.False(story.Cluster.FloorOpen);
        Assert.Throws<MaintenanceConflictException>(() => story.Step(new MaintenanceEvent.CancelledBy("ak", "too late")));

        story.Step(new MaintenanceEvent.DoneBy("ak"));
        story.Run(21, 200);

        Assert.IsType<Phase.Completed>(story.Journaled.Phase);
        Assert.Throws<MaintenanceConflictException>(() => story.Step(new MaintenanceEvent.DoneBy("ak")));
    }

    [Fact]
    public void A_drained_node_that_nobody_works_on_is_taken_back_when_the_time_is_over()
    {
        var story = Story.OfAction("DrainNode", Worlds.Rights(5, 2_000), c => c.Others = null).Run(10, 100);
        Assert.IsType<Phase.Holding>(story.Journaled.Phase);

        // Ten minutes are a hundred levels.
        story.Run(101, 400);
        Assert.IsType<Phase.Completed>(story.Journaled.Phase);
    }

    [Fact]
    public void The_need_of_a_drain_is_what_is_learned_and_what_is_promised_besides()
    {
        var request = Story.Request(action: new MaintenanceAction.DrainNode("node-1", TimeSpan.FromMinutes(30))) with { Need = null };
        var world = Worlds.World(10, Worlds.Rights(5, 2_000), new ModelCluster().View(Worlds.At(10)));

        Assert.Equal(TimeSpan.FromMinutes(42), request.PlannedNeed(world));
        Assert.Equal(TimeSpan.FromMinutes(42), Assert.IsType<StartProposal.Found>(StartProposal.Of(world, request, Worlds.At(10))).Start.Need);
    }

    [Fact]
    public void A_node_that_is_taken_away_while_it_is_held_ends_it_with_the_bakers_proof()
    {
        var story = Story.OfAction("DrainNode", Worlds.Rights(5, 2_000), c => c.Others = m => m.NodeDeleted = true).Run(10, 400);

        Assert.True(Assert.IsType<Phase.Completed>(story.Journaled.Phase).Receipt.Attested);
        Assert.Equal("", story.Cluster.Residue);
    }

    [Fact]
    public void The_floors_that_open_for_a_neighbour_open_under_the_lock_alone()
    {
        var story = Story.OfAction("ReleaseNode", Worlds.Rights(5, 200, 2_000), c => c.Kured = false).Run(10, 14);
        var opened = story.Cluster.Acts.OfType<ClusterCommand.OpenFloor>().ToList();
        Assert.True(opened.Count > 1);
        Assert.All(opened, o => Assert.Equal(story.Journaled.Phase.Underway!.Locks, o.Locks));
    }

    [Fact]
    public void A_neighbour_that_does_not_come_is_given_another_window()
    {
        var story = Story.OfAction("ReleaseNode", Worlds.Rights(5, 200, 2_000), c => c.Kured = false).Run(10, 199);

        Assert.Contains("Released", story.Phases);
        Assert.Equal((0, 0), (story.Cluster.Reboots, story.Cluster.Evictions));
        Assert.Equal("", story.Cluster.Residue);
        Assert.False(story.Journaled.Phase.IsTerminal);

        story.Cluster.Kured = true;
        story.Run(200, 500);
        Assert.IsType<Phase.Completed>(story.Journaled.Phase);
        Assert.Equal(1, story.Cluster.Reboots);
    }

    [Fact]
    public void A_released_node_is_open_for_the_neighbour_and_for_nobody_else()
    {
        var story = Story.OfAction("ReleaseNode", Worlds.Rights(5, 2_000), c => c.Kured = false).Run(10, 14);
        Assert.IsType<Phase.Released>(story.Journaled.Phase);

        var now = Worlds.At(story.Level).AddSeconds(1);
        var gates = NodeGate.All(story.World(now), now).ToDictionary(g => g.Node, g => g.State);

        Assert.Equal(NodeGateState.Open, gates["node-1"]);
        Assert.Equal(NodeGateState.Closed, gates["node-2"]);
    }

    [Fact]
    public void A_partition_is_lowered_pod_by_pod_and_given_back_at_the_end()
    {
        var story = Story.OfAction("ReleasePartition", Worlds.Rights(5, 2_000)).Run(10, 400);

        Assert.IsType<Phase.Completed>(story.Journaled.Phase);
        Assert.Equal([2, 1, 0], story.Cluster.Rollout.Partitions);
        Assert.Equal(3, story.Cluster.Rollout.Partition);
        Assert.True(story.Cluster.Rollout.AllNew);
    }

    [Fact]
    public void A_rollout_stops_between_two_pods_when_a_right_comes_near_and_goes_on_in_the_next_window()
    {
        // 12 minutes are 120 levels: each of the three pods takes seven, but after level 70 nothing fits before the right at 200.
        var story = Story.OfAction("ReleasePartition", Worlds.Rights(5, 200, 2_000));
        for (var level = 10; level < 199; level++)
        {
            // Somebody holds the second pod back for a while: its eviction by the controller waits for the third to be Ready.
            story.Run(level, level);
            if (story.Cluster.Rollout.Partitions.Count == 1 && level < 120)
            {
                level = 120;
            }
        }

        Assert.Equal([2], story.Cluster.Rollout.Partitions);
        Assert.Equal(3, story.Cluster.Rollout.Partition);
        Assert.Equal("", story.Cluster.Residue);

        story.Run(199, 600);
        Assert.IsType<Phase.Completed>(story.Journaled.Phase);
        Assert.Equal([2, 1, 0], story.Cluster.Rollout.Partitions);
    }

    [Fact]
    public void A_restart_locks_every_failure_domain_in_which_its_pods_run()
    {
        var story = Story.OfAction("RestartWorkload", Worlds.Rights(5, 2_000));
        var spread = Story.Of(story.Journaled.Request, Worlds.Rights(5, 2_000), story.Cluster, bend: w => w with
        {
            Cluster = w.Cluster! with
            {
                Nodes = w.Cluster.Nodes.ToDictionary(n => n.Key, n => n.Value with { FailureDomain = $"rack of {n.Key}" }),
                Pods = [.. w.Cluster.Pods, w.Cluster.Pods[0] with { Name = new PodName("tezos", "alpha-1"), Uid = "other", Node = "node-2", Ready = true }],
            },
        });
        spread.Run(10, 400);

        Assert.IsType<Phase.Completed>(spread.Journaled.Phase);
        Assert.Equal(["rack of node-1", "rack of node-2"], story.Cluster.Acts.OfType<ClusterCommand.TakeLease>().Select(l => l.Domain).Distinct());
        var release = Assert.Single(story.Cluster.Acts.OfType<ClusterCommand.ReleaseLease>());
        Assert.Equal(["rack of node-1", "rack of node-2"], release.Others.Prepend(release.Domain));
    }

    [Fact]
    public void A_row_without_an_action_is_the_reboot_of_its_node()
    {
        var written = JournalJson.Write(MaintenanceRecord.New(Story.Request()));
        var old = written.Replace(""","action":{"does":"RebootNode","node":"node-1"}""", "", StringComparison.Ordinal);

        Assert.NotEqual(written, old);
        Assert.Equal(new MaintenanceAction.RebootNode("node-1"), JournalJson.Read(old).Request.Action);
        Assert.Equal(written, JournalJson.Write(JournalJson.Read(old)));
    }

    [Fact]
    public void What_makes_no_sense_can_not_be_made()
    {
        var deployment = new WorkloadName(WorkloadKind.Deployment, "tezos", "signer");
        Assert.Throws<ArgumentException>(() => new MaintenanceAction.ReleaseRollout(deployment));
        Assert.Throws<ArgumentException>(() => new MaintenanceAction.RebootNode(""));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MaintenanceAction.DrainNode("node-1", TimeSpan.Zero));
        Assert.Throws<ArgumentException>(() => new MaintenanceAction.RollPool(LabelSelector.Parse("pool=main"), PoolWork.Reboot, TimeSpan.FromMinutes(5)));
    }

    [Fact]
    public void Every_action_has_its_story() =>
        Assert.All(typeof(MaintenanceAction).GetNestedTypes().Where(t => t.Name is not (nameof(MaintenanceAction.RollPool) or nameof(MaintenanceAction.ReleaseRollout))),
            t => Assert.Contains(t.Name, Story.EveryAction.Keys));
}
