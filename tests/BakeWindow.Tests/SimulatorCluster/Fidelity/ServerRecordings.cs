using BakeWindow.Simulator.Cluster;

namespace BakeWindow.Tests.SimulatorCluster.Fidelity;

/// <summary>Errors, rights, discovery, events and workloads as the real server answered.</summary>
public sealed class ServerRecordings
{
    private const string NotStarted = "\"sim.bakewindow.io/init-takes\": \"1h\"";

    [Fact]
    public Task Errors_of_http() => new Replay("errors-http")
        .Given(async host =>
        {
            host.Cluster.ThreeNodes();
            await host.BarePodAsync("errors", "p-0", "p-0", annotations: NotStarted);
            host.Cluster.AddNamespace("dying");
            await host.Http.DoAsync("POST", "/api/v1/namespaces/dying/configmaps", """{"metadata":{"name":"f","finalizers":["bakewindow.io/hold"]}}""");
        })
        .Skip("YAML is not spoken", 28)
        .LooseMessage(11, 27, 21)
        .HoldsAsync();

    [Fact]
    public Task Who_may_not() => new Replay("errors-authn-authz")
        .Given(host =>
        {
            host.Cluster.ThreeNodes();
            host.Cluster.AddServiceAccount("errors", "nobody");
            return Task.CompletedTask;
        })
        .As("bad bearer token", "bad")
        .As("no credentials", null)
        .As("ServiceAccount errors/nobody, no rights", "token-of-errors-nobody")
        .Skip("the list of health checks is another server's", 27)
        .HoldsAsync();

    [Fact]
    public Task Roles_and_reviews() => new Replay("rbac-and-access-reviews")
        .Given(async host =>
        {
            host.Cluster.ThreeNodes();
            host.Cluster.AddServiceAccount("errors", "nobody");
            await host.BarePodAsync("errors", "p-0", "p-0", annotations: NotStarted);
        })
        .As("ServiceAccount errors/nobody, no rights but evictor", "token-of-errors-nobody")
        .As("evictor", "token-of-errors-nobody")
        .Skip("SelfSubjectRulesReview is not served", 12)
        .Skip("TokenReview is not served", 14)
        .LeaveOut(".status.userInfo.extra", ".status.userInfo.uid")
        .HoldsAsync();

    [Fact]
    public Task Discovery_and_health() => new Replay("discovery-and-health")
        .Given(_ => Task.CompletedTask)
        .Skip("the list of health checks is another server's", 10, 11)
        .Skip("the groups of another server: only those that BakeWindow needs are served", 6, 15)
        .LeaveOut(".categories")
        .HoldsAsync();

    [Fact]
    public Task Events() => new Replay("events-create")
        .Given(host =>
        {
            host.Cluster.ThreeNodes();
            host.Cluster.AddNamespace("leases");
            return Task.CompletedTask;
        })
        .LooseMessage(1)
        .HoldsAsync();

    [Fact]
    public Task A_StatefulSet_a_Deployment_and_a_Job_replace_a_pod() => new Replay("statefulset-pod-replacement")
        .Given(host =>
        {
            host.Cluster.ThreeNodes();
            var life = new PodLife { Grace = TimeSpan.FromSeconds(2) };
            host.Cluster.AddStatefulSet("workloads", "baker", Given.App("baker"), 2, life: life);
            host.Cluster.AddDeployment("workloads", "rpc", Given.App("rpc"), life: life);
            return Task.CompletedTask;
        })
        .Named(5, "rpc-5f7888d8fd-fp9ns", "/api/v1/namespaces/workloads/pods?labelSelector=app%3Drpc")
        .Named(7, "snapshot-dfptp", "/api/v1/namespaces/workloads/pods?labelSelector=app%3Dsnap")
        .With(options => options with { ContainerStart = TimeSpan.FromMilliseconds(50) })
        .HoldsAsync();

    [Fact]
    public Task A_StatefulSet_rolls_out_and_scales() => new Replay("statefulset-rollout")
        .Given(Workloads)
        .StatusesOnly()
        .HoldsAsync();

    [Fact]
    public Task A_StatefulSet_that_waits_for_deletes_or_a_partition() => new Replay("statefulset-ondelete-partition")
        .Given(Workloads)
        .StatusesOnly()
        .HoldsAsync();

    [Fact]
    public Task Deleting_workloads() => new Replay("workload-deletes")
        .Given(host =>
        {
            host.Cluster.ThreeNodes();
            var life = new PodLife { Grace = TimeSpan.FromSeconds(2) };
            host.Cluster.AddStatefulSet("workloads", "od", Given.App("od"), 2, life: life);
            host.Cluster.AddStatefulSet("workloads", "baker", Given.App("baker"), 2, life: life);
            host.Cluster.AddJob("workloads", "snapshot", Given.App("snap"), TimeSpan.FromSeconds(1));
            return Task.CompletedTask;
        })
        .Given(host => host.Http.DoAsync("DELETE", "/api/v1/namespaces/workloads/pods?labelSelector=app%3Dsnap"))
        .StatusesOnly()
        .HoldsAsync();

    private static Task Workloads(ClusterHost host)
    {
        host.Cluster.ThreeNodes();
        host.Cluster.AddNamespace("workloads");
        return Task.CompletedTask;
    }
}
