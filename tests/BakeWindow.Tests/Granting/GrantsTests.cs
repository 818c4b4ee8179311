using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;
using BakeWindow.Kubernetes.Granting;
using BakeWindow.Tests.Compat;
using BakeWindow.Tests.Kubernetes;
using BakeWindow.Tests.Kubernetes.Dialects;
using BakeWindow.Tests.Web;
using BakeWindow.Web.Granting;
using k8s;

namespace BakeWindow.Tests.Granting;

/// <summary>A yes is a lock: on the Lease, on the board, and until the node is back.</summary>
public sealed class GrantsTests : IAsyncLifetime
{
    private const string Client = "fleetlock";

    private NeighbourStage stage = null!;
    private Grants grants = null!;

    public async ValueTask InitializeAsync()
    {
        stage = await NeighbourStage.StartAsync();
        grants = LockService.NewGrants(stage);
    }

    public async ValueTask DisposeAsync()
    {
        grants.Dispose();
        await stage.DisposeAsync();
    }

    [Fact]
    public async Task A_yes_closes_the_gate_for_the_rest_of_the_domain_and_not_for_the_node_itself()
    {
        Assert.IsType<Verdict.Allowed>(await AskAsync("node-2"));

        Assert.Equal(ReasonCode.AnotherMaintenance, Gate("node-1").Reason);
        Assert.IsType<Verdict.Allowed>(Gate("node-2"));
        Assert.IsType<CommandOutcome.HeldBy>(await stage.Lab.DoAsync(new ClusterCommand.TakeLease(Lab.Domain, "M-1")));
    }

    [Fact]
    public async Task Where_a_maintenance_of_ours_holds_the_lock_the_answer_is_no()
    {
        await stage.Lab.DoAsync<CommandOutcome.LeaseTaken>(new ClusterCommand.TakeLease(Lab.Domain, "M-1"));
        var no = Assert.IsType<Verdict.Held>(await AskAsync("node-1"));

        Assert.Equal(ReasonCode.AnotherMaintenance, no.Reason);
        Assert.Contains("M-1", no.Message, StringComparison.Ordinal);
        Assert.Empty(stage.Shop.Board.Now.Foreign);
    }

    [Theory]
    [InlineData(nameof(Mishap.Broken))]
    [InlineData(nameof(Mishap.NotSent))]
    [InlineData(nameof(Mishap.AnswerLost))]
    public async Task Where_the_lock_cannot_be_taken_for_sure_the_answer_is_that_it_cannot_be_known(string mishap)
    {
        stage.Lab.Wire.Fate = r => r.Method == HttpMethod.Get ? Mishap.None : Enum.Parse<Mishap>(mishap);
        Assert.IsType<Verdict.CannotKnow>(await AskAsync("node-1"));
    }

    [Fact]
    public async Task A_window_that_closes_while_the_lock_is_taken_is_no_and_the_lock_is_given_back()
    {
        stage.Lab.Wire.Fate = r =>
        {
            if (r.Method == HttpMethod.Post)
            {
                stage.Shop.Reach(900);
                stage.SeeClusterAsync().GetAwaiter().GetResult();
            }

            return Mishap.None;
        };
        Assert.IsType<Verdict.Held>(await AskAsync("node-1"));
        Assert.Equal("", await HolderAsync());
        Assert.Empty(grants.Held);
    }

    [Fact]
    public async Task A_restart_and_another_replica_know_of_it()
    {
        await AskAsync("node-2");
        var replica = stage.Shop.Replica();
        replica.Board.Update(w => w with { Foreign = [] });
        using var other = LockService.NewGrants(stage, replica.Board);
        await other.LookAsync(default);

        Assert.Equal("node-2", Assert.Single(replica.Board.Now.Foreign).Node);
        Assert.IsType<Verdict.Held>(await other.AskAsync("node-1", Client, null, default));
        Assert.Null(await other.GiveBackAsync("node-2", Client, default));
        await grants.LookAsync(default);
        Assert.NotNull(Assert.Single(grants.Held).DoneSince);
        await replica.DisposeAsync();
    }

    [Fact]
    public async Task It_goes_only_when_the_node_is_back_Ready_schedulable_and_said_to_be_done()
    {
        await AskAsync("node-2");
        await stage.RebootAsync("node-2");
        await grants.LookAsync(default);
        Assert.Single(grants.Held);

        await stage.Lab.Calls().CordonAsync("node-2", true);
        await stage.SeeClusterAsync();
        Assert.Null(await grants.GiveBackAsync("node-2", Client, default));
        Assert.Single(grants.Held);

        await stage.Lab.Calls().CordonAsync("node-2", false);
        await stage.SeeClusterAsync();
        await grants.LookAsync(default);
        Assert.Empty(grants.Held);
        Assert.Equal("", await HolderAsync());
    }

    [Fact]
    public async Task Given_back_without_a_reboot_it_goes_when_the_kubelet_has_had_time_to_tell()
    {
        await AskAsync("node-2");
        await grants.GiveBackAsync("node-2", Client, default);
        Assert.Single(grants.Held);
        stage.Shop.Clock.Advance(TimeSpan.FromMinutes(2));
        await grants.LookAsync(default);
        Assert.Empty(grants.Held);
    }

    [Fact]
    public async Task A_host_that_never_comes_back_does_not_hold_the_domain_for_ever_and_that_is_an_alarm()
    {
        await AskAsync("node-2");
        stage.Shop.Clock.Advance(TimeSpan.FromMinutes(59));
        await grants.LookAsync(default);
        Assert.Single(grants.Held);
        stage.Shop.Clock.Advance(TimeSpan.FromMinutes(2));
        await grants.LookAsync(default);

        Assert.Empty(grants.Held);
        Assert.Equal(1, grants.Overdue);
        Assert.Equal("grant-taken-back", (await stage.Shop.Audit.ListAsync(1, default))[0].Note.Kind);
    }

    [Fact]
    public async Task A_node_that_is_gone_holds_nothing()
    {
        await AskAsync("node-2");
        stage.Shop.Board.Update(w => w with { Cluster = w.Cluster! with { Nodes = w.Cluster.Nodes.Where(n => n.Key != "node-2").ToDictionary() } });
        await grants.LookAsync(default);
        Assert.Empty(grants.Held);
    }

    [Fact]
    public async Task While_the_cluster_is_not_seen_or_the_Leases_cannot_be_read_it_stays()
    {
        await AskAsync("node-2");
        stage.Shop.Clock.Advance(TimeSpan.FromHours(2));
        stage.Shop.Board.Update(w => w with { Cluster = w.Cluster! with { Connected = false } });
        await grants.LookAsync(default);
        Assert.Single(grants.Held);

        stage.Lab.Wire.Fate = _ => Mishap.NotSent;
        await Assert.ThrowsAnyAsync<Exception>(() => grants.LookAsync(default));
        Assert.Single(grants.Held);
        Assert.NotNull(await grants.GiveBackAsync("node-2", Client, default));
    }

    private Task<Verdict> AskAsync(string node) => grants.AskAsync(node, Client, null, default);

    private Verdict Gate(string node) => Gatekeeper.Decide(stage.Shop.Board.Now, new GateRequest { Node = node }, stage.Shop.Clock.GetUtcNow());

    private async Task<string?> HolderAsync() => Assert.Single((await stage.Lab.Admin.CoordinationV1.ListNamespacedLeaseAsync("bakewindow")).Items).Spec.HolderIdentity;
}
