using BakeWindow.Core.Maintenance;
using BakeWindow.Tests.Kubernetes;
using BakeWindow.Web.Maintaining;
using Microsoft.Extensions.Logging.Abstractions;

namespace BakeWindow.Tests.Web;

/// <summary>The lock of a maintenance at work is renewed in time, whatever else takes its time.</summary>
public sealed class LockKeeperTests : IAsyncLifetime
{
    private Lab lab = null!;
    private Rivals rivals = null!;
    private Workshop shop = null!;
    private LockKeeper keeper = null!;

    public async ValueTask InitializeAsync()
    {
        lab = await Lab.StartAsync();
        rivals = new Rivals(lab);
        shop = await Workshop.OpenAsync();
        keeper = new LockKeeper(shop.Runner, shop.Acts, rivals.Ours, NullLogger<LockKeeper>.Instance);
        await rivals.WeLeadAsync();
    }

    public async ValueTask DisposeAsync()
    {
        keeper.Dispose();
        rivals.Dispose();
        await shop.DisposeAsync();
        await lab.DisposeAsync();
    }

    [Fact]
    public async Task What_is_at_work_is_renewed_under_its_fence_and_nothing_else_is()
    {
        await keeper.KeepAsync(default);
        Assert.Empty(Renewals);

        var asked = await AtWorkAsync();
        await keeper.KeepAsync(default);
        Assert.Equal(new ClusterCommand.RenewLease("cluster", asked.Id, asked.Phase.Underway!.Fence), Assert.Single(Renewals));

        await shop.FinishAsync(asked.Id, 101);
        await keeper.KeepAsync(default);
        Assert.Single(Renewals);
    }

    [Fact]
    public async Task A_replica_that_leads_no_more_and_one_that_has_not_taken_it_up_renew_nothing()
    {
        await AtWorkAsync();
        await using var replica = shop.Replica();
        await replica.Runner.ResumeAsync(default);
        using var other = new LockKeeper(replica.Runner, replica.Acts, Leadership.Alone, NullLogger<LockKeeper>.Instance);
        await other.KeepAsync(default);
        Assert.Empty(Renewals);

        rivals.WeSleep();
        await keeper.KeepAsync(default);
        Assert.Empty(Renewals);
    }

    [Fact]
    public async Task A_lock_that_somebody_else_holds_by_now_ends_the_work_and_takes_our_marks_off()
    {
        var asked = await AtWorkAsync();
        shop.Cluster.Instead = c => c is ClusterCommand.RenewLease ? new CommandOutcome.HeldBy("M-77") : null;
        await keeper.KeepAsync(default);
        shop.Cluster.Instead = _ => null;

        var ended = Assert.IsType<Phase.RolledBack>((await shop.FinishAsync(asked.Id, 101)).Phase);
        Assert.Contains("M-77", ended.Why, StringComparison.Ordinal);
        Assert.Equal(0, shop.Cluster.Reboots);
        Assert.Equal("", shop.Cluster.Residue);
    }

    [Fact]
    public async Task One_that_cannot_be_renewed_is_told_to_nobody_and_renewed_when_it_can_be()
    {
        var asked = await AtWorkAsync();
        shop.Cluster.Instead = c => c is ClusterCommand.RenewLease ? new CommandOutcome.Unavailable("503") : null;
        await keeper.KeepAsync(default);
        Assert.Equal(JournalJson.Write(asked), JournalJson.Write((await shop.Journal.FindAsync(asked.Id, default))!));

        shop.Cluster.Instead = _ => null;
        await keeper.KeepAsync(default);
        Assert.Equal(2, Renewals.Count);
    }

    private List<ClusterCommand.RenewLease> Renewals => [.. shop.Cluster.Acts.OfType<ClusterCommand.RenewLease>()];

    // Drained, and waiting for its reboot.
    private async Task<MaintenanceRecord> AtWorkAsync()
    {
        shop.Cluster.Agent = false;
        var asked = await shop.RequestAsync();
        await shop.Runner.LookAsync(default);
        shop.Cluster.Agent = true;
        var record = (await shop.Journal.FindAsync(asked.Id, default))!;
        Assert.IsType<Phase.Rebooting>(record.Phase);
        return record;
    }
}
