using BakeWindow.Core.Chain;
using BakeWindow.Tezos.Rpc;

namespace BakeWindow.Tezos.Network;

/// <summary>Puts a node's head together from its header, protocols, constants and place in the cycle. Remembers what changes once a cycle or less: two light calls a head.</summary>
internal sealed class HeadReader(NodeRpc node, ConstantsShelf shelf)
{
    private const int Tries = 3;

    private string? chainId;
    private CycleSpan? span;

    /// <summary>The head and the constants in force after it.</summary>
    /// <exception cref="RpcException">The node does not tell them.</exception>
    public async Task<(Head Head, ProtocolConstants Constants)> ReadAsync(CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            var header = await node.HeaderAsync(ct: ct);
            var protocols = await node.ProtocolsAsync(ct: ct);
            chainId = header.ChainId ?? chainId ?? await node.ChainIdAsync(ct);
            var constants = await shelf.GetAsync(node, chainId, protocols.Next, ct);
            if (span is not { } cycle || !cycle.Contains(header.Level))
            {
                span = cycle = await SpanAsync(constants, ct);
            }

            if (cycle.Contains(header.Level))
            {
                return (new Head
                {
                    Level = header.Level,
                    Hash = header.Hash,
                    Predecessor = header.Predecessor,
                    Timestamp = header.Timestamp,
                    Round = header.Round,
                    ChainId = chainId,
                    Protocol = header.Protocol ?? protocols.Current,
                    NextProtocol = protocols.Next,
                    Cycle = cycle,
                }, constants);
            }

            // The chain may have entered another cycle between two calls; that settles itself.
            if (attempt == Tries)
            {
                throw new RpcException.Garbage(node.Name, NodeRpc.Block(NodeRpc.HeadBlock, "helpers/current_level"),
                    $"it puts the head in cycle {cycle.Cycle} ({cycle.First} to {cycle.Last}), the header says level {header.Level}");
            }
        }
    }

    // The node's own word on the cycle's levels is refused by the default access control list; the position in the cycle says the same.
    private async Task<CycleSpan> SpanAsync(ProtocolConstants constants, CancellationToken ct)
    {
        var current = await node.CurrentLevelAsync(ct: ct);
        try
        {
            var (first, last) = await node.LevelsInCycleAsync(ct: ct);
            if (first <= current.Level && current.Level <= last)
            {
                return new CycleSpan(current.Cycle, first, last);
            }
        }
        catch (RpcException e) when (e.IsAbsent)
        {
            // Reckoned below.
        }

        var start = current.Level - current.Position;
        return new CycleSpan(current.Cycle, start, start + (constants.BlocksPerCycle - 1));
    }
}
