using BakeWindow.Kubernetes.Dialects;
using BakeWindow.Kubernetes.Dialects.ArgoCd;
using BakeWindow.Kubernetes.Dialects.ClusterApi;
using BakeWindow.Kubernetes.Dialects.ClusterAutoscaler;
using BakeWindow.Kubernetes.Dialects.Descheduler;
using BakeWindow.Kubernetes.Dialects.Fluo;
using BakeWindow.Kubernetes.Dialects.Karpenter;
using BakeWindow.Kubernetes.Dialects.Kured;
using BakeWindow.Kubernetes.Dialects.MaintenanceController;
using BakeWindow.Kubernetes.Dialects.NodeMaintenance;
using BakeWindow.Kubernetes.Dialects.NvidiaMaintenance;
using BakeWindow.Kubernetes.Dialects.ProtectedPod;
using BakeWindow.Kubernetes.Dialects.SystemUpgradeController;
using BakeWindow.Kubernetes.Dialects.Tuppr;

namespace BakeWindow.Web.Configuration;

/// <summary>Makes the dialects that are switched on.</summary>
internal static class DialectsReader
{
    public static IReadOnlyList<IDialect> Read(DialectsOptions options)
    {
        (bool Enabled, Func<IDialect> Make)[] all =
        [
            (options.ArgoCd.Enabled, () => new ArgoCdDialect(options.ArgoCd.Namespace, options.ArgoCd.Projects)),
            (options.ClusterApi.Enabled, () => new ClusterApiDialect(options.ClusterApi.Clusters)),
            (options.ClusterAutoscaler.Enabled, () => new ClusterAutoscalerDialect()),
            (options.Descheduler.Enabled, () => new DeschedulerDialect()),
            (options.Fluo.Enabled, () => new FluoDialect()),
            (options.Karpenter.Enabled, () => new KarpenterDialect()),
            (options.Kured.Enabled, () => new KuredDialect()),
            (options.MaintenanceController.Enabled, () => new MaintenanceControllerDialect(options.MaintenanceController.Label)),
            (options.NodeMaintenance.Enabled, () => new NodeMaintenanceDialect(options.NodeMaintenance.Executor)),
            (options.NvidiaMaintenance.Enabled, () => new NvidiaMaintenanceDialect()),
            (options.ProtectedPod.Enabled, () => new ProtectedPodDialect()),
            (options.SystemUpgradeController.Enabled, () => new SystemUpgradeControllerDialect()),
            (options.Tuppr.Enabled, () => new TupprDialect()),
        ];
        return [.. all.Where(d => d.Enabled).Select(d => d.Make())];
    }
}
