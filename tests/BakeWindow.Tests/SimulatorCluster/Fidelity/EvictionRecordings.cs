using BakeWindow.Simulator.Cluster;

namespace BakeWindow.Tests.SimulatorCluster.Fidelity;

/// <summary>Evictions as the real server answered them.</summary>
public sealed class EvictionRecordings
{
    private static readonly PodLife Quick = new() { Grace = TimeSpan.FromSeconds(3) };

    [Fact]
    public Task Dry_runs() => new Replay("evict-dry-run")
        .Given(host =>
        {
            host.Cluster.ThreeNodes();
            host.Cluster.AddStatefulSet("evict4", "p", Given.App("p"), 2, life: Quick);
            return Task.CompletedTask;
        })
        .Before(4, host => host.BudgetAsync("evict4", "p", "p", "\"maxUnavailable\": 0"))
        .Before(6, host => host.Http.DoAsync("PATCH", "/apis/policy/v1/namespaces/evict4/poddisruptionbudgets/p", """{"spec":{"maxUnavailable":1}}"""))
        .HoldsAsync();

    [Fact]
    public Task A_budget_that_blocks() => new Replay("evict-pdb-blocked")
        .Given(host =>
        {
            host.Cluster.ThreeNodes();
            host.Cluster.AddStatefulSet("evict4", "b", Given.App("b"), 2, life: Quick);
            return host.BudgetAsync("evict4", "b", "b", "\"maxUnavailable\": 0");
        })
        .With(options => options with { ContainerStop = TimeSpan.FromMilliseconds(500) })
        .StatusOnly(7)
        .HoldsAsync();

    [Fact]
    public Task A_budget_that_is_not_observed_yet() => new Replay("evict-pdb-not-observed")
        .Given(async host =>
        {
            host.Cluster.ThreeNodes();
            host.Cluster.AddStatefulSet("evict3", "baker", Given.App("baker"), 2, life: Quick);
            await host.BudgetAsync("evict3", "baker", "baker", "\"maxUnavailable\": 1");
        })
        .Before(20, cluster => cluster.HoldDisruptionController(true))
        .Before(29, cluster => cluster.HoldDisruptionController(false))
        .HoldsAsync();

    [Fact]
    public Task Two_evictions_race_for_one_budget() => new Replay("evict-pdb-race-one-budget")
        .Given(async host =>
        {
            host.Cluster.ThreeNodes();
            host.Cluster.AddStatefulSet("evict3", "baker", Given.App("baker"), 2, life: Quick);
            await host.BudgetAsync("evict3", "baker", "baker", "\"maxUnavailable\": 1");
        })
        .Swap((1, 2), (5, 6))
        .LooseMessage(1, 2, 3, 4, 5, 6)
        .HoldsAsync();

    [Fact]
    public Task Pods_that_no_budget_holds() => new Replay("evict-pending-and-finished")
        .Given(async host =>
        {
            host.Cluster.ThreeNodes();
            await host.BarePodAsync("evict", "x-run", "x", grace: 20, annotations: "\"sim.bakewindow.io/ignores-sigterm\": \"true\"");
            await host.BarePodAsync("evict", "x-pend", "x", node: "none");
            await host.BarePodAsync("evict", "x-done", "x", more: ", \"restartPolicy\": \"Never\"", annotations: "\"sim.bakewindow.io/exits-after\": \"1s\"");
            await host.BarePodAsync(
                "evict", "x-fail", "x", more: ", \"restartPolicy\": \"Never\"", annotations: "\"sim.bakewindow.io/exits-after\": \"1s\", \"sim.bakewindow.io/exit-code\": \"3\"");
            await host.BudgetAsync("evict", "x", "x", "\"maxUnavailable\": 0");
        })
        .HoldsAsync();

    [Fact]
    public Task Requests_that_are_wrong_in_themselves() => new Replay("evict-requests-refused")
        .Given(async host =>
        {
            host.Cluster.ThreeNodes();
            await host.BarePodAsync("evict3", "p-0", "p-0", "node-a");
        })
        .Before(22, host => host.BudgetAsync("evict3", "p", "p-0", "\"minAvailable\": 1"))
        .HoldsAsync();

