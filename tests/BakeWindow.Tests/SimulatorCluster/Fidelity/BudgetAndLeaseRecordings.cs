using BakeWindow.Simulator.Cluster;

namespace BakeWindow.Tests.SimulatorCluster.Fidelity;

/// <summary>PodDisruptionBudgets and Leases as the real server kept them.</summary>
public sealed class BudgetAndLeaseRecordings
{
    [Fact]
    public Task Budgets_over_pods_without_a_controller() => new Replay("pdb-bare-pods")
        .Given(async host =>
        {
            host.Cluster.ThreeNodes();
            await host.BarePodAsync("budgets", "bare", "bare");
        })
        .Skip("the disruption controller's events (NoPods, UnmanagedPods) are not told", 8)
        .HoldsAsync();

    [Fact]
    public Task A_budget_is_flipped() => new Replay("pdb-flip-timing")
        .Given(Bakers)
        .HoldsAsync();

    [Fact]
    public Task Forms_and_mistakes_of_budgets() => new Replay("pdb-invalid-and-forms")
        .Given(Bakers)
        .Given(async host =>
        {
            await host.BudgetAsync("budgets", "baker", "baker", "\"maxUnavailable\": 1");
            await host.Http.DoAsync("PATCH", "/apis/policy/v1/namespaces/budgets/poddisruptionbudgets/baker", """{"metadata":{"annotations":{"bakewindow.io/until":"x"}}}""");
        })
        .Skip("the recorded body has lost the stale version that it was sent with", 27)
        .LooseMessage(0, 9)
        .HoldsAsync();

    [Fact]
    public Task The_life_of_a_lease() => new Replay("lease-lifecycle")
        .Given(host =>
        {
            host.Cluster.AddNamespace("leases");
            return Task.CompletedTask;
        })
        .Skip("the recorded body is that of the next step, and not the stale one", 5)
        .LooseMessage(12, 13, 14)
        .HoldsAsync();

    [Fact]
    public Task Two_clients_race_for_a_lease() => new Replay("lease-race")
        .Swap((2, 3))
        .Given(host =>
        {
            host.Cluster.AddNamespace("leases");
            return Task.CompletedTask;
        })
        .HoldsAsync();

    private static Task Bakers(ClusterHost host)
    {
        host.Cluster.ThreeNodes();
        host.Cluster.AddStatefulSet("budgets", "baker", Given.App("baker"), 2, life: new PodLife { Grace = TimeSpan.FromSeconds(2) });
        return Task.CompletedTask;
    }
}
