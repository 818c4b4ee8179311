using BakeWindow.Simulator.Chain;

namespace BakeWindow.Simulator.Rpc;

/// <summary>What an attestation of a level weighs: lottery slots, and the stake itself once all bakers attest.</summary>
internal sealed class AttestingPower
{
    private readonly Committee committee;

    private AttestingPower(SimChain chain, int level)
    {
        committee = chain.Lottery.CommitteeAt(level);
        ByStake = chain.AllBakersAttestFrom is { } from && level >= from;
        Total = ByStake ? chain.Bakers.Total : chain.Cycles.ProtocolAt(level).Constants.CommitteeSize;
        Threshold = ByStake ? (Total * 2 / 3) + 1 : chain.Cycles.ProtocolAt(level).Threshold;
        var drawn = committee.Bakers.ToList();
        Attesters = ByStake ? [.. drawn, .. chain.Bakers.All.Select(b => b.Index).Except(drawn)] : drawn;
    }

    /// <summary>True when all bakers attest the level.</summary>
    public bool ByStake { get; }

    /// <summary>The power of all.</summary>
    public long Total { get; }

    /// <summary>The power that makes a quorum.</summary>
    public long Threshold { get; }

    /// <summary>Indices of the bakers that attest, those with slots first, in order of their first slot.</summary>
    public List<int> Attesters { get; }

    public static AttestingPower Of(SimChain chain, int level) => new(chain, level);

    /// <summary>A baker's power.</summary>
    public long Power(Baker baker) => ByStake ? baker.Stake : committee.Power(baker.Index);

    /// <summary>The slot by which a baker attests: its lowest one; under All Bakers Attest its place in the list.</summary>
    public int AttestationSlot(Baker baker) => ByStake ? Attesters.IndexOf(baker.Index) : committee.FirstSlot(baker.Index);
}
