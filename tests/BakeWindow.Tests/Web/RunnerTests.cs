using BakeWindow.Web.Access;
using BakeWindow.Web.Maintaining;
using BakeWindow.Core.Maintenance;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Tests.Maintenance;

namespace BakeWindow.Tests.Web;

public sealed class RunnerTests
{
    private static readonly Policy AsksForEverything = new() { ApprovedUpToBudget = 0 };

    [Fact]
    public async Task A_request_is_taken_through_every_step_to_its_end_and_leaves_nothing()
    {
        await using var shop = await Workshop.OpenAsync();
        var asked = await shop.RequestAsync();

        var ended = await shop.FinishAsync(asked.Id, 101);

        Assert.IsType<Phase.Completed>(ended.Phase);
        Assert.Equal("", shop.Cluster.Residue);
        Assert.Empty(shop.Runner.Open);
    }

    [Fact]
    public async Task A_second_request_for_the_same_node_is_refused_and_names_the_first()
    {
        await using var shop = await Workshop.OpenAsync();
        var first = await shop.RequestAsync(notBefore: Worlds.At(500));

        var refused = await Assert.ThrowsAsync<MaintenanceConflictException>(() => shop.RequestAsync());
        var other = await shop.RequestAsync("node-2", notBefore: Worlds.At(600));

        Assert.Contains(first.Id, refused.Message, StringComparison.Ordinal);
        Assert.Equal([first.Id, other.Id], shop.Runner.Open.Select(m => m.Id).Order(StringComparer.Ordinal));
        Assert.Equal(2, (await shop.Audit.ListAsync(10, default)).Count);
    }

    [Fact]
    public async Task Of_two_approvals_at_once_one_counts_and_the_other_is_told()
    {
        await using var shop = await Workshop.OpenAsync();
        shop.Reach(100, policy: AsksForEverything);
        var asked = await shop.RequestAsync(notBefore: Worlds.At(300));
        Assert.IsType<Phase.AwaitingApproval>(asked.Phase);

        await using var replica = shop.Replica();
        var both = await Task.WhenAll(
            TryAsync(() => shop.Desk.ApproveAsync(asked.Id, Caller.Inside("alice"), new ApprovalTerms(), default)),
            TryAsync(() => shop.Desk.ApproveAsync(asked.Id, Caller.Inside("bob"), new ApprovalTerms(), default)),
            TryAsync(() => replica.Desk.ApproveAsync(asked.Id, Caller.Inside("carol"), new ApprovalTerms(), default)));

        Assert.Single(both, b => b is null);
        Assert.All(both.Where(b => b is not null), b => Assert.Contains("Waiting", b, StringComparison.Ordinal));
        Assert.Single(await shop.Audit.ListAsync(10, default), a => a.Note.Kind == "maintenance-approved");
        var by = Assert.IsType<Phase.Waiting>((await shop.Journal.FindAsync(asked.Id, default))!.Phase).Approval.By;
        Assert.Equal(by, (await shop.Audit.ListAsync(10, default))[0].Note.Who);
    }

    [Fact]
    public async Task An_approval_after_the_window_has_closed_starts_nothing_before_the_next_window()
    {
        await using var shop = await Workshop.OpenAsync();
        shop.Reach(800, policy: AsksForEverything);
        var asked = await shop.RequestAsync();
        Assert.IsType<Phase.AwaitingApproval>(asked.Phase);

        // The block at 1,000 is 40 levels away now, and twelve minutes are 120.
        shop.Reach(960, policy: AsksForEverything);
        await shop.Desk.ApproveAsync(asked.Id, Caller.Inside("alice"), new ApprovalTerms(null, 0.2), default);
        for (var level = 960; level < 1_002; level++)
        {
            shop.Reach(level, policy: AsksForEverything);
            await shop.Runner.LookAsync(default);
            Assert.Empty(shop.Cluster.Acts);
        }

        shop.Reach(1_010, right: 5_000, AsksForEverything);
        await shop.Runner.LookAsync(default);
        shop.Reach(1_020, right: 5_000, AsksForEverything);
        await shop.Runner.LookAsync(default);
        Assert.NotNull((await shop.Journal.FindAsync(asked.Id, default))!.Phase.Underway);
    }

