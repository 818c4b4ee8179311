using BakeWindow.Core.Chain;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rights;
using BakeWindow.Tezos.Rights;
using BakeWindow.Tezos.Rpc;

namespace BakeWindow.Tezos.Network;

/// <summary>
/// The whole picture in one go, from nothing but a node and an address: for a command that asks once. Needs header, protocols, constants, current level and rights; whatever else the node
/// gives makes the picture better. With a fixed head and rights the result is always the same.
/// </summary>
/// <param name="node">The node.</param>
/// <param name="rights">Where to ask for rights, in order of preference; null: the node.</param>
/// <param name="maxRound">The highest round (priority) wanted.</param>
/// <param name="settleLevels">Levels for which a right still closes after its own.</param>
public sealed class ChainReader(NodeRpc node, IReadOnlyList<IRightsSource>? rights = null, int maxRound = 2, int settleLevels = 2)
{
    /// <summary>How far back the drift is looked for.</summary>
    private const int DriftLevels = 600;

    private readonly IReadOnlyList<IRightsSource> rights = rights ?? [new NodeRights(node)];

    /// <summary>The chain as the node sees it now.</summary>
    /// <exception cref="RpcException">The node does not tell.</exception>
    public async Task<ChainView> ReadChainAsync(CancellationToken ct = default)
    {
        var (head, constants) = await new HeadReader(node, new ConstantsShelf()).ReadAsync(ct);
        var outlook = await Outlook.ReadAsync(node, head, constants, ct);
        var chain = new ChainView { Head = head, Constants = constants, Activations = outlook.Activations, AllBakersAttestFrom = outlook.AllBakersAttestFrom };
        return chain with { Drift = await DriftAsync(chain, ct) };
    }

    /// <summary>The chain, and all that a plan must know of a baker.</summary>
    /// <exception cref="RpcException">Something that a plan needs can't be known now.</exception>
    public async Task<ChainReading> ReadAsync(BakerAddress baker, CancellationToken ct = default)
    {
        var chain = await ReadChainAsync(ct);
        var reader = new BakerReader([node], new HorizonReader(rights, maxRound, settleLevels), rights);
        var reading = await reader.ReadAsync(baker, chain, [], ct);
        return new ChainReading(chain, reading.Rights, reading.Shortfall);
    }

    // ε over the last hour, where the node keeps the header and no activation lies between.
    private async Task<TimeSpan> DriftAsync(ChainView chain, CancellationToken ct)
    {
        var head = chain.Head;
        var back = head.Level - DriftLevels;
        if (back.Value < 2 || chain.Activations.Any(a => a.First > back && a.First <= head.Level))
        {
            return TimeSpan.Zero;
        }

        try
        {
            var earlier = await node.HeaderAsync(back.ToString(), ct);
            return earlier.Level >= head.Level || (earlier.Protocol ?? head.Protocol) != head.Protocol
                ? TimeSpan.Zero
                : default(Drift).Observe(head with { Level = earlier.Level, Timestamp = earlier.Timestamp }, head, chain.Constants.MinimalBlockDelay, weight: 1).PerBlock;
        }
        catch (RpcException)
        {
            return TimeSpan.Zero;
        }
    }
}

/// <summary>The picture that <see cref="ChainReader"/> draws.</summary>
/// <param name="Chain">The chain.</param>
/// <param name="Baker">The baker.</param>
/// <param name="Shortfall">Why rights are known less far than the constants promise; null when they are not.</param>
public sealed record ChainReading(ChainView Chain, BakerRights Baker, string? Shortfall);
