using BakeWindow.Core.Cluster;
using BakeWindow.Core.Maintenance;
using k8s;

namespace BakeWindow.Tests.Kubernetes;

/// <summary>A process that sleeps through the take-over of its maintenance, and wakes up in the middle of a step.</summary>
public sealed class FencingTests
{
    [Fact]
    public async Task After_a_take_over_the_sleepers_writes_are_refused_and_change_nothing()
    {
        await using var lab = await Lab.StartAsync();
        await lab.Floors.SyncAsync(new Dictionary<string, bool>(), default);
        var old = await lab.BeginAsync();
        var ticket = lab.TicketFor(await lab.NodeAsync());
        var successor = lab.NewExecutor();
        var fence = Assert.IsType<CommandOutcome.LeaseTaken>(await lab.DoAsync(new ClusterCommand.TakeOver(Lab.Domain, "M-1"), successor)).Fence;
        Assert.True(fence > old);

        lab.Wire.Requests.Clear();
        ClusterCommand[] late =
        [
            new ClusterCommand.Cordon("node-1", "M-1", old),
            new ClusterCommand.OpenFloor("node-1", "M-1", ["alpha-baker"]) { Under = old },
            new ClusterCommand.OpenFloor(null, "M-1", ["alpha-baker"]) { Under = old, Locks = [new DomainLock(Lab.Domain, old)] },
            new ClusterCommand.EvictPods("node-1", "M-1", false) { Under = old },
            new ClusterCommand.AskReboot("node-1", "M-1", ticket) { Under = old },
            new ClusterCommand.RenewLease(Lab.Domain, "M-1", old),
        ];
        foreach (var command in late)
        {
            Assert.Equal(new CommandOutcome.Superseded(fence), await lab.DoAsync(command));
        }

        Assert.Equal(0, lab.Wire.Writes);
    }

    [Fact]
    public async Task The_successor_raises_the_mark_before_it_disturbs_so_that_the_sleeper_can_undo_nothing_either()
    {
        await using var lab = await Lab.StartAsync();
        await lab.Floors.SyncAsync(new Dictionary<string, bool>(), default);
        var old = await lab.BeginAsync();
        var fence = (await lab.DoAsync<CommandOutcome.LeaseTaken>(new ClusterCommand.TakeOver(Lab.Domain, "M-1"))).Fence;
        await lab.DoAsync<CommandOutcome.Done>(new ClusterCommand.OpenFloor("node-1", "M-1", ["alpha-baker"]) { Under = fence });
        Assert.Equal(fence, (await lab.MarkAsync())!.Fence);

        await lab.DoAsync<CommandOutcome.Done>(new ClusterCommand.Uncordon("node-1", "M-1") { Under = old });
        await lab.DoAsync<CommandOutcome.Done>(new ClusterCommand.ReleaseLease(Lab.Domain, "M-1") { Under = old });

        Assert.True((await lab.NodeAsync()).Spec.Unschedulable);
        await lab.DoAsync<CommandOutcome.LeaseTaken>(new ClusterCommand.RenewLease(Lab.Domain, "M-1", fence));
    }

    [Fact]
    public async Task Whose_lock_ran_out_stands_still_until_it_is_renewed()
    {
        await using var lab = await Lab.StartAsync();
        await lab.Floors.SyncAsync(new Dictionary<string, bool>(), default);
        var fence = await lab.BeginAsync();
        var evict = new ClusterCommand.EvictPods("node-1", "M-1", false) { Under = fence };
        await lab.DoAsync<CommandOutcome.Evicted>(evict);
        lab.Clock.Advance(lab.Settings.LeaseDuration + TimeSpan.FromSeconds(1));

        await lab.DoAsync<CommandOutcome.Unavailable>(evict);
        await lab.DoAsync<CommandOutcome.LeaseTaken>(new ClusterCommand.RenewLease(Lab.Domain, "M-1", fence));
        await lab.DoAsync<CommandOutcome.Evicted>(evict);
    }

    [Fact]
    public async Task A_lock_that_somebody_else_took_is_named()
    {
        await using var lab = await Lab.StartAsync();
        var fence = await lab.BeginAsync();
        var other = lab.NewExecutor();
        await lab.DoAsync(new ClusterCommand.TakeLease(Lab.Domain, "M-2"), other);
        lab.Clock.Advance(lab.Settings.LeaseDuration + TimeSpan.FromSeconds(1));
        Assert.IsType<CommandOutcome.LeaseTaken>(await lab.DoAsync(new ClusterCommand.TakeLease(Lab.Domain, "M-2"), other));

        Assert.Equal(new CommandOutcome.HeldBy("M-2"), await lab.DoAsync(new ClusterCommand.EvictPods("node-1", "M-1", false) { Under = fence }));
        Assert.Equal(new CommandOutcome.HeldBy("M-2"), await lab.DoAsync(new ClusterCommand.RenewLease(Lab.Domain, "M-1", fence)));
    }

    [Fact]
    public async Task Two_installations_that_share_a_namespace_do_not_take_each_other_for_themselves()
    {
        await using var lab = await Lab.StartAsync();
        var ours = lab.NewExecutor(lab.Settings with { Installation = () => "aaaaaaaa" });
        var theirs = lab.NewExecutor(lab.Settings with { Installation = () => "bbbbbbbb" });
        var take = new ClusterCommand.TakeLease(Lab.Domain, "M-1");
        var fence = Assert.IsType<CommandOutcome.LeaseTaken>(await lab.DoAsync(take, ours)).Fence;
        Assert.Equal(new CommandOutcome.HeldBy("M-1@aaaaaaaa"), await lab.DoAsync(take, theirs));

        Assert.IsType<CommandOutcome.Done>(await lab.DoAsync(new ClusterCommand.Cordon("node-1", "M-1", fence), ours));
        Assert.Equal(new CordonMark("M-1", false, fence) { Installation = "aaaaaaaa", Lock = "bakewindow/bakewindow-cluster-164cf1ca" }, await lab.MarkAsync());
        await lab.DoAsync(new ClusterCommand.Uncordon("node-1", "M-1"), theirs);
        await lab.DoAsync(new ClusterCommand.ReleaseLease(Lab.Domain, "M-1"), theirs);
        Assert.NotNull(await lab.MarkAsync());
        Assert.Equal("M-1@aaaaaaaa", Assert.Single((await lab.Admin.CoordinationV1.ListNamespacedLeaseAsync("bakewindow")).Items).Spec.HolderIdentity);
    }
}
