using System.Globalization;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Ledger;
using BakeWindow.Core.Rights;
using BakeWindow.Core.Time;
using BakeWindow.Web.Recording;

namespace BakeWindow.Web.Views;

/// <summary>A cycle's ledger as a page shows it. Each figure is a sentence whose rows stand behind it.</summary>
public sealed record LedgerView
{
    /// <summary>The cycle.</summary>
    public required CycleLedger Ledger { get; init; }

    /// <summary>The bakers.</summary>
    public required IReadOnlyList<BakerPart> Bakers { get; init; }

    /// <summary>What we promised, in words.</summary>
    public required IReadOnlyList<string> Promises { get; init; }

    /// <summary>Whom we held back, in a sentence that says what it can't know.</summary>
    public required string HeldFor { get; init; }

    /// <summary>The nearest cycle of which something is known, where of this one nothing is; null: there is none, or this one is known.</summary>
    public required Cycle? Nearest { get; init; }

    /// <summary>The page's title.</summary>
    public string Title => string.Create(CultureInfo.InvariantCulture, $"C{Ledger.Cycle.Value}{(Bakers.Sum(b => b.Account.Missed) is > 0 and var missed ? $", {missed} missed" : "")} · Ledger");

    /// <summary>True when nothing is known of the cycle.</summary>
    public bool IsEmpty => Bakers.All(b => b.Account is { RightsUnknown: true, Figures: null });

    /// <summary>Draws it.</summary>
    /// <param name="ledger">The cycle.</param>
    /// <param name="names">The bakers' names in the configuration.</param>
    /// <param name="rewards">What a block pays now; a cycle that is over may have paid otherwise, and stays in blocks.</param>
    public static LedgerView From(CycleLedger ledger, IReadOnlyDictionary<BakerAddress, string> names, BlockRewards? rewards = null)
    {
        List<BakerPart> bakers = [.. ledger.Bakers.Select(b => new BakerPart(b, names.GetValueOrDefault(b.Baker, b.Baker.Value)))];
        return new LedgerView
        {
            Ledger = ledger,
            Bakers = bakers,
            Promises = PromisesOf(ledger),
            HeldFor = HeldOf(ledger, rewards?.Cycle == ledger.Cycle ? rewards : null),
            Nearest = bakers.All(b => b.Account is { RightsUnknown: true, Figures: null }) ? ledger.Others.Where(c => c != ledger.Cycle).OrderBy(c => Math.Abs(c.Value - ledger.Cycle.Value)).Select(c => (Cycle?)c).FirstOrDefault() : null,
        };
    }

    private static List<string> PromisesOf(CycleLedger ledger)
    {
        var p = ledger.Promises;
        if (ledger.From is null)
        {
            return ["Can’t say: when this cycle began was never read, so which maintenances are its own is not known."];
        }

        return p.Works.Count == 0
            ? ["No maintenance of ours took a baker away in this cycle."]
            :
            [
                $"“Back by” kept: {p.BackInTime} of {p.Works.Count}.",
                $"Need: {DurationText.Human(p.MedianNeed!.Value)} planned with in the middle; away {DurationText.Human(p.MedianAway!.Value)} in the middle, {DurationText.Human(p.LongestAway!.Value)} at most. Within the need: {p.WithinNeed} of {p.Works.Count}.",
                p.EndsKnown == 0
                    ? "Guaranteed end: can’t say; no right that came after a window has been looked up yet."
                    : $"Guaranteed end never earlier: {p.EndsHeld} of {p.EndsKnown}{(p.EndsKnown < p.Works.Count ? $" ({p.Works.Count - p.EndsKnown} not known)" : "")}.",
            ];
    }

