using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;
using BakeWindow.Kubernetes;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Observing;
using BakeWindow.Web.Webhooks;

namespace BakeWindow.Web.Maintaining;

/// <summary>Puts what acts into the host. Without a cluster maintenances can be neither asked for nor carried out; the gate answers about bakers all the same.</summary>
internal static class Maintainers
{
    public static void AddMaintaining(this IServiceCollection services, Settings settings)
    {
        services.AddSingleton<ClusterActs>();
        services.AddSingleton<MaintenanceRunner>();
        services.AddHostedService(p => p.GetRequiredService<MaintenanceRunner>());
        services.AddSingleton<MaintenanceDesk>();
        if (settings.Cluster is not { } declared)
        {
            services.AddSingleton<ExecuteCommand>((_, _) => Task.FromResult<CommandOutcome>(new CommandOutcome.Refused("no cluster is configured")));
            return;
        }

        var cluster = new ClusterSettings { Namespace = declared.Namespace, FailureDomainLabel = declared.FailureDomainLabel, Workloads = settings.Workloads };
        services.AddSingleton(cluster);
        services.AddSingleton(_ => KubernetesConnection.Open(declared.Kubeconfig, declared.Context));
        // Deadlines of calls and leases are about the real cluster, so they run by the real clock.
        services.AddSingleton(p => new Floors(p.GetRequiredService<k8s.Kubernetes>(), settings.Workloads, TimeProvider.System));
        services.AddSingleton(p => new CommandExecutor(p.GetRequiredService<k8s.Kubernetes>(), cluster, p.GetRequiredService<Floors>(), new TicketSeal(settings.TicketKey), TimeProvider.System));
        services.AddSingleton<ExecuteCommand>(p => p.GetRequiredService<CommandExecutor>().ExecuteAsync);
        services.AddHostedService<ClusterObserver>();
        // Stopped in the opposite order: what says that pods are held ends after the floors are closed.
        services.AddWebhooks(settings, declared);
        services.AddSingleton<FloorSync>();
        services.AddHostedService(p => p.GetRequiredService<FloorSync>());
        services.AddNeighbours(settings);
    }
}
