using System.Globalization;
using BakeWindow.Core.Chain;

namespace BakeWindow.Web.Views;

/// <summary>Blocks as money, for people who weigh a price: by what the chain itself says that a block pays in this cycle. Always written with ≈, for the bonus depends on who attests; where the chain does not say it, prices stay in blocks.</summary>
internal static class Money
{
    private const double MutezPerTez = 1_000_000;

    /// <summary>Where the figure comes from, for whoever reads a price.</summary>
    public static string Source(BlockRewards? rewards) => rewards is null
        ? "What a block pays is not told by this chain’s nodes, so prices are in blocks."
        : string.Create(CultureInfo.InvariantCulture, $"≈ {rewards.BlockMutez / MutezPerTez:0.##} tez a block: fixed reward and full bonus of cycle {rewards.Cycle}, as the node tells them; without fees.");

    /// <summary><c>≈ 4 tez</c>; empty where it is not known.</summary>
    public static string Of(double blocks, BlockRewards? rewards) => rewards is null ? "" : string.Create(CultureInfo.InvariantCulture, $"≈ {blocks * rewards.BlockMutez / MutezPerTez:0.##} tez");

    /// <summary><c> (≈ 4 tez)</c>, to stand behind a number of blocks; empty where it is not known.</summary>
    public static string Behind(double blocks, BlockRewards? rewards) => rewards is null ? "" : $" ({Of(blocks, rewards)})";
}
