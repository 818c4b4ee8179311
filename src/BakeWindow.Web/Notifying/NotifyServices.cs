using BakeWindow.Storage;
using BakeWindow.Web.Alerting;
using BakeWindow.Web.Maintaining;

namespace BakeWindow.Web.Notifying;

/// <summary>Puts the telling of people into the host.</summary>
internal static class NotifyServices
{
    public static void AddNotifying(this IServiceCollection services)
    {
        services.AddSingleton<Channels>();
        services.AddSingleton<NoticeMetrics>();
        services.AddSingleton<Teller>();
        services.AddHostedService(p => p.GetRequiredService<Teller>());
        // Leases in others' systems run by the real clock.
        services.AddSingleton(p => new SilenceKeeper(
            p.GetRequiredService<MaintenanceRunner>(), p.GetRequiredService<SilenceStore>(), p.GetRequiredService<Channels>(), p.GetRequiredService<Installation>(), p.GetRequiredService<Leadership>(), TimeProvider.System, p.GetRequiredService<ILogger<SilenceKeeper>>()));
        services.AddHostedService(p => p.GetRequiredService<SilenceKeeper>());
        services.AddSingleton<StandingWatcher>();
        services.AddHostedService(p => p.GetRequiredService<StandingWatcher>());
        services.AddSingleton(p => new NotifyDesk(
            p.GetRequiredService<Channels>(), p.GetRequiredService<NoticeStore>(), p.GetRequiredService<AuditLog>(), p.GetRequiredService<Installation>(), p.GetRequiredService<TimeProvider>()));
    }
}
