using System.Collections.Concurrent;
using BakeWindow.Core.Chain;
using BakeWindow.Tezos.Rpc;

namespace BakeWindow.Tezos.Network;

/// <summary>Constants by chain and protocol: read once each, for they change with the protocol only.</summary>
internal sealed class ConstantsShelf
{
    private readonly ConcurrentDictionary<(string ChainId, string Protocol), ProtocolConstants> shelf = new();

    /// <summary>The constants of the protocol that makes the blocks after the node's head; read from the node where they are not on the shelf.</summary>
    /// <exception cref="RpcException">The node does not tell them.</exception>
    public async Task<ProtocolConstants> GetAsync(NodeRpc node, string chainId, string protocol, CancellationToken ct)
    {
        if (shelf.TryGetValue((chainId, protocol), out var known))
        {
            return known;
        }

        var constants = await node.ConstantsAsync(protocol, ct: ct);

        // Constants don't say whose they are. If the head moved into another protocol meanwhile, they must not stay under the wrong name.
        if ((await node.ProtocolsAsync(ct: ct)).Next == protocol)
        {
            shelf[(chainId, protocol)] = constants;
            return constants;
        }

        throw new RpcException.Garbage(node.Name, NodeRpc.Block(NodeRpc.HeadBlock, "context/constants"), "the protocol changed while its constants were read; ask again");
    }
}
