using BakeWindow.Core.Chain;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;
using BakeWindow.Core.Planning;

namespace BakeWindow.Core.Tests.Maintenance;

public sealed class MaintenanceMachineTests
{
    private static readonly string[] WholeStory =
        ["Waiting", "Locking", "Cordoning", "Draining", "Rebooting", "Recovering", "Verifying", "Uncordoning", "Completed"];

    [Fact]
    public void A_reboot_in_a_safe_window_goes_through_every_phase_and_leaves_nothing()
    {
        var story = Story.Of(Story.Request(), Worlds.Rights(5, 2_000)).Run(10, 300);

        Assert.Equal(WholeStory, story.Phases);
        var receipt = Assert.IsType<Phase.Completed>(story.Journaled.Phase).Receipt;
        Assert.True(receipt.Attested);
        Assert.Empty(receipt.HardRightsInside);
        Assert.InRange(receipt.Outage!.Value, TimeSpan.FromSeconds(90), TimeSpan.FromMinutes(4));
        Assert.Equal(1, story.Cluster.Reboots);
        Assert.Equal("", story.Cluster.Residue);
        Assert.False(story.Cluster.Unschedulable);
    }

    // A budget of somebody else's holds the drain for a while, so that there is time to say it.
    private static Story HeldBack(int? goesOnAt) => Story.Of(Story.Request(), Worlds.Rights(5, 2_000), new ModelCluster { ForeignBudget = true }, onLevel: (level, s) =>
    {
        if (level == 15)
        {
            s.Step(new MaintenanceEvent.HeldBy("bo", Hold: true));
            s.Cluster.ForeignBudget = false;
        }
        else if (level == 25)
        {
            Assert.Equal("drained; held before the reboot by bo", s.Journaled.Phase.Explanation);
        }
        else if (level == goesOnAt)
        {
            s.Step(new MaintenanceEvent.HeldBy("bo", Hold: false));
        }
    });

    [Fact]
    public void A_person_holds_a_reboot_before_it_is_asked_for_and_lets_it_go_on()
    {
        var story = HeldBack(goesOnAt: 30).Run(10, 300);

        Assert.Equal(WholeStory, story.Phases);
        Assert.True(story.Level > 30);
        Assert.Equal(1, story.Cluster.Reboots);
    }

    [Fact]
    public void A_reboot_that_nobody_lets_go_on_is_undone_and_leaves_nothing()
    {
        var story = HeldBack(goesOnAt: null).Run(10, 400);

        Assert.Equal(EndCode.HeldBack, Assert.IsType<Phase.RolledBack>(story.Journaled.Phase).Code);
        Assert.Equal(0, story.Cluster.Reboots);
        Assert.Equal("", story.Cluster.Residue);
    }

    [Fact]
    public void Nothing_is_touched_while_a_right_is_near()
    {
        // 12 minutes are 120 levels; the right at 100 closes from 90 on, the next window opens at 102.
        var story = Story.Of(Story.Request(), Worlds.Rights(100, 2_000)).Run(10, 101);

        Assert.Empty(story.Cluster.Acts);
        Assert.Equal(["Waiting"], story.Phases);
        story.Run(102, 400);
        Assert.IsType<Phase.Completed>(story.Journaled.Phase);
    }

    [Fact]
    public void Killed_at_every_action_it_goes_on_and_leaves_nothing()
    {
        var whole = Story.Of(Story.Request(), Worlds.Rights(5, 2_000)).Run(10, 400);
        Assert.True(whole.Actions > 20, $"only {whole.Actions} places to die at");
        for (var at = 0; at < whole.Actions; at++)
        {
            var story = Story.Of(Story.Request(), Worlds.Rights(5, 2_000));
            story.KillAt = at;
            story.Run(10, 600);

            Assert.Equal(1, story.Kills);
            Assert.True(story.Journaled.Phase is Phase.Completed, $"killed at {at} it ended as {story.Journaled.Phase}");
            Assert.Equal("", story.Cluster.Residue);
            Assert.False(story.Cluster.Unschedulable, $"killed at {at} the node stayed cordoned");
            Assert.Equal(1, story.Cluster.Reboots);
        }
    }

