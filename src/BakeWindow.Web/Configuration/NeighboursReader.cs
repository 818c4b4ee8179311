using BakeWindow.Core.Time;
using BakeWindow.Web.Compat;

namespace BakeWindow.Web.Configuration;

/// <summary>Reads what neighbours may ask or read.</summary>
internal static class NeighboursReader
{
    public static NeighbourSettings Read(BakeWindowOptions all, Complaints complaints)
    {
        var options = all.Dialects;
        TimeSpan? need = null;
        if (options.FleetLock.Need.Length > 0)
        {
            if (!DurationText.TryParse(options.FleetLock.Need, out var read, out var error))
            {
                complaints.Add("Dialects:FleetLock:Need", options.FleetLock.Need, error);
            }

            need = read;
        }

        foreach (var (cluster, i) in options.ClusterApi.Clusters.Select((c, i) => (c, i)).Where(c => c.c.Split('/') is not [{ Length: > 0 }, { Length: > 0 }]))
        {
            complaints.Add($"Dialects:ClusterApi:Clusters:{i}", cluster, "write namespace/name");
        }

        foreach (var (hook, i) in options.ClusterApi.Hooks.Select((h, i) => (h, i)).Where(h => !RuntimeHooks.Known.Contains(h.h)))
        {
            complaints.Add($"Dialects:ClusterApi:Hooks:{i}", hook, $"there are {string.Join(", ", RuntimeHooks.Known)}");
        }

        if (options.ClusterApi.RuntimeHooks && all.Webhook.Port == 0)
        {
            complaints.Add("Dialects:ClusterApi:RuntimeHooks", "true", "Cluster API calls over TLS only, and the server that has it is off; set Webhook:Port (8443 in the manifests), or this to false");
        }

        if (options.NodeMaintenance is { Executor: true, Enabled: false })
        {
            complaints.Add("Dialects:NodeMaintenance:Executor", "true", "it needs Dialects:NodeMaintenance:Enabled=true too");
        }

        return new NeighbourSettings
        {
            FleetLock = options.FleetLock.Enabled ? new FleetLockSettings(need) : null,
            RuntimeHooks = options.ClusterApi.RuntimeHooks ? new RuntimeHookSettings(options.ClusterApi.Clusters, options.ClusterApi.Hooks is { Count: > 0 } named ? named : RuntimeHooks.Usual) : null,
            NodeGates = options.NodeGates.Enabled,
            Maintenances = options.Maintenances.Enabled,
        };
    }
}
