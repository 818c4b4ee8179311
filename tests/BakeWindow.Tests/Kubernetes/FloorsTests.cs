using BakeWindow.Core.Cluster;
using BakeWindow.Core.Maintenance;
using BakeWindow.Kubernetes;
using BakeWindow.Kubernetes.Rbac;
using k8s;
using k8s.Models;

namespace BakeWindow.Tests.Kubernetes;

/// <summary>Floors: made, adopted, closed, opened, healed, given back; and never two.</summary>
public sealed class FloorsTests
{
    private static readonly Dictionary<string, bool> Closed = new() { ["alpha-baker"] = false };
    private static readonly Dictionary<string, bool> Open = new() { ["alpha-baker"] = true };

    [Fact]
    public async Task Where_none_is_one_is_made_and_it_holds_at_once()
    {
        await using var lab = await Lab.StartAsync();
        Assert.Equal("made", Assert.IsType<FloorOutcome.Changed>(await SyncAsync(lab, Closed)).What);

        var budget = Assert.Single(await lab.BudgetsAsync());
        Assert.Equal(("bakewindow-alpha-baker", "bakewindow", "alpha-baker"), (budget.Metadata.Name, budget.Metadata.Labels[Mark.ManagedBy], budget.Metadata.Annotations[Mark.Workload]));
        Assert.Equal("baker", budget.Spec.Selector.MatchLabels["app"]);
        Assert.Equal(429, await EvictAsync(lab));
        Assert.IsType<FloorOutcome.Kept>(await SyncAsync(lab, Closed));
    }

    [Fact]
    public async Task Closing_is_in_force_although_the_disruption_controller_sleeps()
    {
        await using var lab = await Lab.StartAsync();
        await SyncAsync(lab, Open);
        lab.Cluster.HoldDisruptionController(true);
        await SyncAsync(lab, Closed);

        Assert.Equal(429, await EvictAsync(lab));
    }

    [Fact]
    public async Task Opening_is_not_said_to_be_in_force_while_the_disruption_controller_sleeps()
    {
        await using var lab = await Lab.StartAsync();
        await SyncAsync(lab, Closed);
        await lab.BeginAsync();
        lab.Cluster.HoldDisruptionController(true);
        Assert.Contains("has not seen", (await lab.DoAsync<CommandOutcome.Unavailable>(new ClusterCommand.OpenFloor("node-1", "M-1", ["alpha-baker"]))).Why);

        lab.Cluster.HoldDisruptionController(false);
        await lab.DoAsync<CommandOutcome.Done>(new ClusterCommand.OpenFloor("node-1", "M-1", ["alpha-baker"]));
    }

    [Fact]
    public async Task What_the_controller_said_about_an_older_floor_counts_for_nothing()
    {
        await using var lab = await Lab.StartAsync();
        await SyncAsync(lab, Open);
        await lab.BeginAsync();
        lab.Cluster.HoldDisruptionController(true);
        await SyncAsync(lab, Closed);

        // Its status still allows a disruption, from the first opening; the API refuses every eviction all the same.
        Assert.Equal(1, Assert.Single(await lab.BudgetsAsync()).Status.DisruptionsAllowed);
        Assert.Contains("has not seen", (await lab.DoAsync<CommandOutcome.Unavailable>(new ClusterCommand.OpenFloor("node-1", "M-1", ["alpha-baker"]))).Why);
    }

    [Fact]
    public async Task One_that_is_there_is_adopted_and_given_back_as_its_owner_wants_it()
    {
        await using var lab = await Lab.StartAsync();
        await lab.BringBudgetAsync("chart", new V1PodDisruptionBudgetSpec { MinAvailable = "50%", Selector = Select("baker") });

        Assert.Equal("adopted", Assert.IsType<FloorOutcome.Changed>(await SyncAsync(lab, Closed)).What);
        Assert.Equal(429, await EvictAsync(lab));
        Assert.Equal("opened", Assert.IsType<FloorOutcome.Changed>(await SyncAsync(lab, Open)).What);
        Assert.Equal(("1", null), Says(Assert.Single(await lab.BudgetsAsync())));

        Assert.Equal("given back", Assert.IsType<FloorOutcome.Changed>(await lab.Floors.ReleaseAsync(lab.Baker, default)).What);
        var budget = Assert.Single(await lab.BudgetsAsync());
        Assert.Equal((null, "50%", null), (budget.Spec.MaxUnavailable?.Value, budget.Spec.MinAvailable?.Value, budget.Spec.UnhealthyPodEvictionPolicy));
        Assert.False(budget.Metadata.Annotations?.ContainsKey(Mark.Former) ?? false);
    }

