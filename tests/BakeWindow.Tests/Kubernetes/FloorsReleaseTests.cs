using BakeWindow.Kubernetes;
using k8s.Models;

namespace BakeWindow.Tests.Kubernetes;

/// <summary>Floors of workloads that are no longer declared are let go of; whatever else stands there stays.</summary>
public sealed class FloorsReleaseTests
{
    private static readonly Dictionary<string, bool> Closed = [];

    [Fact]
    public async Task One_of_its_own_is_deleted_when_its_workload_is_no_longer_declared()
    {
        await using var lab = await Lab.StartAsync([Workloads.Of("alpha-baker", "app=baker"), Workloads.Of("alpha-signer", "app=signer")]);
        await lab.Floors.SyncAsync(Closed, default);
        Assert.Equal(2, (await lab.BudgetsAsync()).Count);

        var released = await Declaring(lab, "alpha-baker", "app=baker").ReleaseUndeclaredAsync(default);

        Assert.Equal("deleted", Assert.IsType<FloorOutcome.Changed>(Assert.Single(released).Value).What);
        Assert.Equal("bakewindow-alpha-baker", Assert.Single(await lab.BudgetsAsync()).Metadata.Name);
    }

    [Fact]
    public async Task An_adopted_one_says_again_what_its_owner_wants()
    {
        await using var lab = await Lab.StartAsync([Workloads.Of("alpha-baker", "app=baker"), Workloads.Of("alpha-signer", "app=signer")]);
        await lab.BringBudgetAsync("chart", Over("signer", 2));
        await lab.Floors.SyncAsync(Closed, default);
        Assert.Equal("0", (await lab.BudgetsAsync()).Single(b => b.Metadata.Name == "chart").Spec.MaxUnavailable.Value);

        await Declaring(lab, "alpha-baker", "app=baker").ReleaseUndeclaredAsync(default);

        var chart = (await lab.BudgetsAsync()).Single(b => b.Metadata.Name == "chart");
        Assert.Equal("2", chart.Spec.MaxUnavailable.Value);
        Assert.DoesNotContain(chart.Metadata.Annotations ?? new Dictionary<string, string>(), a => a.Key.StartsWith("bakewindow.io/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_covers_a_declared_workload_stays_whatever_it_was_made_for()
    {
        await using var lab = await Lab.StartAsync();
        await lab.Floors.SyncAsync(Closed, default);

        // The same pods, declared under another name: its floor is taken over, never let go.
        Assert.Empty(await Declaring(lab, "beta-baker", "app=baker").ReleaseUndeclaredAsync(default));
        Assert.Single(await lab.BudgetsAsync());
    }

    [Fact]
    public async Task Somebody_elses_and_those_of_other_namespaces_are_never_touched()
    {
        await using var lab = await Lab.StartAsync();
        lab.Cluster.AddNamespace("shop");
        await lab.BringBudgetAsync("foreign", Over("web", 0));
        await k8s.PolicyV1OperationsExtensions.CreateNamespacedPodDisruptionBudgetAsync(lab.Admin.PolicyV1, new V1PodDisruptionBudget
        {
            Metadata = new V1ObjectMeta
            {
                Name = "bakewindow-elsewhere",
                NamespaceProperty = "shop",
                Labels = Lab.Map("app.kubernetes.io/managed-by", "bakewindow"),
                Annotations = Lab.Map("bakewindow.io/workload", "elsewhere"),
            },
            Spec = Over("web", 0),
        }, "shop");
        lab.Wire.Requests.Clear();

        Assert.Empty(await lab.Floors.ReleaseUndeclaredAsync(default));
        Assert.Equal(0, lab.Wire.Writes);
    }

    [Fact]
    public async Task What_can_not_be_read_is_said_and_let_be()
    {
        await using var lab = await Lab.StartAsync();
        lab.Wire.Fate = _ => Mishap.Broken;

        Assert.IsType<FloorOutcome.Unavailable>(Assert.Single(await lab.Floors.ReleaseUndeclaredAsync(default)).Value);
    }

    private static Floors Declaring(Lab lab, string name, string selector) => new(lab.Client, [Workloads.Of(name, selector)], lab.Clock);

    private static V1PodDisruptionBudgetSpec Over(string app, int maxUnavailable) =>
        new() { MaxUnavailable = maxUnavailable, Selector = new V1LabelSelector { MatchLabels = Lab.Map("app", app) } };
}
