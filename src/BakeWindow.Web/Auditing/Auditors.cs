using BakeWindow.Kubernetes;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Bypasses;

namespace BakeWindow.Web.Auditing;

/// <summary>Puts the audit into the host.</summary>
internal static class Auditors
{
    public static void AddAuditing(this IServiceCollection services)
    {
        services.AddSingleton(p => new BypassAuditor(
            p.GetService<ClusterSettings>() is { } cluster ? new BypassReader(new ObjectApi(p.GetRequiredService<k8s.Kubernetes>(), TimeProvider.System), cluster, p.GetRequiredService<TimeProvider>()) : null,
            p.GetRequiredService<ILogger<BypassAuditor>>()));
        services.AddHostedService(p => p.GetRequiredService<BypassAuditor>());
        services.AddSingleton<AcceptedBypasses>();
        services.AddHostedService(p => p.GetRequiredService<AcceptedBypasses>());
        services.AddSingleton<BypassMetrics>();
    }
}
