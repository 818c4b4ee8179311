using BakeWindow.Core.Disruptions;
using BakeWindow.Kubernetes.Admission;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Web.Configuration;

namespace BakeWindow.Web.Webhooks;

/// <summary>Puts what answers the API server into the host.</summary>
internal static class WebhookServices
{
    public static void AddWebhooks(this IServiceCollection services, Settings settings, DeclaredCluster cluster)
    {
        services.AddSingleton(new DisruptionGuard(cluster.Namespace, settings.Webhook?.Rollouts ?? RolloutPolicy.Warn));
        // Deadlines of calls are about the real cluster, so they run by the real clock.
        services.AddSingleton(p => new ObjectApi(p.GetRequiredService<k8s.Kubernetes>(), TimeProvider.System));
        if (settings.KeepsHeldList)
        {
            services.AddSingleton(p => new HeldList(p.GetRequiredService<ObjectApi>(), cluster.Namespace));
            services.AddHostedService<HeldListKeeper>();
        }

        if (settings.Webhook is not { } webhook)
        {
            return;
        }

        services.AddSingleton(webhook);
        services.AddSingleton<ServingCertificate>();
        services.AddSingleton<WebhookMetrics>();
        services.AddSingleton<WebhookApi>();
        if (webhook.Files is null)
        {
            services.AddSingleton(p => new WebhookCertificates(p.GetRequiredService<ObjectApi>(), cluster.Namespace, webhook.Names));
            services.AddHostedService<OwnCertificateKeeper>();
        }
        else
        {
            services.AddSingleton(webhook.Files);
            services.AddHostedService<CertificateFileKeeper>();
        }

        services.AddHostedService<WebhookServer>();
    }
}
