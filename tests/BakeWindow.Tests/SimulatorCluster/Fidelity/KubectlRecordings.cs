using BakeWindow.Simulator.Cluster;

namespace BakeWindow.Tests.SimulatorCluster.Fidelity;

/// <summary>The requests that kubectl sent to the real server, sent to the simulated one.</summary>
public sealed class KubectlRecordings
{
    private const string DiscoveryLeftOut = "the recording leaves the answer out; real kubectl reads the simulator's";

    [Fact]
    public Task Cordon_and_uncordon() => Bakers("kubectl-cordon-uncordon").Skip(DiscoveryLeftOut, 1, 2).HoldsAsync();

    [Fact]
    public Task A_drain_with_nothing_in_the_way() => Bakers("kubectl-drain-success").Skip(DiscoveryLeftOut, 5).HoldsAsync();

    [Fact]
    public Task A_drain_against_a_budget() => Blocked("kubectl-drain-pdb-blocked")
        .Skip(DiscoveryLeftOut, 5)
        .Before(15, host => host.Http.DoAsync("PATCH", "/apis/policy/v1/namespaces/drains3/poddisruptionbudgets/baker", """{"spec":{"maxUnavailable":1}}"""))
        .Before(22, host => host.Http.DoAsync("PATCH", "/apis/policy/v1/namespaces/drains3/poddisruptionbudgets/baker", """{"spec":{"maxUnavailable":2}}"""))
        .HoldsAsync();

    [Fact]
    public Task A_drain_without_eviction() => Bakers("kubectl-drain-disable-eviction").HoldsAsync();

    [Fact]
    public Task A_dry_run_on_the_server() => Bakers("kubectl-drain-dry-run-server").Skip(DiscoveryLeftOut, 5).HoldsAsync();

    [Fact]
    public Task A_dry_run_against_a_budget() => Blocked("kubectl-drain-dry-run-server-blocked").Skip(DiscoveryLeftOut, 5).HoldsAsync();

    [Fact]
    public Task A_drain_that_refuses_itself() => Bakers("kubectl-drain-refusals").HoldsAsync();

    [Fact]
    public Task A_drain_that_gives_up() => Blocked("kubectl-drain-timeout").Skip(DiscoveryLeftOut, 5).HoldsAsync();

    [Fact]
    public Task A_drain_with_pods_of_nobody() => Bakers("kubectl-drain-unmanaged-pods")
        .Given(async host =>
        {
            await host.BarePodAsync("drains3", "bare-1", "bare-1", annotations: "\"sim.bakewindow.io/stop-takes\": \"PT1.5S\"");
            await host.BarePodAsync("drains3", "dir-1", "dir-1");
        })
        .Skip(DiscoveryLeftOut, 9)
        .HoldsAsync();

    [Fact]
    public Task Deleting_a_pod() => Bakers("kubectl-delete-pod")
        .Skip("the recorded kubelet had said its last word before this watch began", 3)
        .HoldsAsync();

    [Fact]
    public Task A_restart_by_rollout_and_a_scale() => Bakers("kubectl-rollout-restart-scale").HoldsAsync();

    [Fact]
    public Task A_drain_against_a_webhook_that_says_429() => HookedAsync(
        "/deny429", hook => Bakers("kubectl-drain-webhook-429").Given(hook).Skip(DiscoveryLeftOut, 5).Before(15, RecordedWebhook.RemoveAsync));

    [Fact]
    public Task A_drain_against_a_webhook_that_names_a_time() => HookedAsync(
        "/deny429retry", hook => Bakers("kubectl-drain-webhook-429-retry-after").Given(hook).Skip(DiscoveryLeftOut, 5).Before(15, RecordedWebhook.RemoveAsync));

    [Fact]
    public Task A_drain_against_a_webhook_that_says_403() => HookedAsync("/deny403", hook => Bakers("kubectl-drain-webhook-403").Given(hook).Skip(DiscoveryLeftOut, 5));

    [Fact]
    public Task A_drain_against_a_webhook_that_says_500() => HookedAsync("/deny500", hook => Bakers("kubectl-drain-webhook-500").Given(hook).Skip(DiscoveryLeftOut, 5));

    private static async Task HookedAsync(string path, Func<Func<ClusterHost, Task>, Replay> replay)
    {
        await using var hook = await RecordedWebhook.StartAsync();
        await replay(hook.On(path)).HoldsAsync();
    }

    private static Replay Bakers(string file) => new Replay(file)
        .Given(host =>
        {
            host.Cluster.ThreeNodes();
            var life = new PodLife { Grace = TimeSpan.FromSeconds(2) };
            host.Cluster.AddStatefulSet("drains2", "baker", Given.App("d-baker"), pinnedTo: ["node-b"], life: life);
            host.Cluster.AddStatefulSet("drains3", "baker", Given.App("d-baker"), 2, ["node-b", "node-b"], life);
            host.Cluster.AddDaemonSet("drains2", "agent", Given.App("d-agent"));
            host.Cluster.AddDaemonSet("drains3", "agent", Given.App("d-agent"));
            return Task.CompletedTask;
        })
        .With(options => options with { ContainerStop = TimeSpan.FromMilliseconds(900) })
        .StatusesOnly();

    private static Replay Blocked(string file) => Bakers(file).Given(host => host.BudgetAsync("drains3", "baker", "d-baker", "\"maxUnavailable\": 0"));
}
