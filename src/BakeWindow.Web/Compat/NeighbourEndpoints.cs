using BakeWindow.Web.Configuration;

namespace BakeWindow.Web.Compat;

/// <summary>What neighbours ask in their own protocols, as far as it is switched on.</summary>
internal static class NeighbourEndpoints
{
    public static void MapNeighbours(this WebApplication app)
    {
        // A host is a node, and without a cluster there are none.
        if (app.Services.GetRequiredService<Settings>() is { Cluster: not null, Neighbours.FleetLock: not null } settings)
        {
            app.MapFleetLock(settings.Reads);
        }
    }
}