    // Rights, not refusals: two that were held by one right would have lost one block.
    private static string HeldOf(CycleLedger ledger, BlockRewards? rewards)
    {
        if (ledger.From is null)
        {
            return "Can’t say: when this cycle began was never read.";
        }

        if (ledger.Held.Count == 0)
        {
            return "Nobody was held back by a right to bake in this cycle, as far as it was recorded.";
        }

        var callers = string.Join(", ", ledger.Held.GroupBy(h => h.Client).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).Take(5).Select(g => $"{g.Key} {g.Count()}"));
        var rights = ledger.Held.Select(h => h.Right).Distinct().Count();
        return $"{ledger.Held.Count} {(ledger.Held.Count == 1 ? "disruption" : "disruptions")} met a hard right ({callers}). At stake then: {rights} {(rights == 1 ? "block" : "blocks")}{Money.Behind(rights, rewards)}, if nothing else had stopped them. What would have happened nobody knows.";
    }

    /// <summary>One baker's account in words.</summary>
    /// <param name="Account">The account.</param>
    /// <param name="Name">As the configuration calls it.</param>
    public sealed record BakerPart(BakerLedger Account, string Name)
    {
        /// <summary>Blocks.</summary>
        public string Blocks => Account.RightsUnknown
            ? "Can’t say: the rights of this cycle are not known here."
            : string.Create(CultureInfo.InvariantCulture, $"{Account.Made} of {Account.Due.Count(o => o.Fate is not RightFate.Stolen)} made")
                + (Account.Missed > 0 ? $" · {Account.Missed} missed" : "") + (Account.Stolen > 0 ? $" · {Account.Stolen} taken over" : "")
                + (Account.Unknown > 0 ? $" · ? {Account.Unknown} not known" : "") + (Account.Ahead > 0 ? $" · {Account.Ahead} still to come" : "");

        /// <summary>Attesting and the budget.</summary>
        public string Budget => Account.Burn is not { } burn
            ? Account.Figures is null ? "Can’t say: what was attested in this cycle was never read." : "Can’t say: the protocol of this cycle tells no budget, or it was not told."
            : string.Create(CultureInfo.InvariantCulture,
                $"{Percent(burn, burn.Missed)} used: {burn.Missed:N0} of {burn.Budget:N0} {burn.Unit} missed; maintenance ≤ {Percent(burn, burn.ByMaintenance)}, accidents ≥ {Percent(burn, burn.ByAccident)}, reserve {Percent(burn, burn.Reserve)}");

        /// <summary>What blocks tell of attestations, and of how many levels they were asked: a sample, unless every block is read.</summary>
        public string Attested => Account.Attested is not { } a ? "none in blocks yet"
            : string.Create(CultureInfo.InvariantCulture, $"{a.Made} stand, {a.Missed} missing, of {a.Made + a.Missed} levels looked at ({(double)(a.Made + a.Missed) / Account.Span.Length * 100:0.#} % of the cycle)");

        /// <summary>What the figures do not cover; null: nothing.</summary>
        public string? Gap => Account.Figures is { } f && Account.Uncovered > 1
            ? string.Create(CultureInfo.InvariantCulture, $"Counted up to level {f.SeenLevel.Value:N0} only; the {Account.Uncovered:N0} levels after it are not covered.")
            : Account.Figures is null && Account.Uncovered > 0 ? string.Create(CultureInfo.InvariantCulture, $"{Account.Uncovered:N0} levels of this cycle are not covered.") : null;

        /// <summary>The change of unit; null: none in this cycle.</summary>
        public string? Switch => Account.Figures?.SwitchedAt is { } at ? string.Create(CultureInfo.InvariantCulture, $"From level {at.Value:N0} on all bakers attest: budgets are reckoned in levels after it.") : null;

        /// <summary>Nonces.</summary>
        public string Nonces => Account.Figures is { } f ? f.NoncesDue == 0 ? "none seen" : $"{f.NoncesRevealed} of {f.NoncesDue} revealed" : "Can’t say";

        /// <summary>Luck.</summary>
        public string LuckWords => Account.Luck is { } luck
            ? string.Create(CultureInfo.InvariantCulture, $"{luck.Rights} rights of round 0, {luck.Expected:0.0} ± {luck.Deviation:0.0} likely ({(luck.Sigmas >= 0 ? "+" : "−")}{Math.Abs(luck.Sigmas):0.0} σ)")
            : "Can’t say: share or rights are not known.";

        /// <summary>The attesting reward that hangs on it; null where it is not known.</summary>
        public string? Reward => Account.Figures?.ExpectedRewardMutez is > 0 and var mutez ? string.Create(CultureInfo.InvariantCulture, $"{mutez / 1_000_000m:N2} tez for attesting, all or nothing") : null;

        private static string Percent(BudgetBurn burn, double part) => string.Create(CultureInfo.InvariantCulture, $"{burn.Share(part) * 100:0.#} %");
    }
}
