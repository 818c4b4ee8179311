using BakeWindow.Kubernetes;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Granting;
using BakeWindow.Kubernetes.Resources;
using BakeWindow.Web.Compat;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Granting;
using BakeWindow.Web.Observing;

namespace BakeWindow.Web.Maintaining;

/// <summary>Puts what speaks to neighbours into the host.</summary>
internal static class Neighbours
{
    public static void AddNeighbours(this IServiceCollection services, Settings settings)
    {
        // Deadlines of calls are about the real cluster, so they run by the real clock.
        services.AddSingleton(p => new ObjectApi(p.GetRequiredService<k8s.Kubernetes>(), TimeProvider.System));
        services.AddSingleton(settings.Dialects);
        services.AddSingleton<DialectSync>();
        services.AddHostedService(p => p.GetRequiredService<DialectSync>());
        services.AddSingleton(p => new NodeLook(p.GetRequiredService<DialectSync>(), p.GetRequiredService<ObjectApi>(), TimeProvider.System));
        if (settings.Neighbours.FleetLock is { } fleetLock)
        {
            services.AddSingleton(fleetLock);
            services.AddSingleton<FleetLockDesk>();
            // Ages of Leases too.
            services.AddSingleton(p => new GrantLocks(p.GetRequiredService<k8s.Kubernetes>(), p.GetRequiredService<ClusterSettings>(), TimeProvider.System));
            services.AddSingleton<Grants>();
            services.AddHostedService(p => p.GetRequiredService<Grants>());
        }

        if (settings.Neighbours.RuntimeHooks is { } hooks)
        {
            services.AddSingleton(hooks);
            services.AddSingleton<RuntimeHooks>();
        }

        if (settings.Neighbours.NodeGates)
        {
            services.AddSingleton<NodeGates>();
            services.AddHostedService<NodeGateSync>();
        }

        if (settings.Neighbours.Maintenances)
        {
            services.AddSingleton<MaintenanceResources>();
            services.AddHostedService<MaintenanceResourceSync>();
        }
    }
}
