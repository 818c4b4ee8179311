using BakeWindow.Core.Cluster;
using BakeWindow.Core.Maintenance;
using BakeWindow.Kubernetes.Rbac;
using k8s.Models;

namespace BakeWindow.Tests.Kubernetes;

/// <summary>What is granted is used, and what is used is granted: the service account has the shipped roles and nothing else, and each of them is needed.</summary>
public sealed class RightsInUseTests
{
    // Marks for neighbours are written in the name of dialects, and shown to be used with them.
    private static readonly Permission[] OfDialects = [Permissions.GetPod, Permissions.PatchPod];

    [Fact]
    public async Task Every_right_of_the_manifest_is_used_and_none_is_missing()
    {
        await using var lab = await Lab.StartAsync();
        await using (var views = new Views(lab.Client, lab.Clock, lab.Baker))
        {
            await views.UntilAsync(v => v.Connected);
        }

        await lab.Floors.SyncAsync(new Dictionary<string, bool>(), default);
        await lab.BeginAsync();
        await lab.DoAsync<CommandOutcome.Done>(new ClusterCommand.OpenFloor("node-1", "M-1", ["alpha-baker"]));
        await lab.DrainAsync();
        await lab.DoAsync<CommandOutcome.Done>(new ClusterCommand.Uncordon("node-1", "M-1"));
        await lab.DoAsync<CommandOutcome.Done>(new ClusterCommand.CloseFloor("M-1", ["alpha-baker"]));
        await lab.DoAsync<CommandOutcome.Done>(new ClusterCommand.ReleaseLease(Lab.Domain, "M-1"));
        await RestartAsync(lab);
        await lab.BringBudgetAsync("chart", new V1PodDisruptionBudgetSpec { MaxUnavailable = 1, Selector = new V1LabelSelector { MatchLabels = Lab.Map("app", "baker") } });
        await lab.Floors.SyncAsync(new Dictionary<string, bool>(), default);

        Assert.Equal(
            Permissions.All.Except(OfDialects).Select(p => (p.Group, p.Resource, p.Verb)).Order(),
            lab.Wire.Used.Keys.Order());
    }

    private static async Task RestartAsync(Lab lab)
    {
        lab.Cluster.AddDeployment("tezos", "signer", Lab.Map("app", "signer"));
        lab.Cluster.AddDaemonSet("tezos", "node", Lab.Map("app", "node"));
        var fence = (await lab.DoAsync<CommandOutcome.LeaseTaken>(new ClusterCommand.TakeLease(Lab.Domain, "M-2"))).Fence;
        foreach (var workload in new WorkloadName[] { ActionJourneys.Baker, new(WorkloadKind.Deployment, "tezos", "signer"), new(WorkloadKind.DaemonSet, "tezos", "node") })
        {
            await lab.DoAsync<CommandOutcome.Done>(new ClusterCommand.RestartWorkload(workload, "M-2", [new DomainLock(Lab.Domain, fence)], lab.Clock.GetUtcNow()));
            await lab.DoAsync<CommandOutcome.Done>(new ClusterCommand.RestoreWorkload(workload, "M-2"));
        }
    }
}