    [Fact]
    public Task Evictions_that_succeed() => new Replay("evict-success")
        .Given(async host =>
        {
            host.Cluster.ThreeNodes();
            await host.BarePodAsync("evict", "free-0", "free-0", grace: 4);

            // These two had not started yet; the last one starts while it ends.
            await host.BarePodAsync("evict", "free-1", "free-1", grace: 4, annotations: "\"sim.bakewindow.io/init-takes\": \"1h\"");
            await host.BarePodAsync("evict", "free-2", "free-2", grace: 4, annotations: "\"sim.bakewindow.io/init-takes\": \"PT29.9S\"");
        })
        .With(options => options with { ContainerStop = TimeSpan.FromMilliseconds(800) })
        .HoldsAsync();

    [Fact]
    public Task Two_budgets_over_one_pod() => new Replay("evict-two-pdbs")
        .Given(async host =>
        {
            host.Cluster.ThreeNodes();
            host.Cluster.AddStatefulSet("evict4", "c", Given.App("c"), life: Quick);
            await host.BudgetAsync("evict4", "b", "b", "\"minAvailable\": 1");
            await host.BudgetAsync("evict4", "d1", "c", "\"maxUnavailable\": 1");
            await host.BudgetAsync("evict4", "d2", "c", "\"maxUnavailable\": 1");
        })
        .HoldsAsync();

    [Fact]
    public Task Unready_pods() => new Replay("evict-unready-pods")
        .Given(async host =>
        {
            host.Cluster.ThreeNodes();
            foreach (var name in (string[])["u-0", "u-1", "u-2"])
            {
                await host.BarePodAsync("evict", name, "u", grace: 1, more: ", \"readinessGates\": [ { \"conditionType\": \"example.test/open\" } ]");
            }

            await OpenGateAsync(host, "evict/pods/u-0");
            await OpenGateAsync(host, "evict/pods/u-1");
            await host.BudgetAsync("evict", "u", "u", "\"minAvailable\": 2");
        })
        .With(options => options with { ContainerStart = TimeSpan.FromMilliseconds(100), Reaction = TimeSpan.FromMilliseconds(10) })
        .Before(4, host => OpenGateAsync(host, "evict/pods/u-1", "False"))
        .Before(10, async host =>
        {
            await OpenGateAsync(host, "evict/pods/u-1");
            await host.BarePodAsync("evict", "u-3", "u", more: ", \"readinessGates\": [ { \"conditionType\": \"example.test/open\" } ]");
        })
        .HoldsAsync();

    [Fact]
    public Task An_unready_pod_while_the_budget_lags() => new Replay("evict-unready-while-pdb-lags")
        .Given(async host =>
        {
            host.Cluster.ThreeNodes();
            host.Cluster.AddNamespace("evict3");
            await host.Http.DoAsync("POST", "/apis/apps/v1/namespaces/evict3/statefulsets", """
                { "metadata": { "name": "g" },
                  "spec": { "replicas": 3, "serviceName": "g", "podManagementPolicy": "Parallel", "selector": { "matchLabels": { "app": "g" } },
                            "template": { "metadata": { "labels": { "app": "g" } },
                                          "spec": { "containers": [ { "name": "c", "image": "i" } ], "readinessGates": [ { "conditionType": "example.test/open" } ] } } } }
                """);
            await host.BudgetAsync("evict3", "g", "g", "\"maxUnavailable\": 1");
        })
        .Given(async host =>
        {
            await OpenGateAsync(host, "evict3/pods/g-0");
            await OpenGateAsync(host, "evict3/pods/g-1");
        })
        .Before(1, cluster => cluster.HoldDisruptionController(true))
        .Before(4, host =>
        {
            host.Cluster.HoldDisruptionController(false);
            return Task.CompletedTask;
        })
        .HoldsAsync();

    private static async Task OpenGateAsync(ClusterHost host, string path, string status = "True") => await host.Http.DoAsync(
        "PATCH", $"/api/v1/namespaces/{path}/status", $$$"""{"status":{"conditions":[{"type":"example.test/open","status":"{{{status}}}"} ] } }""", "application/strategic-merge-patch+json");
}
