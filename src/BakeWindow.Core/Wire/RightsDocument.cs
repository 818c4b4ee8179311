using BakeWindow.Core.Chain;
using BakeWindow.Core.Planning;

namespace BakeWindow.Core.Wire;

/// <summary>Known rights as JSON: what <c>bakewindow rights --json</c> prints and <c>/api/v1/rights</c> answers. From the head on; times are least times.</summary>
public sealed record RightsDocument(string ChainId, string Protocol, int HeadLevel, string HeadHash, IReadOnlyList<RightsDocument.BakerPart> Bakers)
{
    /// <summary>One baker's rights.</summary>
    /// <param name="Baker">Its address.</param>
    /// <param name="KnownTo">The last level whose rights are known.</param>
    /// <param name="Share">Its share of baking power; null when unknown.</param>
    /// <param name="Baking">Its rights to bake, in order of level and round.</param>
    public sealed record BakerPart(string Baker, int KnownTo, double? Share, IReadOnlyList<BakingPart> Baking);

    /// <summary>A right to bake.</summary>
    public sealed record BakingPart(int Level, int Round, DateTimeOffset Earliest, DateTimeOffset Expected);

    /// <summary>Writes the sheets.</summary>
    public static RightsDocument From(ChainView chain, IReadOnlyList<BakerRights> bakers)
    {
        var clock = new LevelClock(chain);
        return new(chain.Head.ChainId, chain.Constants.Protocol, chain.Head.Level.Value, chain.Head.Hash, [.. bakers.Select(b =>
        {
            var baking = new List<BakingPart>();
            foreach (var right in b.Sheet.Baking)
            {
                if (right.Level > chain.Head.Level)
                {
                    baking.Add(new(right.Level.Value, right.Round, Utc.WholeSeconds(clock.Earliest(right.Level, right.Round)), Utc.WholeSeconds(clock.Expected(right.Level, right.Round))));
                }
            }

            return new BakerPart(b.Sheet.Baker.Value, b.Sheet.Last.Value, b.Sheet.Share, baking);
        })]);
    }
}