    [Fact]
    public void Killed_at_every_action_and_away_until_the_window_has_closed_it_undoes_and_leaves_nothing()
    {
        var rights = Worlds.Rights(5, 160, 340, 2_000);
        var whole = Story.Of(Story.Request(), rights).Run(10, 150);
        for (var at = 0; at < whole.Actions; at++)
        {
            var story = Story.Of(Story.Request(), rights);
            story.KillAt = at;
            story.Run(10, 60);
            // The process comes back after the right at 160, into the window 162…330, which fits again.
            story.Run(165, 800);

            Assert.True(story.Journaled.Phase is Phase.Completed, $"killed at {at} it ended as {story.Journaled.Phase}");
            Assert.Equal("", story.Cluster.Residue);
            Assert.False(story.Cluster.Unschedulable);
            Assert.Equal(1, story.Cluster.Reboots);
        }
    }

    [Fact]
    public void A_drain_that_a_foreign_budget_holds_is_given_up_long_before_the_next_right()
    {
        var story = Story.Of(Story.Request(), Worlds.Rights(5, 200), new ModelCluster { ForeignBudget = true });
        story.Run(10, 195);

        Assert.Contains("Undoing", story.Phases);
        Assert.Equal(EndCode.BudgetNeverAllows, Assert.IsType<Phase.RolledBack>(story.Journaled.Phase).Code);
        Assert.True(story.Level < 100, $"it took until level {story.Level}");
        Assert.Equal("", story.Cluster.Residue);
        Assert.False(story.Cluster.Unschedulable);
        Assert.Equal(0, story.Cluster.Evictions);
        Assert.Equal(0, story.Cluster.Reboots);
    }

    [Fact]
    public void A_cordon_that_was_there_before_stays()
    {
        var story = Story.Of(Story.Request(), Worlds.Rights(5, 2_000), new ModelCluster { Unschedulable = true }).Run(10, 400);

        Assert.IsType<Phase.Completed>(story.Journaled.Phase);
        Assert.True(story.Cluster.Unschedulable);
        Assert.Null(story.Cluster.Mark);
    }

    [Fact]
    public void A_pod_that_can_run_only_on_the_node_gets_its_cordon_lifted_before_the_proof()
    {
        var story = Story.Of(Story.Request(), Worlds.Rights(5, 2_000), new ModelCluster { Pinned = true }).Run(10, 400);

        Assert.Equal(WholeStory, story.Phases);
        Assert.Equal("", story.Cluster.Residue);
    }

    [Fact]
    public void Without_anybody_to_reboot_the_node_it_is_rolled_back_when_the_ticket_has_run_out()
    {
        var story = Story.Of(Story.Request(), Worlds.Rights(5, 200, 2_000), new ModelCluster { Agent = false }).Run(10, 600);

        var back = Assert.IsType<Phase.RolledBack>(story.Journaled.Phase);
        Assert.Contains("nobody rebooted", back.Why, StringComparison.Ordinal);
        Assert.InRange(back.Receipt.EndedAt - back.Receipt.StartedAt, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(7));
        Assert.Equal("", story.Cluster.Residue);
        Assert.False(story.Cluster.Unschedulable);
    }

    [Theory]
    [InlineData(12)]
    [InlineData(14)]
    [InlineData(20)]
    public void A_node_that_is_deleted_half_way_ends_the_maintenance_and_leaves_nothing(int at)
    {
        var story = Story.Of(Story.Request(), Worlds.Rights(5, 2_000), onLevel: (level, s) => s.Cluster.NodeDeleted |= level == at).Run(10, 800);

        Assert.True(story.Journaled.Phase.IsTerminal || story.Journaled.Phase is Phase.Deferred, story.Journaled.Phase.ToString());
        Assert.Equal("", story.Cluster.Residue);
    }

