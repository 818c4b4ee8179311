using BakeWindow.Core.Cluster;
using BakeWindow.Core.Maintenance;
using BakeWindow.Kubernetes.Rbac;
using k8s;
using k8s.Models;

namespace BakeWindow.Tests.Kubernetes;

/// <summary>Commands about workloads against an API server: what they write, that twice is as good as once, and whose things they leave alone.</summary>
public sealed class RolloutTests
{
    private static readonly WorkloadName Set = ActionJourneys.Baker;

    private static async Task<IReadOnlyList<DomainLock>> LockAsync(Lab lab, string maintenance = "M-1") =>
        [new DomainLock(Lab.Domain, (await lab.DoAsync<CommandOutcome.LeaseTaken>(new ClusterCommand.TakeLease(Lab.Domain, maintenance))).Fence)];

    private static async Task<RolloutView> LookAsync(Lab lab) => (await lab.DoAsync<CommandOutcome.RolloutSeen>(new ClusterCommand.LookAtRollout(Set, "M-1"))).Rollout;

    private static async Task<RolloutMark?> MarkAsync(Lab lab) =>
        RolloutMark.Read((await lab.SetAsync()).Metadata.Annotations?.TryGetValue(Mark.Rollout, out var text) is true ? text : null);

    [Fact]
    public async Task A_restart_is_given_once_for_each_maintenance()
    {
        await using var lab = await Lab.StartAsync();
        var locks = await LockAsync(lab);
        var restart = new ClusterCommand.RestartWorkload(Set, "M-1", locks, lab.Clock.GetUtcNow());
        await lab.DoAsync<CommandOutcome.Done>(restart);
        var first = await lab.SetAsync();
        Assert.Equal("2026-10-01T12", first.Spec.Template.Metadata.Annotations["kubectl.kubernetes.io/restartedAt"][..13]);
        Assert.Equal("M-1", (await MarkAsync(lab))!.Maintenance);

        // Somebody restarts it after us; ours is not given over it.
        await lab.PatchSetAsync("""{"spec":{"template":{"metadata":{"annotations":{"kubectl.kubernetes.io/restartedAt":"2030-01-01T00:00:00Z"}}}}}""");
        await lab.DoAsync<CommandOutcome.Done>(restart);

        Assert.Equal("2030-01-01T00:00:00Z", (await lab.SetAsync()).Spec.Template.Metadata.Annotations["kubectl.kubernetes.io/restartedAt"]);
        await lab.DoAsync<CommandOutcome.Done>(new ClusterCommand.RestoreWorkload(Set, "M-1"));
        Assert.Null(await MarkAsync(lab));
    }

    [Fact]
    public async Task Without_the_lock_or_under_anothers_mark_nothing_is_written()
    {
        await using var lab = await Lab.StartAsync();
        IReadOnlyList<DomainLock> never = [new DomainLock(Lab.Domain, 7)];
        await lab.DoAsync<CommandOutcome.HeldBy>(new ClusterCommand.RestartWorkload(Set, "M-1", never, lab.Clock.GetUtcNow()));
        await lab.PatchSetAsync("""{"metadata":{"annotations":{"bakewindow.io/rollout":"{\"maintenance\":\"M-0\",\"fence\":1}"}}}""");
        var locks = await LockAsync(lab);

        Assert.Equal("M-0", (await lab.DoAsync<CommandOutcome.HeldBy>(new ClusterCommand.RestartWorkload(Set, "M-1", locks, lab.Clock.GetUtcNow()))).Holder);
        Assert.Equal("M-0", (await lab.DoAsync<CommandOutcome.HeldBy>(new ClusterCommand.SetPartition(Set, "M-1", locks, -1))).Holder);
        await lab.DoAsync<CommandOutcome.Done>(new ClusterCommand.RestoreWorkload(Set, "M-1"));

        Assert.Equal("M-0", (await MarkAsync(lab))!.Maintenance);
        Assert.DoesNotContain("kubectl.kubernetes.io/restartedAt", (await lab.SetAsync()).Spec.Template.Metadata.Annotations?.Keys ?? []);
    }

    [Fact]
    public async Task A_partition_is_remembered_and_given_back_unless_somebody_set_another()
    {
        await using var lab = await Lab.StartAsync();
        await lab.PatchSetAsync("""{"spec":{"updateStrategy":{"type":"RollingUpdate","rollingUpdate":{"partition":5}}}}""");
        var locks = await LockAsync(lab);
        await lab.DoAsync<CommandOutcome.Done>(new ClusterCommand.SetPartition(Set, "M-1", locks, 3));
        await lab.DoAsync<CommandOutcome.Done>(new ClusterCommand.SetPartition(Set, "M-1", locks, 1));
        Assert.Equal((5, 1), ((await MarkAsync(lab))!.FormerPartition, (await MarkAsync(lab))!.Partition));

        await lab.DoAsync<CommandOutcome.Done>(new ClusterCommand.RestoreWorkload(Set, "M-1"));
        Assert.Equal(5, (await lab.SetAsync()).Spec.UpdateStrategy.RollingUpdate.Partition);

        await lab.DoAsync<CommandOutcome.Done>(new ClusterCommand.SetPartition(Set, "M-1", locks, 2));
        await lab.PatchSetAsync("""{"spec":{"updateStrategy":{"rollingUpdate":{"partition":4}}}}""");
        await lab.DoAsync<CommandOutcome.Done>(new ClusterCommand.RestoreWorkload(Set, "M-1"));
        Assert.Equal(4, (await lab.SetAsync()).Spec.UpdateStrategy.RollingUpdate.Partition);
    }