    [Fact]
    public async Task What_others_change_is_healed_and_what_the_owner_wants_now_is_what_he_gets_back()
    {
        await using var lab = await Lab.StartAsync();
        await lab.BringBudgetAsync("chart", new V1PodDisruptionBudgetSpec { MaxUnavailable = 1, Selector = Select("baker") });
        await SyncAsync(lab, Closed);
        await PatchAsync(lab, "chart", """{"spec":{"maxUnavailable":2}}""");
        Assert.Equal("closed", Assert.IsType<FloorOutcome.Changed>(await SyncAsync(lab, Closed)).What);
        Assert.Equal(("0", null), Says(Assert.Single(await lab.BudgetsAsync())));

        await lab.Floors.ReleaseAsync(lab.Baker, default);
        Assert.Equal(("2", null), Says(Assert.Single(await lab.BudgetsAsync())));
    }

    [Fact]
    public async Task One_of_our_own_is_healed_whole()
    {
        await using var lab = await Lab.StartAsync();
        await SyncAsync(lab, Closed);
        await PatchAsync(lab, "bakewindow-alpha-baker", """{"spec":{"maxUnavailable":1,"selector":{"matchLabels":{"app":"nothing","x":"y"}}}}""");
        await SyncAsync(lab, Closed);

        var budget = Assert.Single(await lab.BudgetsAsync());
        Assert.Equal(("0", null), Says(budget));
        Assert.Equal([new KeyValuePair<string, string>("app", "baker")], budget.Spec.Selector.MatchLabels);
        Assert.Equal(429, await EvictAsync(lab));
    }

    [Fact]
    public async Task When_somebody_brings_his_own_ours_makes_room()
    {
        await using var lab = await Lab.StartAsync();
        await SyncAsync(lab, Closed);
        await lab.BringBudgetAsync("chart", new V1PodDisruptionBudgetSpec { MaxUnavailable = 1, Selector = Select("baker") });
        Assert.Equal(500, await EvictAsync(lab));

        await SyncAsync(lab, Closed);
        Assert.Equal(["chart"], (await lab.BudgetsAsync()).Select(b => b.Metadata.Name));
        Assert.Equal(429, await EvictAsync(lab));
    }

    [Fact]
    public async Task Two_of_others_are_a_problem_and_stay_as_they_are()
    {
        await using var lab = await Lab.StartAsync();
        await lab.BringBudgetAsync("a", new V1PodDisruptionBudgetSpec { MaxUnavailable = 1, Selector = Select("baker") });
        await lab.BringBudgetAsync("b", new V1PodDisruptionBudgetSpec { MinAvailable = 0, Selector = new V1LabelSelector() });
        var before = (await lab.BudgetsAsync()).Select(b => b.Metadata.ResourceVersion).ToList();

        Assert.Contains("tezos/a, tezos/b", Assert.IsType<FloorOutcome.Problem>(await SyncAsync(lab, Closed)).Why);
        Assert.Equal(before, (await lab.BudgetsAsync()).Select(b => b.Metadata.ResourceVersion));
    }

    [Fact]
    public async Task A_shared_budget_opens_when_it_may_for_all()
    {
        await using var lab = await Lab.StartAsync([Workloads.Of("alpha-baker", "app=baker"), Workloads.Of("alpha-node", "app=node")]);
        lab.Cluster.AddStatefulSet("tezos", "node", Lab.Map("app", "node"));
        await lab.UntilAsync(lab.IsQuietAsync);
        await lab.BringBudgetAsync("all", new V1PodDisruptionBudgetSpec { MaxUnavailable = 1, Selector = new V1LabelSelector() });

        await lab.Floors.SyncAsync(new Dictionary<string, bool> { ["alpha-baker"] = true, ["alpha-node"] = false }, default);
        Assert.Equal(("0", null), Says(Assert.Single(await lab.BudgetsAsync())));
        await lab.Floors.SyncAsync(new Dictionary<string, bool> { ["alpha-baker"] = true, ["alpha-node"] = true }, default);
        Assert.Equal(("1", null), Says(Assert.Single(await lab.BudgetsAsync())));
    }

    [Fact]
    public async Task Where_one_floor_could_not_be_closed_no_other_is_opened()
    {
        await using var lab = await Lab.StartAsync([Workloads.Of("alpha-baker", "app=baker"), Workloads.Of("alpha-node", "app=node")]);
        await lab.Floors.SyncAsync(new Dictionary<string, bool>(), default);
        lab.Wire.Fate = r => r.RequestUri!.Query.Contains("app%3Dnode", StringComparison.Ordinal) ? Mishap.Broken : Mishap.None;

        var outcomes = await lab.Floors.SyncAsync(new Dictionary<string, bool> { ["alpha-baker"] = true }, default);
        Assert.All(outcomes.Values, o => Assert.IsType<FloorOutcome.Unavailable>(o));
        Assert.All(await lab.BudgetsAsync(), b => Assert.Equal(("0", null), Says(b)));
    }

