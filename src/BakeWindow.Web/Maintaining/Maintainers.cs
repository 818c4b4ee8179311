using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;
using BakeWindow.Kubernetes;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Dialects.NodeMaintenance;
using BakeWindow.Kubernetes.Electing;
using BakeWindow.Kubernetes.Healing;
using BakeWindow.Kubernetes.Telling;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Observing;
using BakeWindow.Web.Webhooks;

namespace BakeWindow.Web.Maintaining;

/// <summary>Puts what acts into the host. Without a cluster maintenances can be neither asked for nor carried out; the gate answers about bakers all the same.</summary>
internal static class Maintainers
{
    public static void AddMaintaining(this IServiceCollection services, Settings settings)
    {
        services.AddSingleton<Installation>();
        services.AddLeadership(settings);
        services.AddSingleton<ClusterActs>();
        services.AddSingleton<MaintenanceRunner>();
        services.AddHostedService(p => p.GetRequiredService<MaintenanceRunner>());
        services.AddSingleton<MaintenanceDesk>();
        if (settings.Cluster is not { } declared)
        {
            services.AddSingleton<ExecuteCommand>((_, _) => Task.FromResult<CommandOutcome>(new CommandOutcome.Refused("no cluster is configured")));
            return;
        }

        services.AddSingleton(p => new ClusterSettings
        {
            Namespace = declared.Namespace,
            FailureDomainLabel = declared.FailureDomainLabel,
            Workloads = settings.Workloads,
            SeesNodeMaintenances = settings.Dialects.OfType<NodeMaintenanceDialect>().Any(),
            ByNodeMaintenance = settings.Dialects.OfType<NodeMaintenanceDialect>().Any(d => d.Executes),
            Installation = () => p.GetRequiredService<Installation>().Id,
        });
        services.AddSingleton(_ => KubernetesConnection.Open(declared.Kubeconfig, declared.Context));
        // Deadlines of calls and leases are about the real cluster, so they run by the real clock.
        services.AddSingleton(p => new Floors(p.GetRequiredService<k8s.Kubernetes>(), settings.Workloads, TimeProvider.System));
        services.AddSingleton(p => new CommandExecutor(p.GetRequiredService<k8s.Kubernetes>(), p.GetRequiredService<ClusterSettings>(), p.GetRequiredService<Floors>(), new TicketSeal(settings.TicketKey), TimeProvider.System));
        services.AddSingleton<ExecuteCommand>(p => p.GetRequiredService<CommandExecutor>().ExecuteAsync);
        services.AddHostedService<ClusterObserver>();
        // Stopped in the opposite order: what says that pods are held ends after the floors are closed.
        services.AddWebhooks(settings, declared);
        services.AddNeighbours(settings);
        services.AddSingleton<FloorSync>();
        services.AddHostedService(p => p.GetRequiredService<FloorSync>());
        services.AddHostedService<FloorAlarm>();
        if (declared.TakeUpDemand)
        {
            services.AddSingleton<DemandSync>();
            services.AddHostedService(p => p.GetRequiredService<DemandSync>());
        }

        services.AddHostedService<LockKeeper>();
        services.AddSingleton(p => new ClusterEvents(new ObjectApi(p.GetRequiredService<k8s.Kubernetes>(), TimeProvider.System), TimeProvider.System));
        services.AddSingleton<EventTeller>();
        services.AddHostedService(p => p.GetRequiredService<EventTeller>());
        services.AddSingleton(p => new Healer(p.GetRequiredService<k8s.Kubernetes>(), p.GetRequiredService<ClusterSettings>(), TimeProvider.System));
        services.AddSingleton<MarkHealer>();
        services.AddHostedService(p => p.GetRequiredService<MarkHealer>());
    }

    // The first to start and the last to stop: what is closed and undone at a stop is done as the leader. A database of its own means a process that is alone.
    private static void AddLeadership(this IServiceCollection services, Settings settings)
    {
        if (settings.Cluster is not null)
        {
            services.AddSingleton(p => new LeaderLease(p.GetRequiredService<k8s.Kubernetes>(), p.GetRequiredService<ClusterSettings>(), $"{Environment.MachineName}-{Guid.NewGuid():N}", TimeProvider.System));
        }

        services.AddSingleton(p => new Leadership(
            settings.Storage.Postgres ? p.GetService<LeaderLease>() : null, TimeProvider.System, p.GetRequiredService<ILogger<Leadership>>()));
        services.AddHostedService(p => p.GetRequiredService<Leadership>());
        if (settings is { Cluster: not null, Storage.Postgres: false })
        {
            services.AddHostedService<LifeSign>();
        }
    }
}
