using BakeWindow.Core.Cluster;
using BakeWindow.Core.Disruptions;
using BakeWindow.Core.Gate;
using static BakeWindow.Core.Tests.Disruptions.DisruptionScene;

namespace BakeWindow.Core.Tests.Disruptions;

public sealed class DisruptionGuardTests
{
    [Fact]
    public void An_eviction_of_a_protected_pod_is_refused_with_the_right_and_the_next_window()
    {
        var refused = Assert.IsType<DisruptionAnswer.Refuse>(Answer(Closed, Evict()));

        Assert.Equal("baking-right-ahead", refused.Reason);
        Assert.StartsWith("BakeWindow: tz1", refused.Message, StringComparison.Ordinal);
        Assert.Contains("level 1150 (round 0)", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Next window 20", refused.Message, StringComparison.Ordinal);
        Assert.True(refused.Message.Length < 300, refused.Message);
        Assert.NotNull(refused.NextSafeAt);
    }

    [Fact]
    public void In_a_window_it_is_let_through() => Assert.Equal("safe-window", Let(Open, Evict()));

    [Fact]
    public void A_dry_run_gets_the_same_answer() => Assert.Equal($"{Answer(Closed, Evict())}", $"{Answer(Closed, Evict() with { DryRun = true })}");

    [Theory]
    [InlineData("web-0", "tezos", "not-protected")]
    [InlineData("alpha-0", "shop", "not-protected")]
    [InlineData("alpha-0", "bakewindow", "exempt-namespace")]
    [InlineData("alpha-0", "kube-system", "exempt-namespace")]
    [InlineData("gone-0", "tezos", "pod-unknown")]
    public void What_is_not_a_protected_pod_is_let_through(string name, string ns, string why) => Assert.Equal(why, Let(Closed, Evict(name, ns)));

    [Fact]
    public void A_pod_that_is_leaving_or_has_ended_or_runs_nowhere_is_let_through()
    {
        Assert.Equal("leaving-already", Let(Closed, Delete(Baker with { Terminating = true })));
        Assert.Equal("leaving-already", Let(Closed, Delete(Baker with { Phase = "Failed" })));
        Assert.Equal("leaving-already", Let(Closed, Delete(Baker with { Phase = "Succeeded" })));
        Assert.Equal("runs-nowhere", Let(Closed, Delete(Baker with { Node = null, Phase = "Pending" })));
    }

    [Fact]
    public void A_delete_is_refused_but_for_those_who_tidy_up()
    {
        Assert.IsType<DisruptionAnswer.Refuse>(Answer(Closed, Delete()));
        Assert.Equal("kubelet", Let(Closed, Delete(null, "system:nodes", "system:authenticated")));
        Assert.Equal("system-controller", Let(Closed, Delete(null, "system:serviceaccounts", "system:serviceaccounts:kube-system")));
        Assert.IsType<DisruptionAnswer.Refuse>(Answer(Closed, Delete(null, "system:serviceaccounts", "system:serviceaccounts:tezos")));
    }

    [Fact]
    public void An_autoscaler_in_kube_system_that_evicts_is_held_like_everybody() =>
        Assert.IsType<DisruptionAnswer.Refuse>(Answer(Closed, Evict() with { Groups = ["system:serviceaccounts:kube-system"] }));

    [Fact]
    public void A_maintenance_that_evicts_lets_through_what_runs_on_its_node_and_nothing_else()
    {
        var active = new ActiveMaintenance("M-1", "node-1", "rack-a", [], Evicting: true);
        var world = Closed with { Active = [active] };

        Assert.Equal("maintenance", Let(world, Evict(), "alpha"));
        Assert.IsType<DisruptionAnswer.Refuse>(Answer(Closed with { Active = [active with { Node = "node-2" }] }, Evict(), RolloutPolicy.Warn, "alpha"));
        Assert.IsType<DisruptionAnswer.Refuse>(Answer(Closed with { Active = [active with { Evicting = false }] }, Evict(), RolloutPolicy.Warn, "alpha"));
        // It is done with them: what came back is protected again.
        Assert.IsType<DisruptionAnswer.Refuse>(Answer(world, Evict()));
    }

    [Fact]
    public void What_can_not_be_known_is_refused_for_protected_pods_and_for_names_that_may_be_theirs()
    {
        Assert.Equal("head-missing", Refused(Open with { Chain = null }, Evict()));
        Assert.Equal("cluster-unknown", Refused(Open with { Cluster = ClusterView.Unseen }, Evict()));
        Assert.Equal("cluster-unknown", Refused(Open with { Cluster = Open.Cluster! with { Connected = false } }, Evict("new-0")));
        Assert.Equal("not-protected", Let(Open with { Cluster = Open.Cluster! with { Connected = false } }, Evict("web-0")));
        Assert.Equal("not-protected", Let(Open with { Cluster = ClusterView.Unseen }, Evict("alpha-0", "shop")));
    }

    [Fact]
    public void An_eviction_waits_for_its_floor_and_a_delete_that_no_floor_holds_does_not()
    {
        var world = Open with { Cluster = Open.Cluster! with { Floors = [BakeWindow.Core.Tests.Gate.GateScene.Floor(closed: true)] } };

        Assert.Equal("floor-not-open", Refused(world, Evict()));
        Assert.Equal("safe-window", Let(world, Delete()));
    }

    [Theory]
    [InlineData(RolloutPolicy.Warn)]
    [InlineData(RolloutPolicy.Hold)]
    [InlineData(RolloutPolicy.Off)]
    public void A_rollout_is_warned_of_or_held_as_policy_has_it(RolloutPolicy policy)
    {
        var answer = Answer(Closed, Rollout(), policy);

        Assert.IsType(policy switch { RolloutPolicy.Warn => typeof(DisruptionAnswer.Warn), RolloutPolicy.Hold => typeof(DisruptionAnswer.Refuse), _ => typeof(DisruptionAnswer.LetThrough) }, answer);
        Assert.IsType<DisruptionAnswer.LetThrough>(Answer(Open, Rollout(), policy));
        Assert.Equal("not-protected", Answer(Closed, Rollout("web"), policy is RolloutPolicy.Off ? RolloutPolicy.Hold : policy).Reason);
    }

    [Fact]
    public void A_change_that_replaces_no_pod_yet_is_let_through() => Assert.Equal("replaces-no-pod", Answer(Closed, Rollout(replaces: false), RolloutPolicy.Hold).Reason);

    [Fact]
    public void A_rollout_of_a_workload_without_a_pod_on_a_node_is_asked_of_its_baker() =>
        Assert.Equal("baking-right-ahead", Answer(Closed with { Cluster = Closed.Cluster! with { Pods = [] } }, Rollout(), RolloutPolicy.Hold).Reason);

    [Fact]
    public void The_held_pods_are_those_whose_eviction_would_be_refused()
    {
        var guard = new DisruptionGuard("bakewindow");

        Assert.Equal(["tezos/alpha-0"], HeldPods.Of(Closed, new HashSet<string>(), guard, Now).Pods.Select(p => p.Name.ToString()));
        Assert.Empty(HeldPods.Of(Open, new HashSet<string>(), guard, Now).Pods);
    }

    private static string Let(World world, DisruptionRequest request, params string[] emptying) =>
        Assert.IsType<DisruptionAnswer.LetThrough>(Answer(world, request, RolloutPolicy.Warn, emptying)).Reason;

    private static string Refused(World world, DisruptionRequest request) => Assert.IsType<DisruptionAnswer.Refuse>(Answer(world, request)).Reason;
}