    [Fact]
    public async Task Over_bare_pods_an_open_floor_lets_one_go()
    {
        await using var lab = await Lab.StartAsync([Workloads.Of("alpha-baker", "app=bare")]);
        await lab.Admin.CoreV1.CreateNamespacedPodAsync(
            new V1Pod
            {
                ApiVersion = "v1",
                Kind = "Pod",
                Metadata = new V1ObjectMeta { Name = "bare", NamespaceProperty = "tezos", Labels = Lab.Map("app", "bare") },
                Spec = new V1PodSpec { NodeName = "node-1", Containers = [new V1Container { Name = "c", Image = "registry.example.test/c:1" }] },
            },
            "tezos");
        await lab.UntilAsync(lab.IsQuietAsync);

        await SyncAsync(lab, Closed);
        Assert.Equal(429, await EvictAsync(lab, "bare"));
        await SyncAsync(lab, Open);
        Assert.Equal(201, await EvictAsync(lab, "bare"));
    }

    [Fact]
    public async Task What_is_not_asked_to_be_open_is_closed()
    {
        await using var lab = await Lab.StartAsync();
        await SyncAsync(lab, Open);
        await SyncAsync(lab, []);
        Assert.Equal(("0", null), Says(Assert.Single(await lab.BudgetsAsync())));
    }

    [Theory]
    [InlineData(nameof(Mishap.NotSent))]
    [InlineData(nameof(Mishap.AnswerLost))]
    [InlineData(nameof(Mishap.Broken))]
    [InlineData(nameof(Mishap.Overload))]
    public async Task An_error_never_opens_a_floor(string mishap)
    {
        await using var lab = await Lab.StartAsync();
        await SyncAsync(lab, Closed);
        lab.Wire.Fate = _ => Enum.Parse<Mishap>(mishap);

        Assert.IsType<FloorOutcome.Unavailable>(await SyncAsync(lab, Closed));
        Assert.Equal(("0", null), Says(Assert.Single(await lab.BudgetsAsync())));
        Assert.Equal(429, await EvictAsync(lab));
    }

    [Fact]
    public async Task A_missing_right_is_named()
    {
        await using var lab = await Lab.StartAsync(workloads: null, RbacRole.Protect);
        Assert.Contains("bakewindow-protect", Assert.IsType<FloorOutcome.Refused>(await SyncAsync(lab, Closed)).Why);
    }

    [Fact]
    public async Task Ours_is_deleted_when_it_is_released()
    {
        await using var lab = await Lab.StartAsync();
        await SyncAsync(lab, Closed);
        Assert.Equal("deleted", Assert.IsType<FloorOutcome.Changed>(await lab.Floors.ReleaseAsync(lab.Baker, default)).What);
        Assert.Empty(await lab.BudgetsAsync());
    }

    private static async Task<FloorOutcome> SyncAsync(Lab lab, Dictionary<string, bool> open) => (await lab.Floors.SyncAsync(open, default))["alpha-baker"];

    private static (string? Max, string? Min) Says(V1PodDisruptionBudget budget) => (budget.Spec.MaxUnavailable?.Value, budget.Spec.MinAvailable?.Value);

    private static V1LabelSelector Select(string app) => new() { MatchLabels = Lab.Map("app", app) };

    private static Task<V1PodDisruptionBudget> PatchAsync(Lab lab, string name, string patch) =>
        lab.Admin.PolicyV1.PatchNamespacedPodDisruptionBudgetAsync(new V1Patch(patch, V1Patch.PatchType.MergePatch), name, "tezos");

    // What anybody else's eviction of the baker would be answered; nothing is evicted.
    private static async Task<int> EvictAsync(Lab lab, string pod = "baker-0")
    {
        try
        {
            await lab.Admin.CoreV1.CreateNamespacedPodEvictionAsync(
                new V1Eviction
                {
                    ApiVersion = "policy/v1",
                    Kind = "Eviction",
                    Metadata = new V1ObjectMeta { Name = pod, NamespaceProperty = "tezos" },
                    DeleteOptions = new V1DeleteOptions { DryRun = ["All"] },
                },
                pod, "tezos");
            return 201;
        }
        catch (k8s.Autorest.HttpOperationException e)
        {
            return (int)e.Response.StatusCode;
        }
    }
}
