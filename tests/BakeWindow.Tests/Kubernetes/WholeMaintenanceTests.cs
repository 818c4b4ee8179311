using BakeWindow.Core.Maintenance;
using k8s;
using k8s.Models;

namespace BakeWindow.Tests.Kubernetes;

/// <summary>Core's machine and this room together: the outcomes mean what the machine takes them for, wherever the process dies.</summary>
public sealed class WholeMaintenanceTests
{
    private static readonly Dictionary<string, bool> Closed = new() { ["alpha-baker"] = false };

    [Fact]
    public async Task Killed_at_every_action_it_completes_and_leaves_nothing()
    {
        var whole = await RunAsync(null);
        Assert.InRange(whole.Actions, 25, 80);
        for (var at = 0; at < whole.Actions; at++)
        {
            await RunAsync(at);
        }

        static async Task<Journey> RunAsync(int? killAt)
        {
            await using var lab = await Lab.StartAsync();
            await lab.Floors.SyncAsync(Closed, default);
            var journey = new Journey(lab) { KillAt = killAt };
            await journey.RunAsync(200);

            Assert.True(journey.Phase is Phase.Completed, $"killed at {killAt} it ended as {journey.Phase}");
            Assert.Equal(1, journey.Reboots);
            await AssertNothingLeftAsync(lab, $"killed at {killAt}");
            return journey;
        }
    }

    public static TheoryData<string> Actions => [.. ActionJourneys.All.Keys];

    [Theory]
    [MemberData(nameof(Actions))]
    public async Task Every_action_completes_with_the_proof_and_leaves_nothing(string does)
    {
        var whole = await WholeAsync(does, null);
        Assert.True(whole.Actions > 8, $"only {whole.Actions} places to die at");
    }

    [Theory]
    [InlineData("drain")]
    [InlineData("let")]
    [InlineData("restart")]
    [InlineData("release OnDelete")]
    [InlineData("release partition")]
    public async Task Killed_anywhere_every_action_goes_on_and_leaves_nothing(string does)
    {
        var whole = await WholeAsync(does, null);
        for (var at = 0; at < whole.Actions; at++)
        {
            await WholeAsync(does, at);
        }
    }

    private static async Task<Journey> WholeAsync(string does, int? killAt)
    {
        await using var lab = await Lab.StartAsync();
        await lab.Floors.SyncAsync(Closed, default);
        var (action, before) = ActionJourneys.All[does];
        await before(lab);
        var generation = (await lab.SetAsync()).Metadata.Generation;
        var first = (await lab.PodsAsync()).Single().Uid;
        var partition = (await lab.SetAsync()).Spec.UpdateStrategy?.RollingUpdate?.Partition;
        var journey = new Journey(lab, action) { KillAt = killAt };
        await journey.RunAsync(300);

        Assert.True(journey.Phase is Phase.Completed { Receipt: { Attested: true, Outage: not null } }, $"{does} killed at {killAt} ended as {journey.Phase}");
        Assert.NotEqual(first, (await lab.PodsAsync()).Single().Uid);
        Assert.Equal(action.OnNode is null ? 0 : 1, journey.Reboots);
        var set = await lab.SetAsync();
        Assert.Equal(partition, set.Spec.UpdateStrategy?.RollingUpdate?.Partition);
        Assert.True(action is not MaintenanceAction.RestartWorkload || set.Metadata.Generation == generation + 1, $"{does} killed at {killAt} restarted more than once");
        Assert.DoesNotContain(set.Metadata.Annotations?.Keys ?? [], k => k.StartsWith("bakewindow.io/", StringComparison.Ordinal));
        await AssertNothingLeftAsync(lab, $"{does} killed at {killAt}");
        return journey;
    }

    [Fact]
    public async Task A_pod_whose_disk_is_on_the_node_comes_back_there()
    {
        await using var lab = await Lab.StartAsync();
        await lab.Admin.AppsV1.DeleteNamespacedStatefulSetAsync("baker", "tezos");
        await lab.UntilAsync(async () => (await lab.PodsAsync()).Count == 0);
        lab.Cluster.AddStatefulSet("tezos", "baker", Lab.Map("app", "baker"), pinnedTo: ["node-1"]);
        await lab.UntilAsync(lab.IsQuietAsync);
        var journey = new Journey(lab);
        await journey.RunAsync(200);

        Assert.IsType<Phase.Completed>(journey.Phase);
        Assert.Equal("node-1", (await lab.PodsAsync()).Single().Node);
        await AssertNothingLeftAsync(lab, "pinned");
    }

    [Fact]
    public async Task Two_budgets_of_others_roll_it_back_untouched()
    {
        await using var lab = await Lab.StartAsync();
        foreach (var name in new[] { "a", "b" })
        {
            await lab.BringBudgetAsync(name, new V1PodDisruptionBudgetSpec { MaxUnavailable = 1, Selector = new V1LabelSelector() });
        }

        var journey = new Journey(lab);
        await journey.RunAsync(200);

        Assert.Contains("tezos/a, tezos/b", Assert.IsType<Phase.RolledBack>(journey.Phase).Why);
        Assert.Equal(0, journey.Reboots);
        Assert.All(await lab.BudgetsAsync(), b => Assert.Equal(("1", null), (b.Spec.MaxUnavailable.Value, b.Metadata.Annotations)));
        Assert.Null((await lab.NodeAsync()).Spec.Unschedulable);
        Assert.Null(await lab.MarkAsync());
    }

    private static async Task AssertNothingLeftAsync(Lab lab, string when)
    {
        var node = await lab.NodeAsync();
        Assert.True(node.Spec.Unschedulable is null, $"{when} the node stayed cordoned");
        Assert.DoesNotContain(node.Metadata.Annotations.Keys, k => k.StartsWith("bakewindow.io/", StringComparison.Ordinal));
        Assert.Equal("0", Assert.Single(await lab.BudgetsAsync()).Spec.MaxUnavailable?.Value);
        Assert.Equal("", Assert.Single((await lab.Admin.CoordinationV1.ListNamespacedLeaseAsync("bakewindow")).Items).Spec.HolderIdentity);
    }
}
