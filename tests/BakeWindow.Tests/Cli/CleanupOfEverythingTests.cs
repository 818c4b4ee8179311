using System.Text.Json.Nodes;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Granting;
using BakeWindow.Core.Maintenance;
using BakeWindow.Kubernetes.Admission;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Dialects.NodeMaintenance;
using BakeWindow.Kubernetes.Granting;
using BakeWindow.Kubernetes.Resources;
using BakeWindow.Tests.Kubernetes;
using BakeWindow.Tests.Kubernetes.Dialects;
using BakeWindow.Tests.Kubernetes.WritePoints;
using k8s;
using k8s.Models;

namespace BakeWindow.Tests.Cli;

/// <summary>Every mark that BakeWindow can leave, by every dialect and every hand, set as it sets them; then it is gone, and <c>bakewindow cleanup</c> comes.</summary>
public sealed class CleanupOfEverythingTests
{
    private static readonly WorkloadName Baker = ActionJourneys.Baker;

    [Fact]
    public async Task Of_all_that_BakeWindow_left_nothing_stays_and_the_cluster_is_as_it_was()
    {
        await using var stage = await EveryNeighbour.StartAsync();
        var lab = stage.Lab;
        await PrepareAsync(lab);
        var before = await ClusterPicture.OfAsync(lab);

        var reports = await stage.SyncAsync(closed: true);
        Assert.All(reports, r => Assert.True(r is { Problems.Count: 0 } && r.Writes.Count + r.Holds.Count > 0, $"{r.Name} marks nothing: {string.Join("; ", r.Problems)}"));
        await WorkAsync(lab);
        // The operator was let at the node; now it is held against it again.
        await stage.SyncAsync(closed: true);
        await PublishAsync(stage);
        var left = await ClusterPicture.OfAsync(lab);

        var run = new Run(lab.Clock.GetUtcNow().AddMinutes(5));
        Assert.Equal(0, await run.StartAsync("cleanup", "--kube-url", $"{lab.Url}/as/admin"));
        Assert.Equal("", Standing.Difference(left, await ClusterPicture.OfAsync(lab)));
        foreach (var what in new[] { "appprojects argocd/bakers", "clusters fleet/prod", "machines fleet/machine-1", "nodepools bakers", "maintenanceoperatorconfigs nvidia/default",
            "talosupgrades cluster", "kubernetesupgrades kubernetes", "lease medik8s-leases/node-node-1", "nodemaintenance bakewindow-m-1", "nodegates node-1", "configmap bakewindow/bakewindow-held",
            "statefulsets tezos/baker: take off the rollout mark of M-1, set the partition to 1 again", "poddisruptionbudget tezos/", "delete the lock, held by M-1", "delete the lock, held by fleetlock" })
        {
            Assert.Contains(what, run.Out, StringComparison.Ordinal);
        }

        var done = new Run(lab.Clock.GetUtcNow().AddMinutes(5));
        Assert.Equal(0, await done.StartAsync("cleanup", "--kube-url", $"{lab.Url}/as/admin", "--yes"));
        await lab.UntilAsync(lab.IsQuietAsync);
        var stays = Standing.Difference(before, await ClusterPicture.OfAsync(lab));
        Assert.True(stays.Length == 0, stays);
        var again = new Run(lab.Clock.GetUtcNow().AddMinutes(5));
        Assert.Equal(0, await again.StartAsync("cleanup", "--kube-url", $"{lab.Url}/as/admin", "--yes"));
        Assert.Equal("nothing of BakeWindow's is in this cluster", again.Out.Trim());
    }

    private static async Task PrepareAsync(Lab lab)
    {
        await Definitions.ApplyAsync(lab, "nodegates.yaml");
        await lab.GrantAsync([.. NodeGates.Permissions, .. NodeMaintenancePermissions.Executing, .. AdmissionPermissions.All]);
        await lab.PatchSetAsync("""{"spec":{"updateStrategy":{"type":"RollingUpdate","rollingUpdate":{"partition":1}}}}""");
        await lab.Admin.CoreV1.CreateNamespacedConfigMapAsync(
            new V1ConfigMap { Metadata = new V1ObjectMeta { Name = Mark.HeldList }, Data = new Dictionary<string, string> { ["pods"] = "none", ["nodes"] = "none", ["why"] = "BakeWindow is gone" } }, "bakewindow");
    }

    // A maintenance that cordoned, opened the floor, let the operator empty the node, asked for the reboot, and held a rollout.
    private static async Task WorkAsync(Lab lab)
    {
        await lab.MovingAsync(lab.Floors.SyncAsync(new Dictionary<string, bool>(StringComparer.Ordinal), default).ContinueWith(_ => true, TaskScheduler.Default));
        var fence = await lab.BeginAsync();
        await lab.DoAsync<CommandOutcome.Done>(new ClusterCommand.OpenFloor("node-1", "M-1", ["alpha-baker"]));
        Assert.IsType<CommandOutcome.Evicted>(await lab.DoAsync(
            new ClusterCommand.EvictPods("node-1", "M-1", false), lab.NewExecutor(lab.Settings with { ByNodeMaintenance = true })));
        await lab.DoAsync<CommandOutcome.Done>(new ClusterCommand.AskReboot("node-1", "M-1", lab.TicketFor(await lab.NodeAsync())));
        await lab.DoAsync<CommandOutcome.Done>(new ClusterCommand.SetPartition(Baker, "M-1", [new DomainLock(Lab.Domain, fence)], 0));
        var since = lab.Clock.GetUtcNow();
        var grant = new Grant { Client = "fleetlock", Node = "node-3", Domain = "zone-b", BootId = "b", Since = since, Until = since.AddHours(2) };
        Assert.IsType<CommandOutcome.LeaseTaken>(await lab.MovingAsync(new GrantLocks(lab.Client, lab.Settings, lab.Clock).TakeAsync(grant, TimeSpan.FromHours(2), default)));
    }

    // What says yes or no without being a mark: gates, the list of held pods.
    private static async Task PublishAsync(DialectStage stage)
    {
        var lab = stage.Lab;
        var api = new ObjectApi(lab.Client, lab.Clock);
        var open = new JsonObject { ["allowed"] = true };
        await lab.MovingAsync(new NodeGates(api).SyncAsync(
            new Dictionary<string, JsonObject>(StringComparer.Ordinal) { ["node-1"] = open }, gone: false, lab.Clock.GetUtcNow(), default).ContinueWith(t => t.IsCompletedSuccessfully, TaskScheduler.Default));
        await new HeldList(api, "bakewindow").WriteAsync(await lab.PodsAsync("node-1"), "right near", default);
        Assert.True(await lab.Calls().FindAsync("apis/bakewindow.io/v1/nodegates/node-1") is { } gate && (bool)gate["status"]!["allowed"]!);
    }
}
