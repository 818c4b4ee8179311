using System.Globalization;
using BakeWindow.Core.Planning;

namespace BakeWindow.Web.Views;

/// <summary>What a maintenance costs, in words.</summary>
internal static class Price
{
    /// <summary><c>0 blocks · 1.7 % of the budget</c>.</summary>
    public static string Short(MissCost cost) => string.Create(CultureInfo.InvariantCulture, $"{cost.Blocks:0.###} blocks · {cost.BudgetShare * 100:0.#} % of the budget");

    /// <summary><c>0 blocks · 84 attestation slots = 1.7 % of the cycle's budget</c>.</summary>
    public static string Text(MissCost cost) => cost is { Blocks: 0, AttestationSlots: 0, AttestationLevels: 0 }
        ? "nothing"
        : string.Create(CultureInfo.InvariantCulture, $"{cost.Blocks:0.###} blocks · {cost.AttestationLevels:N0} levels of attesting = {cost.BudgetShare * 100:0.#} % of the cycle’s budget");
}
