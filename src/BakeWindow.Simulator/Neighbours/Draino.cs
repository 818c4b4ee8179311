namespace BakeWindow.Simulator.Neighbours;

/// <summary>draino and its like by their documentation: a node with a pod that bears the protected annotation is passed by; any other is cordoned and drained.</summary>
public sealed class Draino(HttpClient http, string annotation, string value)
{
    private readonly NeighbourApi api = new(http);

    /// <summary>Looks at a node that should be drained; true when it did it.</summary>
    public async Task<bool> DrainAsync(string node)
    {
        if ((await api.PodsAsync(node)).Any(p => NeighbourApi.Text(p, "metadata", "annotations", annotation) == value))
        {
            return false;
        }

        await api.CordonAsync(node, true);
        await api.EvictAllAsync(node);
        return true;
    }
}
