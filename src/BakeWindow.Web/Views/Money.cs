using System.Globalization;

namespace BakeWindow.Web.Views;

/// <summary>
/// Blocks as money, for people who weigh a price. An estimate, and always written with ≈: what a block pays follows from issuance and moves slowly. The constants of the chain that are
/// read for planning don't tell it, so it is one figure for all, and <see cref="Source"/> says wherever a price is weighed where it comes from.
/// </summary>
internal static class Money
{
    /// <summary>What a mainnet block of round 0 pays its baker, about, in tez.</summary>
    public const double TezPerBlock = 4;

    /// <summary>Where the figure comes from, for whoever reads a price.</summary>
    public const string Source = "≈ 4 tez a block: a recent mainnet block’s fixed reward and bonus at round 0, without fees; not read from this chain.";

    /// <summary><c>≈ 4 tez</c>.</summary>
    public static string Of(double blocks) => string.Create(CultureInfo.InvariantCulture, $"≈ {blocks * TezPerBlock:0.##} tez");
}
