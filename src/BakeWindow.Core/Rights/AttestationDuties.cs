using BakeWindow.Core.Chain;

namespace BakeWindow.Core.Rights;

/// <summary>What a baker has to attest (endorse) over a span of levels. All cases stand here.</summary>
public abstract record AttestationDuties
{
    private AttestationDuties()
    {
    }

    /// <summary>Known level by level.</summary>
    /// <param name="SlotsPerLevel">For each level of the span, from its first: the number of slots; <see cref="None"/> where there is no duty. Zero slots is a duty: under All Bakers Attest a baker without a slot must attest too.</param>
    public sealed record Known(short[] SlotsPerLevel) : AttestationDuties
    {
        /// <summary>The mark of a level without a duty.</summary>
        public const short None = -1;
    }

    /// <summary>Not fetched (by cycle it costs a node a hundred million draws): a duty at every level, so many slots each on average.</summary>
    /// <param name="SlotsPerLevel">f · committee size, from the participation or the baker's share.</param>
    public sealed record Estimated(double SlotsPerLevel) : AttestationDuties;
}
