using System.Buffers;
using BakeWindow.Core.Cluster;
using BakeWindow.Kubernetes.Watching;
using k8s;
using k8s.Models;

namespace BakeWindow.Tests.Kubernetes;

/// <summary>What a real API server said becomes the right facts.</summary>
public sealed class RecordedFactsTests
{
    [Fact]
    public void A_node_is_read_with_its_domain()
    {
        var node = NodeFacts.Of(Transcript.Of("node-get").All<V1Node>("Node")[0], "pool");

        Assert.Equal(("node-a", "716ac51f-a168-4a58-855d-be05bb1b9345", "main"), (node.Name, node.Uid, node.FailureDomain));
        Assert.Equal((true, false, ""), (node.Ready, node.Unschedulable, node.BootId));
        Assert.Null(node.Cordon);
        Assert.Null(node.Demand);
    }

    [Fact]
    public void A_node_without_the_label_is_in_the_one_big_domain() =>
        Assert.Equal(FailureDomains.Whole, FailureDomains.Of(NodeFacts.Of(Transcript.Of("node-get").All<V1Node>("Node")[0], "topology.kubernetes.io/zone")));

    [Fact]
    public void A_node_that_lost_power_is_seen_to_go_and_to_come_back()
    {
        var ready = Transcript.Of("node-lost-and-back-long").All<V1Node>("Node").OrderBy(n => int.Parse(n.Metadata.ResourceVersion)).Select(n => NodeFacts.Of(n, null).Ready).ToList();
        var turns = ready.Zip(ready.Skip(1)).Where(p => p.First != p.Second).Select(p => p.Second);

        Assert.True(ready[0]);
        Assert.Equal([false, true], turns);
    }

    [Fact]
    public void Kubectl_cordons_as_we_read_it()
    {
        var seen = Transcript.Of("kubectl-cordon-uncordon").All<V1Node>("Node").Select(n => NodeFacts.Of(n, null)).ToList();

        Assert.Contains(seen, n => n.Unschedulable);
        Assert.Contains(seen, n => !n.Unschedulable);
        Assert.All(seen, n => Assert.Null(n.Cordon));
    }

    [Fact]
    public void Pods_tell_who_owns_them()
    {
        var pods = Transcript.Of("pod-get-and-patch").All<V1Pod>("Pod").Select(PodFacts.Of).ToList();

        Assert.Null(pods[0].ControllerKind);
        Assert.Equal("baker", pods[0].Labels["app"]);
        Assert.Equal(("DaemonSet", "agent", "node-a"), (pods[1].ControllerKind, pods[1].ControllerName, pods[1].Node));
        Assert.Equal(("Pending", null), (pods[2].Phase, pods[2].Node));
    }

    [Fact]
    public void A_static_pod_is_known_as_a_mirror()
    {
        var pod = PodFacts.Of(Transcript.Of("pod-static-mirror").All<V1Pod>("Pod")[0]);

        Assert.True(pod.IsMirror);
        Assert.Equal("Node", pod.ControllerKind);
    }

    [Fact]
    public void An_evicted_pod_is_terminating_before_it_is_gone()
    {
        var pods = Transcript.Of("evict-success").All<V1Pod>("Pod").Select(PodFacts.Of).ToList();

        Assert.Contains(pods, p => p.Terminating);
        Assert.Contains(pods, p => p is { Terminating: false, Ready: true });
    }

    [Fact]
    public void An_opened_floor_is_not_in_force_before_the_controller_has_seen_it()
    {
        var budgets = Transcript.Of("pdb-flip-timing").All<V1PodDisruptionBudget>("PodDisruptionBudget");
        var views = budgets.Select(FloorFacts.Of).ToList();

        Assert.Contains(views, f => f is { Closed: false, Observed: false, DisruptionsAllowed: 0 });
        Assert.Contains(views, f => f is { Closed: false, Observed: true, DisruptionsAllowed: 1 });
        Assert.Contains(views, f => f is { Closed: true, Observed: true, DisruptionsAllowed: 0 });
        Assert.All(views, f => Assert.Equal((FloorOwner.Foreign, "app=baker"), (f.Owner, f.Selector)));
    }

    [Fact]
    public void A_watch_that_is_too_old_asks_for_a_new_list()
    {
        var lines = Transcript.Of("expired-410").WatchLines("ERROR");

        Assert.NotEmpty(lines);
        Assert.All(lines, l => Assert.True(Assert.Throws<WatchBrokenException>(() => WatchLine<V1Node>.Read(new ReadOnlySequence<byte>(l))).Relist));
        Assert.Contains("410", Assert.Throws<WatchBrokenException>(() => WatchLine<V1Node>.Read(new ReadOnlySequence<byte>(lines[0]))).Message);
    }

    [Fact]
    public void A_bookmark_moves_the_version_and_nothing_else()
    {
        var line = WatchLine<V1Lease>.Read(new ReadOnlySequence<byte>(Transcript.Of("watch-bookmarks-cadence").WatchLines("BOOKMARK")[^1]));

        Assert.Equal((WatchEventType.Bookmark, "491"), (line.Type, line.Version));
        Assert.Null(line.Object);
    }

    [Fact]
    public void Every_line_of_a_recorded_life_of_pods_is_read()
    {
        var transcript = Transcript.Of("watch-pods-lifecycle");
        foreach (var type in new[] { "ADDED", "MODIFIED", "DELETED" })
        {
            var lines = transcript.WatchLines(type);
            Assert.NotEmpty(lines);
            Assert.All(lines.Where(l => !System.Text.Encoding.UTF8.GetString(l).Contains("<unchanged>")), l => Assert.NotEqual("", WatchLine<V1Pod>.Read(new ReadOnlySequence<byte>(l)).Version));
        }
    }
}
