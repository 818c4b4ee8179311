using BakeWindow.Simulator.Cluster;

namespace BakeWindow.Tests.SimulatorCluster.Fidelity;

/// <summary>Errors, rights, discovery, events and workloads as the real server answered.</summary>
public sealed class ServerRecordings
{
    [Fact]
    public Task Errors_of_http() => new Replay("errors-http")
        .Given(async host =>
        {
            host.Cluster.ThreeNodes();
            await host.BarePodAsync("errors", "p-0", "p-0", annotations: "\"sim.bakewindow.io/ignores-sigterm\": \"true\"");
            host.Cluster.AddNamespace("dying");
            await host.Http.DoAsync("POST", "/api/v1/namespaces/dying/configmaps", """{"metadata":{"name":"f","finalizers":["bakewindow.io/hold"]}}""");
        })
        .Skip("a pod that was not scheduled yet: whether it may be bound by a patch is a race", 19)
        .Skip("HEAD has no body and the client reads no content type from it", 26)
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
            await host.BarePodAsync("errors", "p-0", "p-0");
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
        .HoldsAsync();

    [Fact]
    public Task Events() => new Replay("events-create")
        .Given(host =>
        {
            host.Cluster.ThreeNodes();
            host.Cluster.AddNamespace("leases");
            return Task.CompletedTask;
        })
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
        .HoldsAsync();
}
