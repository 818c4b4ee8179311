using BakeWindow.Core.Maintenance;
using BakeWindow.Kubernetes;
using k8s;
using k8s.Models;

namespace BakeWindow.Tests.Kubernetes.AnyCluster;

/// <summary>What BakeWindow relies on in a cluster, shown on the simulated one and on any real one. The simulated one runs always, so that the tests themselves are known to be right.</summary>
public sealed class AnyClusterTests
{
    [Theory]
    [MemberData(nameof(Place.Kinds), MemberType = typeof(Place))]
    public async Task A_closed_floor_refuses_an_eviction_with_429_and_an_open_one_lets_it_through(string cluster)
    {
        await using var place = await Place.MakeAsync(cluster);
        var pod = await place.BakeAsync();
        await place.SetAsync(open: false);
        Assert.Equal(429, await place.EvictAsync(pod));

        await place.SetAsync(open: true);
        Assert.IsType<FloorOutcome.Kept>(await place.Floors.AwaitOpenAsync(place.Baker, pod.Spec.NodeName, default));
        Assert.Equal(201, await place.EvictAsync(pod));
        await place.ReadyAsync(p => p.Metadata.Uid != pod.Metadata.Uid);
    }

    [Theory]
    [MemberData(nameof(Place.Kinds), MemberType = typeof(Place))]
    public async Task Closed_is_closed_from_the_moment_the_write_is_answered(string cluster)
    {
        await using var place = await Place.MakeAsync(cluster);
        var pod = await place.BakeAsync();
        for (var turn = 0; turn < 5; turn++)
        {
            await place.SetAsync(open: true);
            await place.Floors.AwaitOpenAsync(place.Baker, pod.Spec.NodeName, default);
            await place.SetAsync(open: false);
            Assert.Equal(429, await place.EvictAsync(pod));
        }
    }

    [Theory]
    [MemberData(nameof(Place.Kinds), MemberType = typeof(Place))]
    public async Task A_budget_that_is_there_is_adopted_and_given_back_as_it_was(string cluster)
    {
        await using var place = await Place.MakeAsync(cluster);
        await place.BakeAsync();
        var chart = new V1PodDisruptionBudget
        {
            Metadata = new V1ObjectMeta { Name = "chart" },
            Spec = new V1PodDisruptionBudgetSpec { MinAvailable = "50%", Selector = new V1LabelSelector { MatchLabels = new Dictionary<string, string>(StringComparer.Ordinal) { ["app"] = "alpha" } } },
        };
        await place.Client.PolicyV1.CreateNamespacedPodDisruptionBudgetAsync(chart, place.Namespace);

        await place.SetAsync(open: false);
        Assert.Equal("0", Assert.Single(await place.BudgetsAsync()).Spec.MaxUnavailable.Value);
        await place.Floors.ReleaseAsync(place.Baker, default);
        var left = Assert.Single(await place.BudgetsAsync());
        Assert.Equal(("50%", null), (left.Spec.MinAvailable.Value, left.Spec.MaxUnavailable?.Value));
        Assert.DoesNotContain(left.Metadata.Annotations?.Keys ?? [], k => k.StartsWith("bakewindow.io/", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Place.Kinds), MemberType = typeof(Place))]
    public async Task A_lock_has_one_holder_and_a_fence_that_grows(string cluster)
    {
        await using var place = await Place.MakeAsync(cluster);
        var first = Assert.IsType<CommandOutcome.LeaseTaken>(await place.Executor.ExecuteAsync(new ClusterCommand.TakeLease("rack-a", "M-1"), default));
        Assert.IsType<CommandOutcome.HeldBy>(await place.Executor.ExecuteAsync(new ClusterCommand.TakeLease("rack-a", "M-2"), default));
        Assert.IsType<CommandOutcome.Done>(await place.Executor.ExecuteAsync(new ClusterCommand.ReleaseLease("rack-a", "M-1"), default));
        var second = Assert.IsType<CommandOutcome.LeaseTaken>(await place.Executor.ExecuteAsync(new ClusterCommand.TakeLease("rack-a", "M-2"), default));
        Assert.True(second.Fence > first.Fence);
    }
}
