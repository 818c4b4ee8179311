using System.Globalization;

namespace BakeWindow.Web.Views;

/// <summary>Blocks as money, for people who weigh a price. An estimate, and always written with ≈: what a block pays follows from issuance and moves slowly.</summary>
internal static class Money
{
    /// <summary>What a mainnet block of round 0 pays its baker, about, in tez.</summary>
    public const double TezPerBlock = 4;

    /// <summary><c>≈ 4 tez</c>.</summary>
    public static string Of(double blocks) => string.Create(CultureInfo.InvariantCulture, $"≈ {blocks * TezPerBlock:0.##} tez");
}