    [Fact]
    public void A_right_that_appears_during_the_drain_undoes_it()
    {
        // A reorganisation of the known rights: at level 14 a right at 60 becomes known.
        var cluster = new ModelCluster { ForeignBudget = true };
        var story = Story.Of(Story.Request(), Worlds.Rights(5, 2_000), cluster,
            bend: w => w.Chain!.Head.Level.Value < 14 ? w : w with { Bakers = [w.Bakers[0] with { Rights = Worlds.Rights(5, 60, 2_000) }] });
        story.Run(10, 20);

        Assert.Contains("Undoing", story.Phases);
        Assert.Equal("", cluster.Residue);
    }

    [Fact]
    public void While_the_head_is_stale_a_drain_stands_still_and_then_goes_on()
    {
        var cluster = new ModelCluster { ForeignBudget = true };
        var story = Story.Of(Story.Request(), Worlds.Rights(5, 2_000), cluster,
            bend: w => w.Chain!.Head.Level.Value is > 15 and < 25 ? w with { Chain = w.Chain with { Head = Worlds.HeadAt(5) } } : w,
            onLevel: (level, s) => s.Cluster.ForeignBudget = level < 30);
        story.Run(10, 400);

        Assert.DoesNotContain("Undoing", story.Phases);
        Assert.IsType<Phase.Completed>(story.Journaled.Phase);
    }

    [Fact]
    public void What_costs_more_than_policy_allows_waits_for_a_person()
    {
        var story = Story.Of(Story.Request(), Worlds.Rights(5, 2_000), policy: new Policy { ApprovedUpToBudget = 0.001 }).Run(10, 50);
        Assert.IsType<Phase.AwaitingApproval>(story.Journaled.Phase);
        Assert.Empty(story.Cluster.Acts);

        story.Step(new MaintenanceEvent.ApprovedBy("ak", null, null));
        story.Run(51, 400);

        Assert.IsType<Phase.Completed>(story.Journaled.Phase);
    }

    [Fact]
    public void A_deadline_that_passes_ends_it_with_the_reason()
    {
        var story = Story.Of(Story.Request(deadline: Worlds.At(80)), Worlds.Rights([.. Enumerable.Range(1, 60).Select(i => i * 50)])).Run(10, 120);

        var expired = Assert.IsType<Phase.Expired>(story.Journaled.Phase);
        Assert.Contains("largest gap", expired.Why, StringComparison.Ordinal);
        Assert.Empty(story.Cluster.Acts);
    }

    [Fact]
    public void Cancelled_during_the_drain_everything_is_undone()
    {
        var story = Story.Of(Story.Request(), Worlds.Rights(5, 2_000), new ModelCluster { ForeignBudget = true }).Run(10, 20);
        Assert.IsType<Phase.Draining>(story.Journaled.Phase);

        story.Step(new MaintenanceEvent.CancelledBy("ak", "changed my mind"));

        Assert.IsType<Phase.Cancelled>(story.Journaled.Phase);
        Assert.Equal("", story.Cluster.Residue);
    }

    [Fact]
    public void After_the_reboot_was_asked_for_it_can_not_be_cancelled()
    {
        var story = Story.Of(Story.Request(), Worlds.Rights(5, 2_000)).Run(10, 12);
        Assert.IsType<Phase.Rebooting>(story.Journaled.Phase);

        Assert.Throws<MaintenanceConflictException>(() => story.Step(new MaintenanceEvent.CancelledBy("ak", "too late")));
    }

    [Fact]
    public void Another_maintenance_in_the_domain_holds_it()
    {
        var other = new ActiveMaintenance("M-0", "node-2", FailureDomains.Whole, []);
        var story = Story.Of(Story.Request(), Worlds.Rights(5, 2_000), bend: w => w with { Active = [other] }).Run(10, 50);

        Assert.Equal("another-maintenance", Assert.IsType<Phase.Deferred>(story.Journaled.Phase).Reason);
        Assert.Empty(story.Cluster.Acts);
    }

    [Fact]
    public void Every_phase_survives_the_journal()
    {
        var story = Story.Of(Story.Request(), Worlds.Rights(5, 2_000));
        for (var level = 10; level < 300; level++)
        {
            story.Run(level, level);
            var read = JournalJson.Read(JournalJson.Write(story.Journaled));
            Assert.Equal(JournalJson.Write(story.Journaled), JournalJson.Write(read));
        }
    }
}
