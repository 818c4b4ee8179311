using System.Globalization;
using System.Text.Json;

namespace BakeWindow.Tezos.Rpc;

public sealed partial class NodeRpc
{
    /// <summary>Whether the node is in sync; a node that was never bootstrapped is not.</summary>
    public async Task<SyncState> SyncStateAsync(CancellationToken ct = default)
    {
        const string path = "/chains/main/is_bootstrapped";
        var wire = await channel.GetAsync(path, Wire.Default.BootstrappedWire, ct);
        return wire.SyncState switch
        {
            "synced" when wire.Bootstrapped => SyncState.Synced,
            "synced" or "unsynced" => SyncState.Unsynced,
            "stuck" => SyncState.Stuck,
            var other => throw new RpcException.Garbage(Name, path, $"sync_state \"{other}\""),
        };
    }

    /// <summary>The node's version.</summary>
    public async Task<NodeVersion> VersionAsync(CancellationToken ct = default)
    {
        // {"version":{"major","minor",…},"network_version":{"chain_name",…}}; nodes before 7.1 tell only the inner part, at the root.
        var wire = await channel.GetAsync("/version", Wire.Default.VersionWire, ct);
        return new NodeVersion(
            wire.Version is { } number ? string.Create(CultureInfo.InvariantCulture, $"{number.Major}.{number.Minor}") : null,
            wire.NetworkVersion?.ChainName ?? wire.ChainName);
    }

    /// <summary>How many peers the node is connected to. The default access control list refuses it.</summary>
    public async Task<int> ConnectionsAsync(CancellationToken ct = default) =>
        (await channel.ListAsync("/network/connections", Wire.Default.JsonElement, (JsonElement peer, List<bool> all) => all.Add(true), RpcChannel.SmallBody, ct)).Count;
}
