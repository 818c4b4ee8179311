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
        .Skip("rules in CEL, and what is said of them when something else is wrong", 8, 9, 10)
        .Skip("server-side apply", 14)
        .Before(16, cluster => cluster.ExpireHistory())
        .HoldsAsync();
}
