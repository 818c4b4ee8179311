using System.Globalization;
using BakeWindow.Core.Planning;

namespace BakeWindow.Web.Views;

/// <summary>What a maintenance costs, in words. Blocks are those lost on average, where the length of the outage is known by its distribution; always rounded up, so that a price is never told as nothing.</summary>
internal static class Price
{
    private const double Thousandth = 0.001;

    /// <summary><c>0 blocks · 1.7 % of the budget</c>.</summary>
    /// <param name="cost">What the need itself covers.</param>
    /// <param name="expectedBlocks">Blocks lost on average.</param>
    public static string Short(MissCost cost, double expectedBlocks) => $"{Blocks(Math.Max(cost.Blocks, expectedBlocks))} blocks · {Percent(cost.BudgetShare)} of the budget";

    /// <summary><c>0.013 blocks · 84 levels of attesting = 1.7 % of the cycle's budget</c>.</summary>
    public static string Text(MissCost cost, double expectedBlocks) => cost is { Blocks: 0, AttestationSlots: 0, AttestationLevels: 0 } && expectedBlocks <= 0
        ? "nothing"
        : string.Create(CultureInfo.InvariantCulture, $"{Blocks(Math.Max(cost.Blocks, expectedBlocks))} blocks · {cost.AttestationLevels:N0} levels of attesting = {Percent(cost.BudgetShare)} of the cycle’s budget");

    /// <summary>A number of blocks, rounded up to thousandths: <c>0.013</c>; what is less than one is <c>&lt; 0.001</c>.</summary>
    public static string Blocks(double blocks) => blocks <= 0 ? "0" : blocks < Thousandth ? "< 0.001" : (Math.Ceiling((blocks / Thousandth) - 1e-9) * Thousandth).ToString("0.###", CultureInfo.InvariantCulture);

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling((share * 1000) - 1e-9) / 10:0.#} %");
}
