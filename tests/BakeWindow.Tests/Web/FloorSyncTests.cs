using BakeWindow.Core.Cluster;
using BakeWindow.Core.Maintenance;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Tests.Maintenance;
using BakeWindow.Tests.Kubernetes;
using BakeWindow.Web.Maintaining;
using Microsoft.Extensions.Logging.Abstractions;

namespace BakeWindow.Tests.Web;

/// <summary>The real floors in a simulated cluster behind real HTTP; the world and its clock are moved by hand. The baker's own block is level 1,000; levels are six seconds.</summary>
public sealed class FloorSyncTests : IAsyncLifetime
{
    private static readonly Policy TicketHoldersOnly = new() { Access = WindowAccess.Ticketed, ApprovedUpToBudget = 0.05 };

    private Lab lab = null!;
    private Workshop shop = null!;
    private FloorSync sync = null!;

    public async ValueTask InitializeAsync()
    {
        lab = await Lab.StartAsync();
        shop = await Workshop.OpenAsync();
        sync = new FloorSync(shop.Board, shop.Runner, lab.Floors, Leadership.Alone, shop.Clock, NullLogger<FloorSync>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        sync.Dispose();
        await shop.DisposeAsync();
        await lab.DisposeAsync();
    }

    [Fact]
    public async Task A_floor_is_open_in_a_window_closed_when_a_right_comes_near_and_open_again_after_it()
    {
        Assert.True(await IsOpenAtAsync(100));
        // Twelve minutes are 120 levels; the guard and warming up take ten each.
        Assert.True(await IsOpenAtAsync(858));
        Assert.False(await IsOpenAtAsync(880));
        Assert.False(await IsOpenAtAsync(1_000));
        Assert.False(await IsOpenAtAsync(1_001));
        Assert.True(await IsOpenAtAsync(1_003));
    }

    [Fact]
    public async Task When_no_head_comes_any_more_time_alone_closes_it()
    {
        Assert.True(await IsOpenAtAsync(100));

        shop.Clock.Advance(TimeSpan.FromMinutes(10));
        await sync.LookAsync(default);

        Assert.False(await IsOpenAsync());
    }

    [Fact]
    public async Task When_the_cluster_is_not_being_seen_it_is_closed_all_the_same()
    {
        Assert.True(await IsOpenAtAsync(100));

        shop.Board.Update(w => w with { Cluster = w.Cluster! with { Connected = false } });
        await sync.LookAsync(default);

        Assert.False(await IsOpenAsync());
    }

    [Fact]
    public async Task What_a_killed_process_left_open_is_closed_before_anything_is_known()
    {
        Assert.True(await IsOpenAtAsync(100));
        shop.Board.Update(w => w with { Chain = null, Cluster = ClusterView.Unseen });

        using var next = new FloorSync(shop.Board, shop.Runner, lab.Floors, Leadership.Alone, shop.Clock, NullLogger<FloorSync>.Instance);
        await next.LookAsync(default);

        Assert.False(await IsOpenAsync());
    }

    [Fact]
    public async Task A_drain_of_ours_holds_it_open_and_an_empty_node_closes_it()
    {
        await SeeAsync(100, TicketHoldersOnly);
        await sync.LookAsync(default);
        Assert.False(await IsOpenAsync());

        var model = shop.Execute;
        shop.Execute = (command, ct) => command is ClusterCommand.EvictPods ? Task.FromResult<CommandOutcome>(new CommandOutcome.Evicted([new PodName("tezos", "baker-0")], [])) : model(command, ct);
        var asked = await shop.RequestAsync();
        await shop.Runner.LookAsync(default);
        Assert.IsType<Phase.Draining>(Assert.Single(shop.Runner.Open).Phase);
        await sync.LookAsync(default);
        Assert.True(await IsOpenAsync());

        shop.Execute = model;
        await shop.Runner.LookAsync(default);
        Assert.IsType<Phase.Rebooting>(Assert.Single(shop.Runner.Open).Phase);
        await sync.LookAsync(default);
        Assert.False(await IsOpenAsync());

        shop.Board.Update(w => w with { Workloads = [Worlds.Workload] });
        await shop.FinishAsync(asked.Id, 101);
        await SeeAsync(400, TicketHoldersOnly);
        await sync.LookAsync(default);
        Assert.False(await IsOpenAsync());
    }

    [Fact]
    public async Task Nothing_changed_is_nothing_asked_but_for_a_look_every_half_minute()
    {
        Assert.True(await IsOpenAtAsync(100));
        lab.Wire.Requests.Clear();

        for (var i = 0; i < 200; i++)
        {
            await sync.LookAsync(default);
        }

        Assert.Empty(lab.Wire.Requests);
        var budget = Assert.Single(await lab.BudgetsAsync());
        budget.Spec.MaxUnavailable = 2;
        await k8s.PolicyV1OperationsExtensions.ReplaceNamespacedPodDisruptionBudgetAsync(lab.Admin.PolicyV1, budget, budget.Metadata.Name, "tezos");
        await IsOpenAtAsync(104);
        Assert.Equal("2", Assert.Single(await lab.BudgetsAsync()).Spec.MaxUnavailable.Value);
        await IsOpenAtAsync(105);
        Assert.Equal("1", Assert.Single(await lab.BudgetsAsync()).Spec.MaxUnavailable.Value);
    }

    [Fact]
    public async Task A_floor_that_could_not_be_closed_is_tried_again_soon_and_not_in_a_hot_loop()
    {
        Assert.True(await IsOpenAtAsync(100));
        lab.Wire.Requests.Clear();
        lab.Wire.Fate = r => r.Method == HttpMethod.Get ? Mishap.None : Mishap.Broken;
        await SeeAsync(900);
        for (var i = 0; i < 200; i++)
        {
            await sync.LookAsync(default);
        }

        Assert.Equal(1, lab.Wire.Writes);
        Assert.True(await IsOpenAsync());

        lab.Wire.Fate = _ => Mishap.None;
        shop.Clock.Advance(TimeSpan.FromSeconds(5));
        await sync.LookAsync(default);
        Assert.False(await IsOpenAsync());
    }

    [Fact]
    public async Task A_clean_stop_closes_it_also_when_the_host_has_no_patience_left()
    {
        await SeeAsync(100);
        await sync.StartAsync(default);
        for (var i = 0; i < 400 && !await IsOpenAsync(); i++)
        {
            await Task.Delay(10);
        }

        Assert.True(await IsOpenAsync());
        using var spent = new CancellationTokenSource();
        await spent.CancelAsync();
        await sync.StopAsync(spent.Token);

        Assert.False(await IsOpenAsync());
    }

    [Fact]
    public async Task Every_round_is_told_with_what_stands()
    {
        var rounds = new List<FloorRound>();
        sync.Synced += rounds.Add;
        Assert.True(await IsOpenAtAsync(100));
        Assert.False(await IsOpenAtAsync(900));

        Assert.Equal([true, false], rounds.Select(r => r.Wanted[lab.Baker.Name]));
        Assert.All(rounds, r => Assert.True(r.ClosedAsWanted));
        lab.Wire.Fate = _ => Mishap.Broken;
        await IsOpenAtAsync(910);
        Assert.False(rounds[^1].ClosedAsWanted);
    }

    [Fact]
    public async Task At_the_start_and_once_an_hour_it_lets_go_of_what_is_declared_no_more()
    {
        await new BakeWindow.Kubernetes.Floors(lab.Client, [Workloads.Of("former", "app=former")], shop.Clock).SyncAsync(new Dictionary<string, bool>(), default);
        await SeeAsync(100);
        await sync.LookAsync(default);

        Assert.Equal("bakewindow-alpha-baker", Assert.Single(await lab.BudgetsAsync()).Metadata.Name);
    }

    // The world at a level: the chain and clock there, and the pods as they are in the simulated cluster.
    private async Task SeeAsync(int level, Policy? policy = null)
    {
        shop.Reach(level, policy: policy);
        var pods = await lab.PodsAsync();
        shop.Board.Update(w => w with { Workloads = [lab.Baker], Cluster = w.Cluster! with { Pods = pods } });
    }

    private async Task<bool> IsOpenAtAsync(int level)
    {
        await SeeAsync(level);
        await sync.LookAsync(default);
        return await IsOpenAsync();
    }

    private async Task<bool> IsOpenAsync() => (await lab.BudgetsAsync()).SingleOrDefault()?.Spec.MaxUnavailable.Value is not (null or "0");
}
