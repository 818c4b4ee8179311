using System.Text.Json.Nodes;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Dialects;
using BakeWindow.Kubernetes.Dialects.NodeMaintenance;
using BakeWindow.Kubernetes.Rbac;
using k8s;
using k8s.Models;

namespace BakeWindow.Tests.Kubernetes;

/// <summary>medik8s' operator empties the nodes of BakeWindow's maintenances.</summary>
public sealed class NodeMaintenanceExecutorTests
{
    private const string Name = "bakewindow-m-1";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_maintenance_completes_by_the_operators_hand_alone_and_the_node_is_as_it_was(bool cordonedBefore)
    {
        await using var lab = await StartAsync();
        if (cordonedBefore)
        {
            await lab.Admin.CoreV1.PatchNodeAsync(new V1Patch("""{"spec":{"unschedulable":true}}""", V1Patch.PatchType.MergePatch), "node-1");
        }

        var journey = new Journey(lab) { Neighbours = MedikStage.Operator(lab) };
        await journey.RunAsync(200);

        Assert.IsType<Phase.Completed>(journey.Phase);
        Assert.Equal(1, journey.Reboots);
        Assert.DoesNotContain(lab.Wire.Requests, r => r.Path.EndsWith("/eviction", StringComparison.Ordinal));
        Assert.Equal(cordonedBefore ? true : null, (await lab.NodeAsync()).Spec.Unschedulable);
        Assert.Null(await lab.MarkAsync());
        Assert.Null(await FindAsync(lab));
        Assert.Null(await LeaseAsync(lab));
    }

    [Theory]
    [InlineData("reboot")]
    [InlineData("drain")]
    public async Task Killed_anywhere_it_goes_on_and_leaves_nothing(string does)
    {
        var whole = await RunAsync(null);
        Assert.True(whole.Actions > 20, $"only {whole.Actions} places to die at");
        for (var at = 0; at < whole.Actions; at++)
        {
            await RunAsync(at);
        }

        async Task<Journey> RunAsync(int? killAt)
        {
            await using var lab = await StartAsync();
            var journey = new Journey(lab, ActionJourneys.All[does].Action) { KillAt = killAt, Neighbours = MedikStage.Operator(lab) };
            await journey.RunAsync(300);
            Assert.True(journey.Phase is Phase.Completed, $"killed at {killAt} it ended as {journey.Phase}");
            Assert.Equal(1, journey.Reboots);
            Assert.Null((await lab.NodeAsync()).Spec.Unschedulable);
            Assert.Null(await lab.MarkAsync());
            Assert.Null(await FindAsync(lab));
            return journey;
        }
    }

    [Fact]
    public async Task What_the_operator_can_not_empty_in_time_is_rolled_back_and_the_node_given_back()
    {
        await using var lab = await StartAsync();
        lab.Cluster.AddStatefulSet("other", "web", Lab.Map("app", "web"), pinnedTo: ["node-1"]);
        await lab.UntilAsync(lab.IsQuietAsync);
        await lab.Admin.PolicyV1.CreateNamespacedPodDisruptionBudgetAsync(
            new V1PodDisruptionBudget { Metadata = new V1ObjectMeta { Name = "web" }, Spec = new V1PodDisruptionBudgetSpec { MaxUnavailable = 0, Selector = new V1LabelSelector { MatchLabels = Lab.Map("app", "web") } } }, "other");
        var journey = new Journey(lab) { Neighbours = MedikStage.Operator(lab) };
        await journey.RunAsync(200);

        Assert.Equal(EndCode.BudgetNeverAllows, Assert.IsType<Phase.RolledBack>(journey.Phase).Code);
        Assert.Equal(0, journey.Reboots);
        Assert.Null(await FindAsync(lab));
        Assert.Null(await LeaseAsync(lab));
        Assert.Null((await lab.NodeAsync()).Spec.Unschedulable);
        Assert.Null(await lab.MarkAsync());
    }

