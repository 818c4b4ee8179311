using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;
using BakeWindow.Tezos.Rpc;

namespace BakeWindow.Tezos.Rights;

/// <summary>Rights of cycles that are over, for who wants to look back. Heavy calls, and many nodes have forgotten what is asked: only ever on somebody's order, and only where rights calls are meant to go.</summary>
/// <param name="sources">Where to ask, in order of preference: those that are marked for rights calls.</param>
/// <param name="maxRound">The highest round wanted.</param>
public sealed class PastRights(IReadOnlyList<IRightsSource> sources, int maxRound)
{
    /// <summary>Rights are read up to this round.</summary>
    public int MaxRound => maxRound;

    /// <summary>Who is asked, by name, for people.</summary>
    public IEnumerable<string> Sources => sources.Select(s => s.Name);

    /// <summary>Reads one baker's rights of one cycle.</summary>
    /// <param name="baker">Whose.</param>
    /// <param name="span">The whole cycle.</param>
    /// <param name="chain">The present head, for chain id and era.</param>
    /// <param name="slotsPerLevel">The slots that the baker attests a level on average; used in Tenderbake, where attestation rights are not fetched.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="RpcException">No source told it.</exception>
    public async Task<CycleRights> ReadAsync(BakerAddress baker, CycleSpan span, ChainView chain, double slotsPerLevel, CancellationToken ct)
    {
        var question = new RightsQuestion { Baker = baker, Span = span, Era = chain.Constants.Era, ChainId = chain.Head.ChainId, MaxRound = maxRound };
        var baking = await Fallback.FirstAsync(sources, s => s.BakingAsync(question, ct));
        AttestationDuties duties = chain.Constants.Era is ConsensusEra.Priority
            ? new AttestationDuties.Known(await Fallback.FirstAsync(sources, s => s.AttestingAsync(question, ct)))
            : new AttestationDuties.Estimated(slotsPerLevel);
        return new CycleRights(baker, span, baking, duties);
    }
}
