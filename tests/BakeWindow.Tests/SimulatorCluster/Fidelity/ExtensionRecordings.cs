namespace BakeWindow.Tests.SimulatorCluster.Fidelity;

/// <summary>What extends the API, as the real server answered: custom resources, webhooks, policies.</summary>
public sealed class ExtensionRecordings
{
    [Fact]
    public Task Custom_resources() => new Replay("crd-custom-resource")
        .Given(host =>
        {
            host.Cluster.AddNamespace("errors");
            return Task.CompletedTask;
        })
        .Skip("server-side apply", 14)
        .Before(16, cluster => cluster.ExpireHistory())
        .HoldsAsync();

    [Fact]
    public Task A_policy_with_a_parameter() => new Replay("vap-eviction-paramref")
        .Given(async host =>
        {
            host.Cluster.ThreeNodes();
            await host.BarePodAsync("vapped", "baker-0", "baker-0");
            await host.Http.DoAsync("PATCH", "/api/v1/namespaces/vapped", """{"metadata":{"labels":{"vap":"on"}}}""");
        })
        .Before(15, host => host.Http.DoAsync("POST", "/api/v1/namespaces/vapped/configmaps", """{"metadata":{"name":"held"}}"""))
        .Before(16, host => host.Http.DoAsync("PATCH", "/api/v1/namespaces/vapped/configmaps/held", """{"data":{"pods":"baker-0","why":"x"}}"""))
        .HoldsAsync();
}