    [Fact]
    public async Task It_is_made_with_the_mark_of_the_node_when_the_floor_is_open_and_BakeWindows_Lease_is_gone()
    {
        await using var lab = await StartAsync();
        await lab.Admin.CoordinationV1.CreateNamespacedLeaseAsync(
            new V1Lease { Metadata = new V1ObjectMeta { Name = "node-node-1" }, Spec = new V1LeaseSpec { HolderIdentity = "bakewindow" } }, NodeMaintenanceDialect.LeaseNamespace);
        await lab.BeginAsync();
        await lab.DoAsync<CommandOutcome.Done>(new ClusterCommand.OpenFloor("node-1", "M-1", ["alpha-baker"]));
        Assert.Null(await FindAsync(lab));

        var first = await lab.DoAsync<CommandOutcome.Evicted>(new ClusterCommand.EvictPods("node-1", "M-1", false));
        Assert.Equal(new PodName("tezos", "baker-0"), Assert.Single(first.Left));
        Assert.Null(await LeaseAsync(lab));
        var made = (await FindAsync(lab))!;
        Assert.Equal("node-1", (string?)made["spec"]!["nodeName"]);
        Assert.Equal((await lab.NodeAsync()).Metadata.Annotations[Mark.Cordon], (string?)made["metadata"]!["annotations"]![Mark.Cordon]);

        await lab.DoAsync<CommandOutcome.Evicted>(new ClusterCommand.EvictPods("node-1", "M-1", false));
        Assert.Equal((string?)made["metadata"]!["uid"], (string?)(await FindAsync(lab))!["metadata"]!["uid"]);
    }

    [Fact]
    public async Task What_the_operator_says_is_heard()
    {
        await using var lab = await StartAsync();
        await lab.BeginAsync();
        await lab.DoAsync<CommandOutcome.Evicted>(new ClusterCommand.EvictPods("node-1", "M-1", false));
        await SayAsync(lab, """{"phase":"Running","pendingPods":["baker-0"],"lastError":"it would violate the budget"}""");
        var held = await lab.DoAsync<CommandOutcome.Evicted>(new ClusterCommand.EvictPods("node-1", "M-1", false));
        Assert.Equal("it would violate the budget", Assert.Single(held.Blocked).Why);

        await SayAsync(lab, """{"phase":"Failed","lastError":"lost its Lease"}""");
        Assert.Contains("failed: lost its Lease", (await lab.DoAsync<CommandOutcome.Refused>(new ClusterCommand.EvictPods("node-1", "M-1", false))).Why);
    }

    [Fact]
    public async Task What_policy_would_not_let_go_is_not_given_to_the_operator()
    {
        await using var lab = await StartAsync();
        await lab.BeginAsync();
        await lab.Admin.CoreV1.CreateNamespacedPodAsync(
            new V1Pod { Metadata = new V1ObjectMeta { Name = "bare" }, Spec = new V1PodSpec { NodeName = "node-1", Containers = [new V1Container { Name = "c", Image = "i" }] } }, "tezos");

        Assert.Contains("no controller", (await lab.DoAsync<CommandOutcome.Refused>(new ClusterCommand.EvictPods("node-1", "M-1", false))).Why);
        Assert.Null(await FindAsync(lab));
    }

    [Fact]
    public async Task Somebody_elses_of_that_name_is_neither_used_nor_deleted()
    {
        await using var lab = await StartAsync();
        await lab.BeginAsync();
        await new ObjectApi(lab.Admin, lab.Clock).CreateAsync(Permissions.ListNodes, MedikStage.NodeMaintenances, null, JsonNode.Parse(
            $$"""{"apiVersion":"nodemaintenance.medik8s.io/v1beta1","kind":"NodeMaintenance","metadata":{"name":"{{Name}}"},"spec":{"nodeName":"node-1"} }""")!.AsObject(), default);

        await lab.DoAsync<CommandOutcome.Refused>(new ClusterCommand.EvictPods("node-1", "M-1", false));
        await lab.DoAsync<CommandOutcome.Done>(new ClusterCommand.Uncordon("node-1", "M-1"));
        Assert.NotNull(await FindAsync(lab));
    }

