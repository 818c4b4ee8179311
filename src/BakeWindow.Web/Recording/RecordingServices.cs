namespace BakeWindow.Web.Recording;

/// <summary>What happened and why, kept and read.</summary>
internal static class RecordingServices
{
    public static void AddRecording(this IServiceCollection services)
    {
        services.AddSingleton<DecisionLog>();
        services.AddSingleton<DecisionMetrics>();
        services.AddSingleton<Decisions>();
        services.AddHostedService(p => p.GetRequiredService<Decisions>());
        services.AddSingleton<ReceiptRights>();
        services.AddSingleton<LedgerReader>();
        services.AddSingleton<CoverageReader>();
        services.AddSingleton<ConfigurationInForce>();
        services.AddHostedService<AuditAnchoring>();
        services.AddSingleton<EvidenceLog>();
        services.AddHostedService(p => p.GetRequiredService<EvidenceLog>());
        services.AddSingleton<Alerting.AlertBook>();
        services.AddSingleton<ChangeWatcher>();
        services.AddHostedService(p => p.GetRequiredService<ChangeWatcher>());
    }
}
