using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster;
using Microsoft.Extensions.Time.Testing;

namespace BakeWindow.Tests.SimulatorCluster;

/// <summary>What happens to nodes and pods, on a clock that the test moves.</summary>
[SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "The cluster of a test lives as long as the test.")]
public sealed class SimClusterTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly Dictionary<string, string> Baker = new(StringComparer.Ordinal) { ["app"] = "baker" };

    private readonly FakeTimeProvider time = new(Start);
    private readonly SimCluster cluster;

    public SimClusterTests()
    {
        cluster = new SimCluster(time);
        cluster.AddNode("node-a");
        cluster.AddNode("node-b", "zone-b");
    }

    public void Dispose() => cluster.Dispose();

    [Fact]
    public void A_pod_is_ready_only_after_its_time()
    {
        AddBaker(new PodLife { InitTakes = TimeSpan.FromSeconds(20), ReadyAfter = TimeSpan.FromSeconds(60) });

        Advance(80);
        Assert.False(cluster.AllReady("tezos", "app=baker", out _));
        Advance(3);
        Assert.True(cluster.AllReady("tezos", "app=baker", out var since));
        Assert.InRange(since, Start.AddSeconds(81), Start.AddSeconds(82));
    }

    [Fact]
    public void Pods_of_a_machine_that_was_taken_away_follow_their_node()
    {
        AddBaker(new PodLife());
        Advance(10);
        cluster.RemoveNode("node-a");
        Advance(30);
        Assert.NotNull(cluster.Json("pods", "tezos", "baker-0"));
        Advance(40);
        Assert.Equal("Pending", Pod("baker-0")["status"]!["phase"]!.ToString());
        Assert.Null(cluster.Json("leases", "kube-node-lease", "node-a"));

        cluster.ReviveNode("node-a");
        Advance(10);
        Assert.Equal("True", Condition(Node("node-a"), "Ready"));
        Assert.Equal("Running", Pod("baker-0")["status"]!["phase"]!.ToString());
    }

    [Fact]
    public void A_reboot_brings_another_boot_id_and_the_same_pods_begun_again()
    {
        AddBaker(new PodLife { ReadyAfter = TimeSpan.FromSeconds(30) });
        Advance(60);
        var before = Pod("baker-0");
        var boot = Node("node-a")["status"]!["nodeInfo"]!["bootID"]!.ToString();

        cluster.RebootNode("node-a", TimeSpan.FromSeconds(90));
        Assert.False(cluster.AllReady("tezos", "app=baker", out _));
        Advance(61);
        Assert.Equal("Unknown", Condition(Node("node-a"), "Ready"));
        Assert.Equal("False", Condition(Pod("baker-0"), "Ready"));
        Advance(30);
        Assert.NotEqual(boot, Node("node-a")["status"]!["nodeInfo"]!["bootID"]!.ToString());
        Assert.Equal(cluster.BootId("node-a"), Node("node-a")["status"]!["nodeInfo"]!["bootID"]!.ToString());
        Assert.Equal("False", Condition(Node("node-a"), "Ready"));
        Advance(3);
        Assert.Equal("True", Condition(Node("node-a"), "Ready"));
        Assert.False(cluster.AllReady("tezos", "app=baker", out _));

        Advance(40);
        Assert.True(cluster.AllReady("tezos", "app=baker", out var since));
        Assert.True(since > Start.AddSeconds(60 + 90 + 30));
        Assert.Equal(before["metadata"]!["uid"]!.ToString(), Pod("baker-0")["metadata"]!["uid"]!.ToString());
        Assert.Equal(1, Pod("baker-0")["status"]!["containerStatuses"]![0]!["restartCount"]!.GetValue<int>());
        Assert.Null(Node("node-a")["spec"]!["taints"]);
    }

    [Fact]
    public void A_short_reboot_is_seen_by_its_boot_id_alone()
    {
        AddBaker();
        Advance(30);
        var boot = cluster.BootId("node-a");
        cluster.RebootNode("node-a", TimeSpan.FromSeconds(20));
        Advance(15);
        Assert.Equal("True", Condition(Node("node-a"), "Ready"));
        Advance(15);
        Assert.NotEqual(boot, Node("node-a")["status"]!["nodeInfo"]!["bootID"]!.ToString());
    }

    [Fact]
    public void The_pod_of_a_dead_node_is_evicted_by_its_taint_but_not_replaced_until_the_node_is_back()
    {
        AddBaker();
        Advance(30);
        var uid = Pod("baker-0")["metadata"]!["uid"]!.ToString();
        cluster.KillNode("node-a");

        Advance(70);
        Assert.Contains("node.kubernetes.io/unreachable", Node("node-a")["spec"]!["taints"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Null(Pod("baker-0")["metadata"]!["deletionTimestamp"]);
        Advance(310);
        Assert.NotNull(Pod("baker-0")["metadata"]!["deletionTimestamp"]);
        Advance(3600);
        Assert.Equal(uid, Pod("baker-0")["metadata"]!["uid"]!.ToString());

        cluster.ReviveNode("node-a");
        Advance(30);
        Assert.NotEqual(uid, Pod("baker-0")["metadata"]!["uid"]!.ToString());
        Assert.True(cluster.AllReady("tezos", "app=baker", out _));
    }

    [Fact]
    public void A_frozen_kubelet_says_nothing_while_its_pods_live_on()
    {
        AddBaker();
        Advance(30);
        cluster.FreezeKubelet("node-a");
        Advance(70);
        Assert.Equal("Unknown", Condition(Node("node-a"), "Ready"));
        Assert.True(cluster.AllReady("tezos", "app=baker", out _));

        cluster.ThawKubelet("node-a");
        Advance(5);
        Assert.Equal("True", Condition(Node("node-a"), "Ready"));
        Assert.Equal("True", Condition(Pod("baker-0"), "Ready"));
        Assert.Equal(0, Pod("baker-0")["status"]!["containerStatuses"]![0]!["restartCount"]!.GetValue<int>());
    }

    [Fact]
    public void How_the_clock_is_moved_changes_nothing()
    {
        Assert.Equal(StateAfter(steps: 1), StateAfter(steps: 900));
    }

    [Fact]
    public void A_day_of_quiet_leaves_everything_as_it_was()
    {
        AddBaker();
        Advance(60);
        var pod = cluster.Json("pods", "tezos", "baker-0");
        Advance(24 * 3600);
        Assert.Equal(pod, cluster.Json("pods", "tezos", "baker-0"));
        Assert.True(cluster.AllReady("tezos", "app=baker", out var since));
        Assert.True(since < Start.AddSeconds(60));
    }

    // A reboot, a job, a deployment: the whole of it after a quarter of an hour.
    private static string StateAfter(int steps)
    {
        var clock = new FakeTimeProvider(Start);
        using var one = new SimCluster(clock);
        one.AddNode("node-a");
        one.AddNode("node-b");
        one.AddStatefulSet("tezos", "baker", Baker, pinnedTo: ["node-a"]);
        one.AddDeployment("tezos", "rpc", new Dictionary<string, string>(StringComparer.Ordinal) { ["app"] = "rpc" }, 3);
        one.AddJob("tezos", "snapshot", new Dictionary<string, string>(StringComparer.Ordinal) { ["app"] = "snap" }, TimeSpan.FromMinutes(2));
        one.RebootNode("node-a");
        for (var i = 0; i < steps; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(900.0 / steps));
        }

        return string.Join('\n', new[] { one.Json("nodes", "", "node-a"), one.Json("pods", "tezos", "baker-0"), one.Json("jobs", "tezos", "snapshot"), one.Json("deployments", "tezos", "rpc") });
    }

    private void AddBaker(PodLife? life = null) => cluster.AddStatefulSet("tezos", "baker", Baker, pinnedTo: ["node-a"], life: life);

    private void Advance(double seconds) => time.Advance(TimeSpan.FromSeconds(seconds));

    private JsonNode Node(string name) => JsonNode.Parse(cluster.Json("nodes", "", name)!)!;

    private JsonNode Pod(string name) => JsonNode.Parse(cluster.Json("pods", "tezos", name)!)!;

    private static string Condition(JsonNode body, string type) =>
        body["status"]!["conditions"]!.AsArray().First(condition => condition!["type"]!.ToString() == type)!["status"]!.ToString();
}