    [Fact]
    public async Task A_process_that_was_superseded_makes_none_and_takes_none_away()
    {
        await using var lab = await StartAsync();
        var fence = await lab.BeginAsync();
        await lab.DoAsync<CommandOutcome.LeaseTaken>(new ClusterCommand.TakeOver(Lab.Domain, "M-1"));
        await lab.DoAsync<CommandOutcome.Superseded>(new ClusterCommand.EvictPods("node-1", "M-1", false) { Under = fence });
        Assert.Null(await FindAsync(lab));

        await lab.DoAsync<CommandOutcome.Evicted>(new ClusterCommand.EvictPods("node-1", "M-1", false) { Under = fence + 1 });
        await lab.DoAsync<CommandOutcome.Done>(new ClusterCommand.Uncordon("node-1", "M-1") { Under = fence });
        Assert.NotNull(await FindAsync(lab));
        Assert.NotNull(await lab.MarkAsync());
    }

    [Fact]
    public async Task One_that_came_late_ends_before_the_node_is_cordoned_anew_so_that_its_cordon_is_not_taken_for_an_older_one()
    {
        await using var lab = await StartAsync();
        var fence = await lab.BeginAsync();
        await lab.DoAsync<CommandOutcome.Evicted>(new ClusterCommand.EvictPods("node-1", "M-1", false));
        await lab.Admin.CoreV1.PatchNodeAsync(new V1Patch("""{"metadata":{"annotations":{"bakewindow.io/cordon":null}},"spec":{"unschedulable":null}}""", V1Patch.PatchType.MergePatch), "node-1");
        var nmo = MedikStage.Operator(lab);
        await nmo();
        Assert.True((await lab.NodeAsync()).Spec.Unschedulable);

        await lab.DoAsync<CommandOutcome.Unavailable>(new ClusterCommand.Cordon("node-1", "M-1", fence));
        await nmo();
        await lab.DoAsync<CommandOutcome.Done>(new ClusterCommand.Cordon("node-1", "M-1", fence));
        Assert.False((await lab.MarkAsync())!.FormerlyUnschedulable);
    }

    [Fact]
    public async Task While_a_maintenance_works_there_the_Lease_is_the_operators_and_else_BakeWindows()
    {
        await using var lab = await StartAsync();
        var active = new ActiveMaintenance("M-1", "node-1", Lab.Domain, [lab.Baker.Baker]);
        Assert.Empty(await HoldsAsync(true, active));
        Assert.Equal(["node-1"], await HoldsAsync(false, active));
        Assert.Equal(["node-1"], await HoldsAsync(true, active with { Node = "node-3" }));

        async Task<IEnumerable<string>> HoldsAsync(bool executes, ActiveMaintenance work)
        {
            var now = lab.Clock.GetUtcNow();
            var world = await LabWorld.AtAsync(lab, 1_995, now, [work], 2_000);
            return new NodeMaintenanceDialect(executes).Hold(new DialectSight { Present = true }, DialectScene.Of(world, now)).Select(h => h.Node).Where(n => n == "node-1");
        }
    }

    [Fact]
    public async Task Each_of_its_rights_is_used()
    {
        await using var lab = await StartAsync();
        await new Journey(lab) { Neighbours = MedikStage.Operator(lab) }.RunAsync(200);
        Assert.Equal(
            NodeMaintenancePermissions.Executing.Select(p => p.Verb).Order(),
            lab.Wire.Used.Keys.Where(k => k.Item2 == "nodemaintenances").Select(k => k.Item3).Order());
    }

    private static async Task<Lab> StartAsync()
    {
        var lab = await Lab.StartWithAsync(MedikStage.Settings);
        await MedikStage.SetAsync(lab);
        await lab.Floors.SyncAsync(new Dictionary<string, bool>(StringComparer.Ordinal), default);
        lab.Wire.Requests.Clear();
        return lab;
    }

    private static Task<JsonObject?> FindAsync(Lab lab) => new ObjectApi(lab.Admin, lab.Clock).FindAsync(Permissions.ListNodes, MedikStage.NodeMaintenances, null, Name, default);

    private static Task<JsonObject?> LeaseAsync(Lab lab) =>
        new ObjectApi(lab.Admin, lab.Clock).FindAsync(Permissions.GetLease, ResourceType.Leases, NodeMaintenanceDialect.LeaseNamespace, "node-node-1", default);

    private static Task<JsonObject> SayAsync(Lab lab, string status) => new ObjectApi(lab.Admin, lab.Clock).PatchAsync(
        Permissions.ListNodes, MedikStage.NodeMaintenances, null, Name, new JsonObject { ["status"] = JsonNode.Parse(status) }, default, "status");
}
