using BakeWindow.Core.Maintenance;
using k8s;

namespace BakeWindow.Tests.Kubernetes;

/// <summary>The lock of a failure domain among several who want it.</summary>
public sealed class DomainLockTests
{
    private static readonly ClusterCommand.TakeLease First = new(Lab.Domain, "M-1");
    private static readonly ClusterCommand.TakeLease Second = new(Lab.Domain, "M-2");

    [Fact]
    public async Task Of_two_who_race_one_gets_it_and_the_fence_grows_with_each_holder()
    {
        await using var lab = await Lab.StartAsync();
        var (a, b) = (lab.NewExecutor(), lab.NewExecutor());
        long last = 0;
        for (var round = 0; round < 10; round++)
        {
            var both = await lab.MovingAsync(Task.WhenAll(a.ExecuteAsync(First, default), b.ExecuteAsync(Second, default)));

            var won = Assert.Single(both.OfType<CommandOutcome.LeaseTaken>());
            var lost = Assert.Single(both.OfType<CommandOutcome.HeldBy>());
            Assert.True(won.Fence > last, $"round {round}: fence {won.Fence} after {last}");
            last = won.Fence;
            Assert.Equal(both[0] == won ? "M-1" : "M-2", lost.Holder);
            await lab.DoAsync<CommandOutcome.Done>(new ClusterCommand.ReleaseLease(Lab.Domain, lost.Holder));
        }
    }

    [Fact]
    public async Task Taken_again_by_its_holder_it_is_renewed_under_the_same_fence()
    {
        await using var lab = await Lab.StartAsync();
        var fence = (await lab.DoAsync<CommandOutcome.LeaseTaken>(First)).Fence;
        lab.Clock.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal(fence, (await lab.DoAsync<CommandOutcome.LeaseTaken>(First)).Fence);
        var spec = Assert.Single((await lab.Admin.CoordinationV1.ListNamespacedLeaseAsync("bakewindow")).Items).Spec;
        Assert.InRange(lab.Clock.GetUtcNow() - new DateTimeOffset(spec.RenewTime!.Value.ToUniversalTime()), TimeSpan.FromSeconds(-1), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_lock_whose_holder_is_dead_stops_blocking_after_its_time_as_we_saw_it()
    {
        await using var lab = await Lab.StartAsync();
        var fence = (await lab.DoAsync<CommandOutcome.LeaseTaken>(First)).Fence;
        var other = lab.NewExecutor();
        lab.Clock.Advance(lab.Settings.LeaseDuration * 3);

        // However old its renewTime says it is: this process sees it for the first time.
        Assert.IsType<CommandOutcome.HeldBy>(await lab.DoAsync(Second, other));
        lab.Clock.Advance(lab.Settings.LeaseDuration - TimeSpan.FromSeconds(1));
        Assert.IsType<CommandOutcome.HeldBy>(await lab.DoAsync(Second, other));
        lab.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(fence + 1, Assert.IsType<CommandOutcome.LeaseTaken>(await lab.DoAsync(Second, other)).Fence);

        // The dead one comes back: it has lost.
        Assert.Equal("M-2", (await lab.DoAsync<CommandOutcome.HeldBy>(First)).Holder);
        Assert.IsType<CommandOutcome.HeldBy>(await lab.DoAsync(new ClusterCommand.Cordon("node-1", "M-1", fence)));
    }

    [Fact]
    public async Task A_holder_who_renews_keeps_it()
    {
        await using var lab = await Lab.StartAsync();
        await lab.DoAsync<CommandOutcome.LeaseTaken>(First);
        var other = lab.NewExecutor();
        for (var turn = 0; turn < 5; turn++)
        {
            Assert.IsType<CommandOutcome.HeldBy>(await lab.DoAsync(Second, other));
            lab.Clock.Advance(lab.Settings.LeaseDuration * 0.7);
            await lab.DoAsync<CommandOutcome.LeaseTaken>(First);
        }
    }

    [Fact]
    public async Task What_somebody_else_holds_by_now_is_not_given_back()
    {
        await using var lab = await Lab.StartAsync();
        await lab.DoAsync<CommandOutcome.LeaseTaken>(Second);
        await lab.DoAsync<CommandOutcome.Done>(new ClusterCommand.ReleaseLease(Lab.Domain, "M-1"));

        Assert.Equal("M-2", (await lab.DoAsync<CommandOutcome.HeldBy>(First)).Holder);
    }

    [Fact]
    public async Task Domains_do_not_lock_each_other()
    {
        await using var lab = await Lab.StartAsync();
        await lab.DoAsync<CommandOutcome.LeaseTaken>(new ClusterCommand.TakeLease("zone-a", "M-1"));
        await lab.DoAsync<CommandOutcome.LeaseTaken>(new ClusterCommand.TakeLease("zone-b", "M-2"));
    }

    [Fact]
    public async Task A_namespace_that_is_not_there_is_said_to_be_missing()
    {
        await using var lab = await Lab.StartAsync();
        var settings = lab.Settings with { Namespace = "nowhere" };
        var executor = new BakeWindow.Kubernetes.CommandExecutor(lab.Admin, settings, lab.Floors, Lab.Seal, lab.Clock);

        Assert.Contains("namespace \"nowhere\" (Cluster:Namespace) does not exist", Assert.IsType<CommandOutcome.Refused>(await lab.DoAsync(First, executor)).Why);
    }
}