    [Fact]
    public async Task An_old_pod_goes_through_its_opened_floor_and_a_new_one_under_its_name_stays()
    {
        await using var lab = await Lab.StartAsync();
        await lab.Floors.SyncAsync(new Dictionary<string, bool>(), default);
        await ActionJourneys.All["release OnDelete"].Before(lab);
        var locks = await LockAsync(lab);
        await lab.UntilAsync(async () => (await LookAsync(lab)).Old.Count == 1);
        var old = Assert.Single((await LookAsync(lab)).Old);
        var evict = new ClusterCommand.EvictPod(Set, "M-1", locks, old, ["alpha-baker"]);
        await lab.DoAsync<CommandOutcome.Done>(evict);
        await lab.UntilAsync(async () => (await LookAsync(lab)).Complete);
        var young = Assert.Single(await lab.PodsAsync());

        await lab.DoAsync<CommandOutcome.Done>(evict);

        Assert.NotEqual(old.Uid, young.Uid);
        Assert.Equal(young.Uid, Assert.Single(await lab.PodsAsync()).Uid);
        Assert.False(young.Terminating);
    }

    [Fact]
    public async Task A_deployment_is_restarted_and_its_rollout_seen_to_its_end()
    {
        await using var lab = await Lab.StartAsync([Workloads.Of("alpha-baker", "app=baker"), Workloads.Of("alpha-signer", "app=signer")]);
        lab.Cluster.AddDeployment("tezos", "signer", Lab.Map("app", "signer"), replicas: 2);
        await lab.UntilAsync(lab.IsQuietAsync);
        var signer = new WorkloadName(WorkloadKind.Deployment, "tezos", "signer");
        var before = (await lab.PodsAsync()).Where(signer.Owns).Select(p => p.Uid).ToList();
        Assert.Equal(2, before.Count);
        var locks = await LockAsync(lab);
        await lab.DoAsync<CommandOutcome.Done>(new ClusterCommand.RestartWorkload(signer, "M-1", locks, lab.Clock.GetUtcNow()));
        await lab.UntilAsync(async () => (await lab.DoAsync<CommandOutcome.RolloutSeen>(new ClusterCommand.LookAtRollout(signer, "M-1"))).Rollout is { Complete: true, Restarted: true });

        Assert.Empty((await lab.PodsAsync()).Where(signer.Owns).Select(p => p.Uid).Intersect(before));
        await lab.DoAsync<CommandOutcome.Done>(new ClusterCommand.RestoreWorkload(signer, "M-1"));
    }

    [Fact]
    public async Task A_daemon_set_with_OnDelete_tells_its_old_pods()
    {
        await using var lab = await Lab.StartAsync();
        lab.Cluster.AddDaemonSet("tezos", "node", Lab.Map("app", "node"));
        await lab.UntilAsync(lab.IsQuietAsync);
        await lab.Admin.AppsV1.PatchNamespacedDaemonSetAsync(
            new V1Patch("""{"spec":{"updateStrategy":{"$retainKeys":["type"],"type":"OnDelete"},"template":{"metadata":{"annotations":{"v":"2"}}}}}""", V1Patch.PatchType.StrategicMergePatch), "node", "tezos");
        var set = new WorkloadName(WorkloadKind.DaemonSet, "tezos", "node");
        await lab.UntilAsync(async () => await lab.DoAsync(new ClusterCommand.LookAtRollout(set, "M-1")) is CommandOutcome.RolloutSeen { Rollout: { Settled: true, Old.Count: 3 } });

        var seen = (await lab.DoAsync<CommandOutcome.RolloutSeen>(new ClusterCommand.LookAtRollout(set, "M-1"))).Rollout;
        Assert.False(seen.ReplacesPods);
        Assert.False(seen.Complete);
    }

    [Fact]
    public async Task A_workload_that_is_gone_is_told_and_one_without_the_role_is_refused_with_its_name()
    {
        await using var lab = await Lab.StartAsync(null, RbacRole.Rollout);
        var refused = await lab.DoAsync<CommandOutcome.Refused>(new ClusterCommand.LookAtRollout(Set, "M-1"));
        Assert.Contains("bakewindow-rollout", refused.Why);

        await using var full = await Lab.StartAsync();
        await full.DoAsync<CommandOutcome.WorkloadGone>(new ClusterCommand.LookAtRollout(Set with { Name = "nobody" }, "M-1"));
        await full.DoAsync<CommandOutcome.Done>(new ClusterCommand.RestoreWorkload(Set with { Name = "nobody" }, "M-1"));
    }
}
