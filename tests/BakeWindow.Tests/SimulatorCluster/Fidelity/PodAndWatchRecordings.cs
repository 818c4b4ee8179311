using BakeWindow.Simulator.Cluster;

namespace BakeWindow.Tests.SimulatorCluster.Fidelity;

/// <summary>Pods, their watches, and versions that are too old, as the real server answered.</summary>
public sealed class PodAndWatchRecordings
{
    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(600);

    [Fact]
    public Task Lists_by_selectors() => new Replay("pods-list-selectors").Given(Lab)
        .StatusOnly(3)
        .LeaveOut(".priorityClassName")
        .HoldsAsync();

    [Fact]
    public Task One_pod_and_its_patches() => new Replay("pod-get-and-patch").Given(Lab)
        .Named(1, "agent-hbzmc", "/api/v1/namespaces/podlab/pods?labelSelector=app%3Dagent")
        .LooseMessage(6)
        .HoldsAsync();

    [Fact]
    public Task Ways_to_delete() => new Replay("pod-delete-grace-forms")
        .Given(async host =>
        {
            host.Cluster.ThreeNodes();
            await host.BarePodAsync("podlab", "d-0", "d", "node-a", grace: 3);
            await host.BarePodAsync("podlab", "d-1", "d", "node-a", grace: 3);
            await host.BarePodAsync("podlab", "d-2", "d", "node-a", grace: 3);
            await host.BarePodAsync("podlab", "nowhere", "baker", "none");
        })
        .With(options => options with { ContainerStop = Quick })
        .StatusOnly(2)
        .LeaveOut(".state.terminated")
        .HoldsAsync();

    [Fact]
    public Task A_static_pod() => new Replay("pod-static-mirror")
        .Given(host =>
        {
            host.Cluster.ThreeNodes();
            host.Cluster.AddNamespace("podlab");
            return Task.CompletedTask;
        })
        .HoldsAsync();

    [Fact]
    public Task The_life_of_a_pod_in_four_watches() => new Replay("watch-pods-lifecycle")
        .Given(host =>
        {
            host.Cluster.ThreeNodes();
            host.Cluster.AddNamespace("watches");
            return Task.CompletedTask;
        })
        .With(options => options with { ContainerStop = TimeSpan.FromSeconds(1.6) })
        .HoldsAsync();

    [Fact]
    public Task Where_a_watch_starts() => new Replay("watch-start-forms")
        .Given(Nodes)
        .Skip("a watch from a version of the future waits; that the real one ends after 3 s with an empty body helps nobody", 3)
        .HoldsAsync();

    [Fact]
    public Task Streaming_lists() => new Replay("watch-sendInitialEvents")
        .Given(Nodes)
        .Skip("the lines come from patches of another recording", 0, 2)
        .HoldsAsync();

    [Fact]
    public Task Quiet_watches() => new Replay("watch-bookmarks-cadence")
        .Given(host =>
        {
            host.Cluster.AddNamespace("watches");
            return Task.CompletedTask;
        })
        .HoldsAsync();

    [Fact]
    public Task Versions_that_are_too_old() => new Replay("expired-410")
        .Given(async host =>
        {
            host.Cluster.ThreeNodes();
            host.Cluster.AddStatefulSet("budgets", "baker", Given.App("baker"), 2);
            await Task.CompletedTask;
        })
        .StatusOnly(1)
        .Before(3, cluster => cluster.ExpireHistory())
        .Skip("one history holds all: what the watch cache still knew after a compaction is expired here", 6)
        .Skip("Events are watched like everything else: too old is said with the text of the watch cache", 7)
        .Before(8, cluster => cluster.ExpireHistory())
        .HoldsAsync();

    private static Task Nodes(ClusterHost host)
    {
        host.Cluster.ThreeNodes();
        return Task.CompletedTask;
    }

    private static async Task Lab(ClusterHost host)
    {
        host.Cluster.ThreeNodes();
        await host.BarePodAsync("podlab", "baker-a", "baker", "node-a");
        await host.Http.DoAsync("PATCH", "/api/v1/namespaces/podlab/pods/baker-a", """{"metadata":{"labels":{"role":"active"}}}""");
        await host.BarePodAsync("podlab", "other-a", "other", "node-a");
        await host.BarePodAsync("podlab", "nowhere", "baker", "none");
        host.Cluster.AddDaemonSet("podlab", "agent", Given.App("agent"));
        host.Cluster.AddStaticPod("podlab", "etcd", "node-a");
    }
}