    [Fact]
    public async Task A_replica_tells_and_looks_at_what_another_has_taken_in()
    {
        await using var shop = await Workshop.OpenAsync();
        await using var replica = shop.Replica();
        var told = new List<string>();
        replica.Runner.Changed += m => told.Add(m.Phase.Name);
        var asked = await shop.RequestAsync(notBefore: Worlds.At(300));

        var cancelled = await replica.Desk.CancelAsync(asked.Id, Caller.Inside("ak"), "not today", default);
        await shop.Runner.LookAsync(default);

        Assert.IsType<Phase.Cancelled>(cancelled!.Phase);
        Assert.Empty(shop.Runner.Open);
        Assert.Null(await replica.Desk.CancelAsync("M-99", Caller.Inside("ak"), "", default));

        var second = await shop.RequestAsync(notBefore: Worlds.At(300));
        await replica.Runner.LookAsync(default);
        Assert.Equal([second.Id], replica.Runner.Open.Select(m => m.Id));
        Assert.Equal(["Cancelled", "Waiting"], told);
    }

    [Fact]
    public async Task What_ended_in_one_replica_is_learned_from_in_the_other()
    {
        await using var shop = await Workshop.OpenAsync();
        await using var replica = shop.Replica();
        var asked = await shop.RequestAsync();
        await replica.Runner.LookAsync(default);

        await shop.FinishAsync(asked.Id, 101);
        await replica.Runner.LookAsync(default);

        Assert.True(replica.Board.Now.Outages.ContainsKey("node-1"));
        Assert.Empty(replica.Board.Now.Active);
    }

    [Fact]
    public async Task A_decision_is_made_about_what_is_so_and_not_about_what_was()
    {
        await using var shop = await Workshop.OpenAsync();
        await using var replica = shop.Replica();
        var asked = await shop.RequestAsync();
        await replica.Runner.LookAsync(default);
        var ended = await shop.FinishAsync(asked.Id, 101);

        var conflict = await Assert.ThrowsAsync<MaintenanceConflictException>(() => replica.Desk.CancelAsync(asked.Id, Caller.Inside("ak"), "", default));

        Assert.Contains(ended.Phase.Name, conflict.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_listener_that_throws_keeps_nothing_from_going_on()
    {
        await using var shop = await Workshop.OpenAsync();
        shop.Runner.Changed += _ => throw new ObjectDisposedException("a page");
        shop.Board.Changed += _ => throw new ObjectDisposedException("a page");
        var asked = await shop.RequestAsync();

        Assert.IsType<Phase.Completed>((await shop.FinishAsync(asked.Id, 101)).Phase);
    }

    [Fact]
    public async Task A_caller_who_goes_away_leaves_nothing_half_done()
    {
        await using var shop = await Workshop.OpenAsync();
        using var caller = new CancellationTokenSource();
        var execute = shop.Execute;
        shop.Execute = async (command, ct) =>
        {
            await caller.CancelAsync();
            ct.ThrowIfCancellationRequested();
            return await execute(command, ct);
        };

        var asked = await shop.Desk.RequestAsync(new(new MaintenanceAction.RebootNode("node-1"), TimeSpan.FromMinutes(12), null, null, Urgency.High, "kernel"), Caller.Inside("ak"), caller.Token);
        await shop.Runner.LookAsync(default);

        Assert.NotNull((await shop.Journal.FindAsync(asked.Id, default))!.Phase.Underway);
        Assert.Single(await shop.Audit.ListAsync(10, default));
    }

    [Fact]
    public async Task A_command_that_hangs_is_given_up_and_given_again_at_the_next_look()
    {
        await using var shop = await Workshop.OpenAsync(patience: TimeSpan.FromMilliseconds(50));
        var execute = shop.Execute;
        shop.Execute = async (_, ct) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, ct);
            throw new System.Diagnostics.UnreachableException();
        };
        await shop.RequestAsync();
        await shop.Runner.LookAsync(default);
        Assert.IsType<Phase.Locking>(Assert.Single(shop.Runner.Open).Phase);

        shop.Execute = execute;
        await shop.Runner.LookAsync(default);
        Assert.NotNull(Assert.Single(shop.Runner.Open).Phase.Underway);
    }

