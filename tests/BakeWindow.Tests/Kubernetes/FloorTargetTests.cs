using BakeWindow.Core.Cluster;
using BakeWindow.Kubernetes.Protecting;
using k8s.Models;

namespace BakeWindow.Tests.Kubernetes;

/// <summary>Which budget becomes a floor, and what is remembered of it.</summary>
public sealed class FloorTargetTests
{
    private static readonly ProtectedWorkload Baker = Workloads.Of("alpha-baker", "app=baker");
    private static readonly PodView[] Pods = [Pod("alpha-0", ("app", "baker"), ("i", "0")), Pod("alpha-1", ("app", "baker"), ("i", "1"))];

    [Fact]
    public void None_is_there_and_one_may_be_made() =>
        Assert.IsType<FloorTarget.Missing>(FloorTarget.Of(Baker, Pods, [Budget("other", ("app", "web"))]));

    [Fact]
    public void One_that_is_there_is_taken() =>
        Assert.Equal("chart", Assert.IsType<FloorTarget.Found>(FloorTarget.Of(Baker, Pods, [Budget("chart", ("app", "baker"))])).Budget.Metadata.Name);

    [Fact]
    public void Two_of_others_are_a_problem_that_names_both()
    {
        var why = Assert.IsType<FloorTarget.Muddled>(FloorTarget.Of(Baker, Pods, [Budget("b", ("app", "baker")), Budget("a", ("i", "0"))])).Why;
        Assert.Contains("tezos/a, tezos/b", why);
    }

    [Fact]
    public void One_that_covers_only_some_of_the_pods_is_a_problem() =>
        Assert.Contains("covers only 1 of the 2 pods", Assert.IsType<FloorTarget.Muddled>(FloorTarget.Of(Baker, Pods, [Budget("half", ("i", "0"))])).Why);

    [Fact]
    public void Ours_gives_way_to_one_that_somebody_brought()
    {
        var found = Assert.IsType<FloorTarget.Found>(FloorTarget.Of(Baker, Pods, [Ours("bakewindow-alpha-baker", "alpha-baker", ("app", "baker")), Budget("chart", ("app", "baker"))]));
        Assert.Equal(("chart", "bakewindow-alpha-baker"), (found.Budget.Metadata.Name, found.Surplus?.Metadata.Name));
    }

    [Fact]
    public void Two_of_ours_agree_on_which_one_goes()
    {
        V1PodDisruptionBudget[] both = [Ours("bakewindow-a", "a", ("app", "baker")), Ours("bakewindow-b", "b", ("app", "baker"))];
        var a = Assert.IsType<FloorTarget.Found>(FloorTarget.Of(Workloads.Of("a", "app=baker"), Pods, both));
        var b = Assert.IsType<FloorTarget.Found>(FloorTarget.Of(Workloads.Of("b", "app=baker"), Pods, both));

        Assert.Equal(("bakewindow-a", null), (a.Budget.Metadata.Name, a.Surplus?.Metadata.Name));
        Assert.Equal(("bakewindow-a", "bakewindow-b"), (b.Budget.Metadata.Name, b.Surplus?.Metadata.Name));
    }

    [Fact]
    public void While_there_are_no_pods_the_selector_stands_in_for_them() =>
        Assert.IsType<FloorTarget.Found>(FloorTarget.Of(Baker, [], [Budget("chart", ("app", "baker"))]));

    [Fact]
    public void An_empty_selector_covers_everything_and_none_covers_nothing()
    {
        var all = Budget("all");
        Assert.IsType<FloorTarget.Found>(FloorTarget.Of(Baker, Pods, [all]));
        all.Spec.Selector = null;
        Assert.IsType<FloorTarget.Missing>(FloorTarget.Of(Baker, Pods, [all]));
    }

    [Fact]
    public void What_the_owner_wants_is_kept_through_our_changes_and_taken_up_when_it_changes()
    {
        var owner = new FloorSpec("1", null, null);
        var first = Adoption.Of(null, owner, FloorSpec.Closed);
        Assert.Equal(owner, first.Former);

        var second = Adoption.Of(first.Write(), FloorSpec.Closed, FloorSpec.Open(Pods));
        Assert.Equal(owner, second.Former);

        var reapplied = Adoption.Of(second.Write(), owner, FloorSpec.Closed);
        Assert.Equal(owner, reapplied.Former);

        var changed = new FloorSpec("2", null, null);
        Assert.Equal(changed, Adoption.Of(second.Write(), changed, FloorSpec.Closed).Former);
    }

    [Fact]
    public void Over_pods_without_a_controller_only_a_number_of_available_ones_opens()
    {
        Assert.Equal(new FloorSpec(null, "1", "AlwaysAllow"), FloorSpec.Open(Pods));
        Assert.Equal(new FloorSpec("1", null, "AlwaysAllow"), FloorSpec.Open([Pods[0], Pods[1] with { ControllerKind = null }]));
        Assert.Equal("0", FloorSpec.Open([Pods[0] with { ControllerKind = null }]).MinAvailable);
    }

    [Theory]
    [InlineData("app=baker,tier in (a, b),!canary,zone")]
    [InlineData("app!=web,app in (baker)")]
    public void A_declared_selector_means_the_same_in_a_budget(string text)
    {
        var declared = LabelSelector.Parse(text);
        var budget = Selectors.Of(declared);
        foreach (var labels in from app in new[] { "baker", "web", null } from tier in new[] { "a", "c", null } from canary in new[] { "1", null } from zone in new[] { "z", null } select Labels(("app", app), ("tier", tier), ("canary", canary), ("zone", zone)))
        {
            Assert.Equal(declared.Matches(labels), Selectors.Matches(budget, labels));
        }
    }

    private static Dictionary<string, string> Labels(params (string Key, string? Value)[] labels) => labels.Where(l => l.Value is not null).ToDictionary(l => l.Key, l => l.Value!);

    private static PodView Pod(string name, params (string Key, string? Value)[] labels) =>
        new() { Name = new PodName("tezos", name), Uid = name, Phase = "Running", Ready = true, ControllerKind = "StatefulSet", Labels = Labels(labels) };

    private static V1PodDisruptionBudget Budget(string name, params (string Key, string? Value)[] labels) => new()
    {
        Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = "tezos" },
        Spec = new V1PodDisruptionBudgetSpec { Selector = new V1LabelSelector { MatchLabels = Labels(labels) }, MaxUnavailable = 1 },
    };

    private static V1PodDisruptionBudget Ours(string name, string workload, params (string Key, string? Value)[] labels)
    {
        var budget = Budget(name, labels);
        budget.Metadata.Labels = new Dictionary<string, string> { [Mark.ManagedBy] = Mark.BakeWindow };
        budget.Metadata.Annotations = new Dictionary<string, string> { [Mark.Workload] = workload };
        return budget;
    }
}
