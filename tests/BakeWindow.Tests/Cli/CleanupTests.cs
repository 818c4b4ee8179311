using BakeWindow.Core.Cluster;
using BakeWindow.Core.Maintenance;
using BakeWindow.Core.Owning;
using BakeWindow.Tests.Kubernetes;
using BakeWindow.Tests.Kubernetes.WritePoints;
using k8s;
using k8s.Models;

namespace BakeWindow.Tests.Cli;

/// <summary>A BakeWindow that was taken away in the middle of a drain, against the simulated cluster.</summary>
public sealed class CleanupTests
{
    [Fact]
    public async Task Everything_is_listed_and_with_yes_the_cluster_is_as_it_was()
    {
        await using var lab = await Lab.StartAsync();
        await lab.BringBudgetAsync("chart", new V1PodDisruptionBudgetSpec { MaxUnavailable = 1, Selector = new V1LabelSelector { MatchLabels = Lab.Map("app", "baker") } });
        await lab.Admin.CoreV1.PatchNodeAsync(new V1Patch("""{"metadata":{"annotations":{"neighbour/do-not":"no"}}}""", V1Patch.PatchType.MergePatch), "node-2");
        var before = await Standing.OfAsync(lab);
        await LeaveAsync(lab);
        var left = await Standing.OfAsync(lab);
        var run = new Run(lab.Clock.GetUtcNow().AddHours(1));

        Assert.Equal(0, await run.StartAsync("cleanup", "--kube-url", $"{lab.Url}/as/admin"));
        Assert.Equal(left, await Standing.OfAsync(lab));
        Assert.Contains("would  node node-1: take off bakewindow.io/reboot-ticket, take off the cordon mark of M-1, uncordon", run.Out);
        Assert.Contains("would  node node-2: give back /metadata/annotations/neighbour~1do-not (neighbour)", run.Out);
        Assert.Contains("would  poddisruptionbudget tezos/chart: let it say again what its owner wants", run.Out);
        Assert.Contains("would  pods tezos/baker-0: give back /metadata/labels/hold (neighbour)", run.Out);
        Assert.Contains("delete the lock, held by M-1", run.Out);
        Assert.Contains("nothing was changed: write --yes to do it", run.Out);

        Assert.Equal(0, await run.StartAsync("cleanup", "--kube-url", $"{lab.Url}/as/admin", "--yes"));
        Assert.Equal("", Standing.Difference(before, await Standing.OfAsync(lab)));
        Assert.Empty((await lab.Admin.CoordinationV1.ListNamespacedLeaseAsync("bakewindow")).Items);

        var again = new Run(lab.Clock.GetUtcNow().AddHours(1));
        Assert.Equal(0, await again.StartAsync("cleanup", "--kube-url", $"{lab.Url}/as/admin", "--yes"));
        Assert.Equal("nothing of BakeWindow's is in this cluster", again.Out.Trim());
    }

    [Fact]
    public async Task A_budget_of_its_own_is_deleted_and_a_former_cordon_stays()
    {
        await using var lab = await Lab.StartAsync();
        await lab.Admin.CoreV1.PatchNodeAsync(new V1Patch("""{"spec":{"unschedulable":true}}""", V1Patch.PatchType.MergePatch), "node-1");
        await LeaveAsync(lab);
        var run = new Run(lab.Clock.GetUtcNow().AddHours(1));

        Assert.Equal(0, await run.StartAsync("cleanup", "--kube-url", $"{lab.Url}/as/admin", "--yes"));
        Assert.Empty(await lab.BudgetsAsync());
        Assert.True((await lab.NodeAsync()).Spec.Unschedulable);
        Assert.Null(await lab.MarkAsync());
    }

    [Fact]
    public async Task While_BakeWindow_renews_its_lock_nothing_is_touched()
    {
        await using var lab = await Lab.StartAsync();
        await LeaveAsync(lab);
        var left = await Standing.OfAsync(lab);
        var run = new Run(lab.Clock.GetUtcNow().AddSeconds(5));

        Assert.Equal(75, await run.StartAsync("cleanup", "--kube-url", $"{lab.Url}/as/admin", "--yes"));
        Assert.Contains("BakeWindow seems to be running", run.Errors);
        Assert.Equal(left, await Standing.OfAsync(lab));
    }

    [Fact]
    public async Task What_one_may_not_see_is_said_and_is_no_success()
    {
        await using var lab = await Lab.StartAsync();
        lab.Cluster.AddServiceAccount("tezos", "nobody");

        var (code, _, errors) = await Run.ItAsync("cleanup", "--kube-url", $"{lab.Url}/as/token-of-tezos-nobody");
        Assert.Equal(69, code);
        Assert.Contains("403", errors);
    }

    private static async Task LeaveAsync(Lab lab)
    {
        await lab.Floors.SyncAsync(new Dictionary<string, bool>(StringComparer.Ordinal), default);
        await lab.BeginAsync();
        await lab.DoAsync<CommandOutcome.Done>(new ClusterCommand.OpenFloor("node-1", "M-1", ["alpha-baker"]));
        await lab.DoAsync<CommandOutcome.Done>(new ClusterCommand.AskReboot("node-1", "M-1", lab.TicketFor(await lab.NodeAsync())));
        var node = System.Text.Json.Nodes.JsonNode.Parse(lab.Cluster.Json("nodes", "", "node-2")!)!.AsObject();
        await lab.Admin.CoreV1.PatchNodeAsync(Own(node, OwnedField.Annotation("neighbour/do-not", "yes")), "node-2");
        var pod = System.Text.Json.Nodes.JsonNode.Parse(lab.Cluster.Json("pods", "tezos", "baker-0")!)!.AsObject();
        await lab.Admin.CoreV1.PatchNamespacedPodAsync(Own(pod, OwnedField.Label("hold", "true")), "baker-0", "tezos");
    }

    private static V1Patch Own(System.Text.Json.Nodes.JsonObject one, OwnedField field) => new(
        Ownership.Patch(one, new Dictionary<string, IReadOnlyList<OwnedField>>(StringComparer.Ordinal) { ["neighbour"] = [field] })!.ToJsonString(), V1Patch.PatchType.MergePatch);
}
