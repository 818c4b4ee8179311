namespace BakeWindow.Tests.SimulatorCluster.Fidelity;

/// <summary>Nodes as the real server answered about them.</summary>
public sealed class NodeRecordings
{
    [Fact]
    public Task Getting_one() => new Replay("node-get").Given(Nodes).HoldsAsync();

    [Fact]
    public Task Cordon_in_three_ways() => new Replay("node-cordon-three-ways").Given(Nodes)
        .Pause(10, TimeSpan.FromMilliseconds(160))
        .LooseMessage(17, 19)
        .StatusOnly(18)
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

    [Fact]
    public Task A_node_is_lost_and_comes_back() => new Replay("node-lost-and-back-long")
        .Given(LostNodeAsync)
        .With(options => options with { KubeletSettles = TimeSpan.Zero })
        .Before(6, cluster => cluster.KillNode("node-c"))
        .Before(12, cluster => cluster.ReviveNode("node-c"))
        .Skip("the simulator tells other events too", 5)
        .StatusesOnly()
        .HoldsAsync();

    [Fact]
    public Task A_lost_node_is_declared_out_of_service() => new Replay("node-lost-out-of-service-taint")
        .Given(LostNodeAsync)
        .With(options => options with { KubeletSettles = TimeSpan.Zero, NodeGrace = TimeSpan.FromSeconds(53) })
        .Before(6, cluster => cluster.KillNode("node-c"))
        .Before(10, cluster => cluster.ReviveNode("node-c"))
        .Skip("other events are told", 5)
        .StatusesOnly()
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

    private static async Task LostNodeAsync(ClusterHost host)
    {
        const string Quick = ", \"tolerations\": [ { \"key\": \"node.kubernetes.io/unreachable\", \"operator\": \"Exists\", \"effect\": \"NoExecute\", \"tolerationSeconds\": 5 } ]";
        host.Cluster.ThreeNodes();
        host.Cluster.AddNamespace("reboot");
        await host.Http.DoAsync("POST", "/apis/apps/v1/namespaces/reboot/statefulsets", $$$"""
            { "metadata": { "name": "baker" },
              "spec": { "replicas": 1, "serviceName": "baker", "selector": { "matchLabels": { "app": "baker" } },
                        "template": { "metadata": { "labels": { "app": "baker" } },
                                      "spec": { "terminationGracePeriodSeconds": 2, "nodeSelector": { "kubernetes.io/hostname": "node-c" },
                                                "containers": [ { "name": "c", "image": "i" } ] {{{Quick}}} } } } }
            """);
        await host.Http.DoAsync("POST", "/apis/apps/v1/namespaces/reboot/daemonsets", """
            { "metadata": { "name": "agent" },
              "spec": { "selector": { "matchLabels": { "app": "agent" } },
                        "template": { "metadata": { "labels": { "app": "agent" } },
                                      "spec": { "nodeSelector": { "kubernetes.io/hostname": "node-c" }, "containers": [ { "name": "c", "image": "i" } ] } } } }
            """);
        await host.BarePodAsync("reboot", "plain", "plain", "node-c");
        await host.BarePodAsync("reboot", "quick", "quick", "node-c", more: Quick);
        await host.BudgetAsync("reboot", "baker", "baker", "\"maxUnavailable\": 0");
    }
}
