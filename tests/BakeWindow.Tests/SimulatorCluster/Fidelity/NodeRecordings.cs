namespace BakeWindow.Tests.SimulatorCluster.Fidelity;

/// <summary>Nodes as the real server answered about them.</summary>
public sealed class NodeRecordings
{
    [Fact]
    public Task Getting_one() => new Replay("node-get").Given(Nodes).HoldsAsync();

    [Fact]
    public Task Cordon_in_three_ways() => new Replay("node-cordon-three-ways").Given(Nodes)
        .Pause(10, TimeSpan.FromMilliseconds(80))
        .LooseMessage(17, 19)
        .HoldsAsync();

    [Fact]
    public Task Conflicts() => new Replay("node-conflicts").Given(WithRange)
        .Skip("the recorded body has lost the stale version that it was sent with", 6)
        .HoldsAsync();

    [Fact]
    public Task Labels_annotations_and_taints() => new Replay("node-labels-annotations").Given(WithRange).LooseMessage(4, 6, 9).HoldsAsync();

    [Fact]
    public Task Status_patches() => new Replay("node-status-patch").Given(WithRange)
        .Given(host => host.Http.DoAsync("PATCH", "/api/v1/nodes/node-a", """{"spec":{"taints":[{"key":"bakewindow.io/hold","effect":"NoSchedule"}]}}"""))
        .HoldsAsync();

    [Fact]
    public Task Lists_in_pages() => new Replay("nodes-list-paged").Given(WithALostOne).Given(Nothing).Given(Nothing)
        .LooseMessage(2, 9)
        .Skip("the simulated server has no state of version 1 without nodes to go back to", 11)
        .HoldsAsync();

    private static Task Nodes(ClusterHost host)
    {
        host.Cluster.ThreeNodes();
        return Task.CompletedTask;
    }

    // Half a minute more.
    private static Task Nothing(ClusterHost host) => Task.CompletedTask;

    private static Task WithALostOne(ClusterHost host)
    {
        host.Cluster.ThreeNodes();
        host.Cluster.KillNode("node-c");
        return Task.CompletedTask;
    }

    private static async Task WithRange(ClusterHost host)
    {
        host.Cluster.ThreeNodes();
        await host.Http.DoAsync("PATCH", "/api/v1/nodes/node-a", """{"spec":{"podCIDR":"10.1.0.0/24","podCIDRs":["10.1.0.0/24"]},"metadata":{"annotations":{"bakewindow.io/before":"1"}}}""");
    }
}
