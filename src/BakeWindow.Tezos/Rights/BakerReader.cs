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
    /// <summary>Reads everything, rights to the horizon or not at all: for who asks once.</summary>
    /// <exception cref="RpcException">The rights can't be known now.</exception>
    public async Task<BakerReading> ReadAsync(BakerAddress baker, ChainView chain, IReadOnlyList<CycleRights> known, CancellationToken ct = default)
    {
        var reading = await ReadAsFarAsPossibleAsync(baker, chain, known, ct);
        return reading.Failure is { } failure ? throw failure : reading;
    }

    /// <summary>Reads everything, rights as far as it goes: for who keeps what was read and asks for the rest again.</summary>
    /// <param name="baker">Whose.</param>
    /// <param name="chain">The head to start from.</param>
    /// <param name="known">Cycles read before.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="RpcException">Not even the rights of the head's own cycle can be known now.</exception>
    public async Task<BakerReading> ReadAsFarAsPossibleAsync(BakerAddress baker, ChainView chain, IReadOnlyList<CycleRights> known, CancellationToken ct = default)
    {
        var participation = await ParticipationAsync(baker, chain, ct);
        var share = await ShareAsync(baker, chain, participation, ct);
        var slots = participation is { } p ? (double)p.ExpectedSlots / chain.Constants.BlocksPerCycle : share * chain.Constants.CommitteeSize;
        var reading = await horizon.ReadAsync(baker, chain, known, slots, ct);
        var nonces = await NoncesAsync(baker, chain, [.. reading.Cycles, .. known], ct);
        return new BakerReading(
            new BakerRights(RightsSheet.From(reading.Cycles, share)) { Participation = participation, Nonces = nonces },
            reading.Fresh,
            reading.Shortfall) { Failure = reading.Failure };
    }

    /// <summary>The baker's attesting in the current cycle; null below protocol 012, and where no node tells it.</summary>
    /// <exception cref="RpcException">No node answered, or one says that there is no such delegate.</exception>
    public async Task<Participation?> ParticipationAsync(BakerAddress baker, ChainView chain, CancellationToken ct = default)
    {
        if (chain.Constants.Era is ConsensusEra.Priority)
        {
            return null;
        }

        try
        {
            return await Fallback.FirstAsync(nodes, n => n.ParticipationAsync(baker, chain.Head.Level, ct));
        }
        catch (RpcException e) when (e.IsAbsent)
        {
            return null;
        }
    }

    /// <summary>f: from the slots expected in the cycle, else from the distribution of baking power, else from the listing of voting power; null when no node tells any.</summary>
    public async Task<double?> ShareAsync(BakerAddress baker, ChainView chain, Participation? participation, CancellationToken ct = default)
    {
        if (participation is not null)
        {
            return participation.ExpectedSlots / ((double)chain.Constants.BlocksPerCycle * chain.Constants.CommitteeSize);
        }

        return (chain.Constants.Era is ConsensusEra.Tenderbake ? await ToldAsync(n => n.BakingPowerShareAsync(baker, ct)) : null)
            ?? await ToldAsync(n => n.VotingPowerShareAsync(baker, ct));
    }

    /// <summary>Nonces of own blocks that have to be revealed in this cycle or the next.</summary>
    /// <param name="baker">Whose.</param>
    /// <param name="chain">The head.</param>
    /// <param name="cycles">Rights of the current cycle, and of the former if they are at hand.</param>
    /// <param name="ct">Ends it.</param>
    public Task<IReadOnlyList<NonceDuty>> NoncesAsync(BakerAddress baker, ChainView chain, IReadOnlyList<CycleRights> cycles, CancellationToken ct = default) =>
        new NonceReader(nodes, rights).ReadAsync(baker, chain, cycles, ct);

    private async Task<double?> ToldAsync(Func<NodeRpc, Task<double?>> ask)
    {
        try
        {
            return await Fallback.FirstAsync(nodes, ask);
        }
        catch (RpcException e) when (e.IsAbsent || e is RpcException.Failed)
        {
            return null;
        }
    }
}

/// <summary>What was read of a baker.</summary>
/// <param name="Rights">For the planner.</param>
/// <param name="Fresh">Cycles that were read now; worth storing.</param>
/// <param name="Shortfall">Why the horizon is nearer than the constants promise: no source knows more. Null when it is not.</param>
public sealed record BakerReading(BakerRights Rights, IReadOnlyList<CycleRights> Fresh, string? Shortfall)
{
    /// <summary>What kept rights from being read to the horizon; null: nothing. Whoever decides must treat it as not knowing.</summary>
    public RpcException? Failure { get; init; }
}
