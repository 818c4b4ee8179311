using BakeWindow.Core.Ledger;
using BakeWindow.Core.Time;

namespace BakeWindow.Core.Wire;

/// <summary>A cycle's ledger: what <c>/api/v1/ledger</c> answers. Null is not known, never none.</summary>
/// <param name="Cycle">The cycle.</param>
/// <param name="Present">It is not over.</param>
/// <param name="Bakers">An account for each baker.</param>
/// <param name="Promises">Our own maintenances, promised against done.</param>
/// <param name="Held">Who was held back by a right of the cycle. At stake is what would have been lost if nothing else had stopped it.</param>
public sealed record LedgerDocument(int Cycle, bool Present, IReadOnlyList<LedgerDocument.AccountPart> Bakers, LedgerDocument.PromisesPart Promises, IReadOnlyList<LedgerDocument.HeldPart> Held)
{
    /// <summary>One baker's account.</summary>
    public sealed record AccountPart(
        string Baker, int FirstLevel, int LastLevel, int? Made, int? Missed, int? Stolen, int? Unknown, int? Ahead, string? BudgetUnit, double? Budget, double? BudgetMissed, double? ByMaintenanceAtMost, double? Reserve,
        int? NoncesDue, int? NoncesRevealed, double? RightsExpected, int? RightsGiven, long? AttestingRewardMutez, int UncoveredLevels, int? SwitchedAt, IReadOnlyList<FatePart> Rights)
    {
        /// <summary>Levels whose attestation was looked up in a block and stands there; null: none was looked up.</summary>
        public int? AttestationsFound { get; init; }

        /// <summary>Levels whose attestation was looked up and stands in no block; levels that were not looked up are in neither.</summary>
        public int? AttestationsMissing { get; init; }
    }

    /// <summary>One right: <c>made</c>, <c>missed</c>, <c>stolen</c> or <c>unknown</c>.</summary>
    public sealed record FatePart(int Level, int Round, string Fate, string? MadeBy, int? MadeRound, DateTimeOffset? At);

    /// <summary>Promises.</summary>
    public sealed record PromisesPart(int Works, int BackInTime, int WithinNeed, int EndsKnown, int EndsHeld, string? MedianNeed, string? MedianAway, string? LongestAway);

    /// <summary>Somebody who was held back.</summary>
    public sealed record HeldPart(string Decision, string Client, string Node, string Right, DateTimeOffset From, DateTimeOffset Until, int Times, int BlocksAtStake);

    /// <summary>Writes an account.</summary>
    public static AccountPart From(BakerLedger b) => new(
        b.Baker.Value, b.Span.First.Value, b.Span.Last.Value, Of(b, b.Made), Of(b, b.Missed), Of(b, b.Stolen), Of(b, b.Unknown), Of(b, b.Ahead), b.Burn?.Unit, b.Burn?.Budget, b.Burn?.Missed, b.Burn?.ByMaintenance, b.Burn?.Reserve,
        b.Figures?.NoncesDue, b.Figures?.NoncesRevealed, b.Luck?.Expected, b.Luck?.Rights, b.Figures?.ExpectedRewardMutez, b.Uncovered, b.Figures?.SwitchedAt?.Value,
        [.. b.Due.Select(o => new FatePart(o.Level.Value, o.Round, o.Fate.ToString().ToLowerInvariant(), o.MadeBy.Length > 0 ? o.MadeBy : null, o.MadeRound, o.At))])
    {
        AttestationsFound = b.Attested?.Made,
        AttestationsMissing = b.Attested?.Missed,
    };

    /// <summary>Writes promises.</summary>
    public static PromisesPart From(Promises p) => new(p.Works.Count, p.BackInTime, p.WithinNeed, p.EndsKnown, p.EndsHeld, Iso(p.MedianNeed), Iso(p.MedianAway), Iso(p.LongestAway));

    private static int? Of(BakerLedger b, int count) => b.RightsUnknown ? null : count;

    private static string? Iso(TimeSpan? span) => span is { } s ? DurationText.Iso(TimeSpan.FromSeconds(Math.Round(s.TotalSeconds))) : null;
}
