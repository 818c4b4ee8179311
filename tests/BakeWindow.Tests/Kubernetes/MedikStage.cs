using BakeWindow.Kubernetes;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Dialects.NodeMaintenance;
using BakeWindow.Simulator.Neighbours;

namespace BakeWindow.Tests.Kubernetes;

/// <summary>A cluster with medik8s' operator at work, and a BakeWindow that lets it empty nodes.</summary>
internal static class MedikStage
{
    public static ResourceType NodeMaintenances { get; } = new("nodemaintenance.medik8s.io", "v1beta1", "nodemaintenances");

    public static ClusterSettings Settings { get; } = new() { Workloads = [Workloads.Of("alpha-baker", "app=baker")], ByNodeMaintenance = true, SeesNodeMaintenances = true };

    /// <summary>The kind, its namespace and the rights.</summary>
    public static async Task SetAsync(Lab lab)
    {
        lab.Cluster.AddNamespace(NodeMaintenanceDialect.LeaseNamespace);
        lab.Cluster.AddKind(NodeMaintenances.Group, NodeMaintenances.Version, NodeMaintenances.Plural, "NodeMaintenance", namespaced: false);
        await lab.GrantAsync([.. NodeMaintenancePermissions.Holding, .. NodeMaintenancePermissions.Executing]);
    }

    /// <summary>The operator's reconciliations.</summary>
    public static Func<Task> Operator(Lab lab) => new NodeMaintenanceController(lab.Door(), lab.Clock).ReconcileAsync;
}
