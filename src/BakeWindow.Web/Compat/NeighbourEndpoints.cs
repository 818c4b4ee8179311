using BakeWindow.Web.Configuration;

namespace BakeWindow.Web.Compat;

/// <summary>What neighbours ask in their own protocols, as far as it is switched on.</summary>
internal static class NeighbourEndpoints
{
    public static void MapNeighbours(this WebApplication app)
    {
        var neighbours = app.Services.GetRequiredService<Settings>().Neighbours;
        // Both mean nodes, and without a cluster there are none.
        if (app.Services.GetRequiredService<Settings>().Cluster is null)
        {
            return;
        }

        if (neighbours.FleetLock is not null)
        {
            app.MapFleetLock();
        }

        if (neighbours.RuntimeHooks is not null)
        {
            app.MapRuntimeHooks();
        }
    }
}
