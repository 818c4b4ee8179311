using BakeWindow.Core.Chain;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rights;
using BakeWindow.Tezos.Rpc;

namespace BakeWindow.Tezos.Rights;

/// <summary>All that a plan must know of one baker: rights to the horizon, participation, share, nonces. What a node does not give (older protocols, access control) stays unknown.</summary>
/// <param name="nodes">Who answers the light questions, in order of preference.</param>
/// <param name="horizon">Who reads rights.</param>
/// <param name="rights">Where rights can be asked for by single levels, for nonces of the former cycle.</param>
public sealed class BakerReader(IReadOnlyList<NodeRpc> nodes, HorizonReader horizon, IReadOnlyList<IRightsSource> rights)
{
    /// <summary>Reads everything.</summary>
    /// <param name="baker">Whose.</param>
    /// <param name="chain">The head to start from.</param>
    /// <param name="known">Cycles read before.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="RpcException">The rights can't be known now.</exception>
    public async Task<BakerReading> ReadAsync(BakerAddress baker, ChainView chain, IReadOnlyList<CycleRights> known, CancellationToken ct = default)
    {
        var participation = await ParticipationAsync(baker, chain, ct);
        var share = await ShareAsync(baker, chain, participation, ct);
        var slots = participation is { } p ? (double)p.ExpectedSlots / chain.Constants.BlocksPerCycle : share * chain.Constants.CommitteeSize;
        var reading = await horizon.ReadAsync(baker, chain, known, slots, ct);
        var nonces = await NoncesAsync(baker, chain, [.. reading.Cycles, .. known], ct);
        return new BakerReading(
            new BakerRights(RightsSheet.From(reading.Cycles, share)) { Participation = participation, Nonces = nonces },
            reading.Fresh,
            reading.Shortfall);
    }

    /// <summary>The baker's attesting in the current cycle; null below protocol 012, and where no node tells it.</summary>
    public Task<Participation?> ParticipationAsync(BakerAddress baker, ChainView chain, CancellationToken ct = default) =>
        chain.Constants.Era is ConsensusEra.Priority
            ? Task.FromResult<Participation?>(null)
            : OrUnknownAsync(() => Fallback.FirstAsync(nodes, n => n.ParticipationAsync(baker, chain.Head.Level, ct)));

    /// <summary>f: from the slots expected in the cycle, else from the distribution of baking power, else from the listing of voting power; null when no node tells any.</summary>
    public async Task<double?> ShareAsync(BakerAddress baker, ChainView chain, Participation? participation, CancellationToken ct = default)
    {
        if (participation is not null)
        {
            return participation.ExpectedSlots / ((double)chain.Constants.BlocksPerCycle * chain.Constants.CommitteeSize);
        }

        return (chain.Constants.Era is ConsensusEra.Tenderbake
                ? await OrUnknownAsync(() => Fallback.FirstAsync(nodes, n => n.BakingPowerShareAsync(baker, ct)))
                : null)
            ?? await OrUnknownAsync(() => Fallback.FirstAsync(nodes, n => n.VotingPowerShareAsync(baker, ct)));
    }

    /// <summary>Nonces of own blocks that have to be revealed in this cycle or the next.</summary>
    /// <param name="baker">Whose.</param>
    /// <param name="chain">The head.</param>
    /// <param name="cycles">Rights of the current cycle, and of the former if they are at hand.</param>
    /// <param name="ct">Ends it.</param>
    public Task<IReadOnlyList<NonceDuty>> NoncesAsync(BakerAddress baker, ChainView chain, IReadOnlyList<CycleRights> cycles, CancellationToken ct = default) =>
        new NonceReader(nodes, rights).ReadAsync(baker, chain, cycles, ct);

    private static async Task<T?> OrUnknownAsync<T>(Func<Task<T?>> ask)
    {
        try
        {
            return await ask();
        }
        catch (RpcException e) when (e.IsAbsent)
        {
            return default;
        }
    }
}

/// <summary>What was read of a baker.</summary>
/// <param name="Rights">For the planner.</param>
/// <param name="Fresh">Cycles that were read now; worth storing.</param>
/// <param name="Shortfall">Why the horizon is nearer than the constants promise; null when it is not.</param>
public sealed record BakerReading(BakerRights Rights, IReadOnlyList<CycleRights> Fresh, string? Shortfall);
