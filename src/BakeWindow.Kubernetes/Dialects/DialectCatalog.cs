namespace BakeWindow.Kubernetes.Dialects;

/// <summary>Every dialect that BakeWindow speaks, in order of name, with the settings that it has by default.</summary>
public static class DialectCatalog
{
    /// <summary>All of them; each is off until it is named in configuration.</summary>
    public static IReadOnlyList<IDialect> All { get; } =
    [
        new ArgoCd.ArgoCdDialect(ArgoCd.ArgoCdDialect.UsualNamespace, []),
        new ClusterApi.ClusterApiDialect([]),
        new ClusterAutoscaler.ClusterAutoscalerDialect(),
        new Descheduler.DeschedulerDialect(),
        new Fluo.FluoDialect(),
        new Karpenter.KarpenterDialect(),
        new Kured.KuredDialect(),
        new MaintenanceController.MaintenanceControllerDialect(),
        new NodeMaintenance.NodeMaintenanceDialect(),
        new NvidiaMaintenance.NvidiaMaintenanceDialect(),
        new ProtectedPod.ProtectedPodDialect(),
        new SystemUpgradeController.SystemUpgradeControllerDialect(),
        new Tuppr.TupprDialect(),
    ];
}
