using System.Text;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;

namespace BakeWindow.Tezos.Rights;

/// <summary>Which rows of an answer are kept. A node may send more than it was asked for.</summary>
internal sealed class BakingRightsFilter(BakerAddress? baker, Level first, Level last, int maxRound)
{
    private readonly byte[]? baker = baker is null ? null : Encoding.ASCII.GetBytes(baker.Value);

    public bool IsOf(ReadOnlySpan<byte> name) => baker is null || name.SequenceEqual(baker);

    public bool Wants(int level, int round) => level >= first.Value && level <= last.Value && round <= maxRound;
}
