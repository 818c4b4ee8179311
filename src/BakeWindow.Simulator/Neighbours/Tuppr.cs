using System.Text.Json.Nodes;

namespace BakeWindow.Simulator.Neighbours;

/// <summary>
/// tuppr by its documentation (home-operations/tuppr): an upgrade that bears the suspend annotation does nothing; else it takes node after node, and a node that it has begun is done to its end.
/// </summary>
public sealed class Tuppr(HttpClient http, string upgrade, IReadOnlyList<string> nodes, Action<string> reboot)
{
    private readonly NeighbourApi api = new(http);
    private int done;

    /// <summary>One reconciliation; the node that it upgraded, or null.</summary>
    public async Task<string?> ReconcileAsync()
    {
        var json = await api.FindAsync(upgrade);
        if (json is null || json["metadata"]?["annotations"]?["tuppr.home-operations.com/suspend"] is JsonValue || done == nodes.Count)
        {
            return null;
        }

        var node = nodes[done++];
        await api.CordonAsync(node, true);
        await api.EvictAllAsync(node);
        reboot(node);
        return node;
    }
}
