using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Dialects;
using BakeWindow.Kubernetes.Dialects.MaintenanceController;

namespace BakeWindow.Tests.Kubernetes.Dialects;

/// <summary>A stage with every neighbour that BakeWindow has a dialect for, each with the objects that it would mark.</summary>
internal static class EveryNeighbour
{
    // The one that hangs something on only when it is told to.
    private static readonly IReadOnlyList<IDialect> Dialects = [.. DialectCatalog.All.Select(d => d is MaintenanceControllerDialect ? new MaintenanceControllerDialect(label: true) : d)];

    public static async Task<DialectStage> StartAsync()
    {
        var stage = await DialectStage.StartAsync(Dialects);
        var cluster = stage.Lab.Cluster;
        foreach (var ns in new[] { "argocd", "fleet", "medik8s-leases", "nvidia", "system-upgrade" })
        {
            cluster.AddNamespace(ns);
        }

        cluster.AddKind("argoproj.io", "v1alpha1", "appprojects", "AppProject");
        cluster.AddKind("cluster.x-k8s.io", "v1beta2", "machines", "Machine");
        cluster.AddKind("cluster.x-k8s.io", "v1beta2", "clusters", "Cluster");
        cluster.AddKind("karpenter.sh", "v1", "nodepools", "NodePool", namespaced: false);
        cluster.AddKind("maintenance.nvidia.com", "v1alpha1", "maintenanceoperatorconfigs", "MaintenanceOperatorConfig");
        cluster.AddKind(MedikStage.NodeMaintenances.Group, MedikStage.NodeMaintenances.Version, MedikStage.NodeMaintenances.Plural, "NodeMaintenance", namespaced: false);
        cluster.AddKind("tuppr.home-operations.com", "v1alpha1", "talosupgrades", "TalosUpgrade", namespaced: false);
        cluster.AddKind("tuppr.home-operations.com", "v1alpha1", "kubernetesupgrades", "KubernetesUpgrade", namespaced: false);
        cluster.AddKind("upgrade.cattle.io", "v1", "plans", "Plan");
        await BringAsync("argoproj.io/v1alpha1", "appprojects", "argocd", """{"metadata":{"name":"bakers"},"spec":{"destinations":[{"namespace":"tezos","server":"*"}]}}""");
        await BringAsync("cluster.x-k8s.io/v1beta2", "machines", "fleet", """{"metadata":{"name":"machine-1"},"spec":{"clusterName":"prod"}}""");
        await stage.ChangeAsync(new ResourceType("cluster.x-k8s.io", "v1beta2", "machines"), "fleet", "machine-1", """{"status":{"nodeRef":{"name":"node-1"}}}""", "status");
        await BringAsync("cluster.x-k8s.io/v1beta2", "clusters", "fleet", """{"metadata":{"name":"prod"},"spec":{"topology":{"version":"v1.34.2"}}}""");
        await BringAsync("karpenter.sh/v1", "nodepools", null, """{"metadata":{"name":"bakers"},"spec":{"disruption":{"budgets":[{"nodes":"10%"}]},"template":{"spec":{"expireAfter":"Never"}}}}""");
        await stage.ChangeAsync(ResourceType.Nodes, null, "node-1", """{"metadata":{"labels":{"karpenter.sh/nodepool":"bakers","plan.upgrade.cattle.io/k3s":"0ldhash"},"annotations":{"karpenter.sh/do-not-disrupt":"false"}}}""");
        await BringAsync("maintenance.nvidia.com/v1alpha1", "maintenanceoperatorconfigs", "nvidia", """{"metadata":{"name":"default"},"spec":{"maxUnavailable":2}}""");
        await BringAsync("tuppr.home-operations.com/v1alpha1", "talosupgrades", null, """{"metadata":{"name":"cluster"},"spec":{"talos":{"version":"v1.12.0"}}}""");
        await BringAsync("tuppr.home-operations.com/v1alpha1", "kubernetesupgrades", null, """{"metadata":{"name":"kubernetes"},"spec":{"kubernetes":{"version":"v1.34.0"}}}""");
        await BringAsync("upgrade.cattle.io/v1", "plans", "system-upgrade", """{"metadata":{"name":"k3s"},"spec":{"concurrency":1}}""");
        await stage.ChangeAsync(new ResourceType("upgrade.cattle.io", "v1", "plans"), "system-upgrade", "k3s", """{"status":{"latestHash":"n3wha5h"}}""", "status");
        return stage;

        Task BringAsync(string version, string plural, string? ns, string json) =>
            stage.Lab.MakeAsync(ns is null ? $"apis/{version}/{plural}" : $"apis/{version}/namespaces/{ns}/{plural}", json);
    }
}