    [Fact]
    public async Task A_bug_in_one_maintenance_does_not_starve_the_others()
    {
        await using var shop = await Workshop.OpenAsync();
        var execute = shop.Execute;
        shop.Execute = (command, ct) => command is ClusterCommand.TakeLease { Maintenance: "M-1" } ? throw new InvalidOperationException("a bug") : execute(command, ct);
        var ill = await shop.RequestAsync();
        var well = await shop.RequestAsync("node-2");

        await shop.Runner.LookAsync(default);

        Assert.Equal("Locking", (await shop.Journal.FindAsync(ill.Id, default))!.Phase.Name);
        Assert.NotNull((await shop.Journal.FindAsync(well.Id, default))!.Phase.Underway);
    }

    [Fact]
    public async Task When_the_journal_fails_after_the_act_the_act_is_given_again()
    {
        await using var shop = await Workshop.OpenAsync();
        var execute = shop.Execute;
        shop.Execute = async (command, ct) =>
        {
            var outcome = await execute(command, ct);
            await shop.SqlAsync("ALTER TABLE journal RENAME TO away");
            return outcome;
        };
        var asked = await shop.RequestAsync();
        await shop.Runner.LookAsync(default);
        Assert.IsType<Phase.Locking>((await shop.Journal.FindAsync(asked.Id, default))!.Phase);
        Assert.Equal(asked.Id, shop.Cluster.LeaseHolder);

        shop.Execute = execute;
        await shop.SqlAsync("ALTER TABLE away RENAME TO journal");

        Assert.IsType<Phase.Completed>((await shop.FinishAsync(asked.Id, 101)).Phase);
        Assert.Equal("", shop.Cluster.Residue);
    }

    [Fact]
    public async Task A_lock_that_an_ended_maintenance_could_not_give_back_is_freed()
    {
        await using var shop = await Workshop.OpenAsync();
        var first = await shop.RequestAsync(notBefore: Worlds.At(300));
        await shop.Desk.CancelAsync(first.Id, Caller.Inside("ak"), "", default);
        shop.Cluster.Execute(new ClusterCommand.TakeLease("cluster", first.Id), shop.Clock.GetUtcNow());

        var second = await shop.RequestAsync();
        await shop.Runner.LookAsync(default);

        Assert.NotNull(Assert.Single(shop.Runner.Open).Phase.Underway);
        Assert.Equal(second.Id, shop.Cluster.LeaseHolder);
    }

    [Fact]
    public async Task A_lock_of_one_at_work_or_of_somebody_unknown_is_left_alone()
    {
        await using var shop = await Workshop.OpenAsync();
        shop.Cluster.Execute(new ClusterCommand.TakeLease("cluster", "somebody"), shop.Clock.GetUtcNow());

        await shop.RequestAsync();
        await shop.Runner.LookAsync(default);

        Assert.IsType<Phase.Deferred>(Assert.Single(shop.Runner.Open).Phase);
        Assert.Equal("somebody", shop.Cluster.LeaseHolder);
    }

    private static async Task<string?> TryAsync(Func<Task> act)
    {
        try
        {
            await act();
            return null;
        }
        catch (MaintenanceConflictException e)
        {
            return e.Message;
        }
    }
}
