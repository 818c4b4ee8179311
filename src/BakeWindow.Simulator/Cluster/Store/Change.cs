using System.Text.Json.Nodes;

namespace BakeWindow.Simulator.Cluster.Store;

/// <summary>One step of the store: created (no Before), changed, or removed (no After).</summary>
internal sealed record Change(long Version, ObjectKey Key, JsonObject? Before, JsonObject? After)
{
    /// <summary>The state that the change speaks about; of a removal the last one, with the version of the removal.</summary>
    public required JsonObject Shown { get; init; }
}
