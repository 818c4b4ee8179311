using BakeWindow.Core.Cluster;
using BakeWindow.Core.Readiness;
using BakeWindow.Core.Tests.Gate;

namespace BakeWindow.Core.Tests.Readiness;

public sealed class FailureMapTests
{
    private static readonly ProtectedWorkload Forwarder = GateScene.Workload with { Name = "forwarders", Selector = LabelSelector.Parse("app=forwarder"), Role = WorkloadRole.Signer };
    private static readonly ProtectedWorkload Node = GateScene.Workload with { Name = "node", Selector = LabelSelector.Parse("app=node"), Role = WorkloadRole.Node };

    private static PodView Pod(string app, string name, string node) => ReadinessScene.SentryPod(name, node) with { Labels = new Dictionary<string, string> { ["app"] = app } };

    private static FailureMap Of(params PodView[] pods) => FailureMap.Of(GateScene.Cluster with { Pods = pods }, [GateScene.Workload, ReadinessScene.Sentry, Forwarder, Node]);

    [Fact]
    public void As_in_2019_a_sentry_beside_the_baker_is_a_finding()
    {
        var map = Of(ReadinessScene.Pod, ReadinessScene.SentryPod("public-0", "node-1"), ReadinessScene.SentryPod("public-1", "node-2"));
        var worst = map.Losses[0];

        Assert.Equal(("node-1", 1), (worst.Place, map.Losses.Count(l => l is { Kind: FailureMap.PlaceKind.Node, Stopped: > 0 })));
        Assert.Contains(worst.Bakers[0].Goes, r => r is { Role: WorkloadRole.Sentry, Go: 1, Of: 2 });
        Assert.False(worst.Bakers[0].CutOff);
        var advice = Assert.Single(map.Advice, a => a.Code == "sentry-with-baker");
        Assert.Contains("comes back to one sentry", advice.Words, StringComparison.Ordinal);
    }

    [Fact]
    public void One_of_two_forwarders_stops_nobody_and_both_on_one_node_do()
    {
        var apart = Of(ReadinessScene.Pod, Pod("forwarder", "f-0", "node-1"), Pod("forwarder", "f-1", "node-2"));
        var together = Of(ReadinessScene.Pod, Pod("forwarder", "f-0", "node-2"), Pod("forwarder", "f-1", "node-2"));

        Assert.All(apart.Losses.Where(l => l.Kind is FailureMap.PlaceKind.Forwarder), l => Assert.Equal(0, l.Stopped));
        Assert.DoesNotContain(apart.Advice, a => a.Code.Contains("forwarder", StringComparison.Ordinal));
        Assert.Equal(1, together.Losses.Single(l => l is { Kind: FailureMap.PlaceKind.Node, Place: "node-2" }).Stopped);
        Assert.Single(together.Advice, a => a.Code == "forwarders-together");
    }

    [Fact]
    public void A_baker_apart_from_its_node_is_stopped_by_either()
    {
        var map = Of(ReadinessScene.Pod, Pod("node", "n-0", "node-2"));

        Assert.Equal(2, map.Losses.Count(l => l is { Kind: FailureMap.PlaceKind.Node, Stopped: 1 }));
        Assert.Contains("halves", Assert.Single(map.Advice).Words, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rack_takes_all_that_stands_in_it()
    {
        var map = Of(ReadinessScene.Pod, ReadinessScene.SentryPod("public-1", "node-2"));
        var rack = Assert.Single(map.Losses, l => l.Kind is FailureMap.PlaceKind.Domain);

        Assert.Equal(("rack-a", true), (rack.Place, rack.Bakers[0].CutOff));
    }
}
