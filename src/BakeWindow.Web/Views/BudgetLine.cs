using System.Globalization;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rights;

namespace BakeWindow.Web.Views;

/// <summary>What the work costs of the cycle's attestation budget: what is used, what will be, and what is lost past it.</summary>
/// <param name="Cost">What the work loses.</param>
/// <param name="Used">The share that is used already (0…), of the baker that stands worst; null when it is not known.</param>
/// <param name="MissedLevels">Levels on which the work would miss an attestation.</param>
public sealed record BudgetLine(MissCost Cost, double? Used, int MissedLevels)
{
    /// <summary>What a block pays; null where it is not known.</summary>
    public Core.Chain.BlockRewards? Rewards { get; init; }

    /// <summary>Reads it off the world.</summary>
    public static BudgetLine Of(World world, IReadOnlyList<BakerAddress> bakers, MissCost cost)
    {
        double? worst = null;
        foreach (var facts in world.Bakers.Where(b => bakers.Contains(b.Baker)))
        {
            if (world.Chain is not { } chain || facts.Rights?.Participation is not { BudgetSlots: > 0 } p)
            {
                return new BudgetLine(cost, null, cost.AttestationLevels);
            }

            var share = chain.AllBakersAttestAt(chain.Head.Level + 1) ? (double)p.MissedLevels / Math.Max(1, chain.Constants.AllowedMissedLevels) : (double)p.MissedSlots / p.BudgetSlots;
            worst = worst is { } w && w >= share ? w : share;
        }

        return new BudgetLine(cost, worst, cost.AttestationLevels) { Rewards = world.Rewards };
    }

    /// <summary><c>0 blocks, 120 levels (2.5 % of this cycle’s budget)</c>.</summary>
    public string Short => string.Create(CultureInfo.InvariantCulture, $"{Price.Blocks(Cost.Blocks)} blocks, {MissedLevels:N0} levels ({Percent(Cost.BudgetShare)} of this cycle’s budget)");

    /// <summary>Within the budget or past it, in a sentence.</summary>
    public string Text => Used is not { } used ? "How much of the budget is used is not known."
        : Cost.Blocks < 0.0005 && used + Cost.BudgetShare <= 1
            ? $"Free within the budget: {Percent(used)} used, {Percent(used + Cost.BudgetShare)} after this. Past 100 % the whole cycle’s attesting reward is lost."
        : used + Cost.BudgetShare > 1
            ? $"Past the budget: {Percent(used)} used, {Percent(used + Cost.BudgetShare)} after this; the whole cycle’s attesting reward is lost."
        : $"Costs {Price.Blocks(Cost.Blocks)} blocks{Money.Behind(Cost.Blocks, Rewards)}; budget {Percent(used)} used, {Percent(used + Cost.BudgetShare)} after this.";

    internal static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.#} %");
}
