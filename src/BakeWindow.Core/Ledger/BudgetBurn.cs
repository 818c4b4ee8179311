using BakeWindow.Core.Chain;
using BakeWindow.Core.Maintenance;
using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Ledger;

/// <summary>How much of a cycle's attestation budget was used, and by what. Past the whole of it, the whole cycle's attesting reward is lost.</summary>
/// <param name="Unit"><c>slots</c> before All Bakers Attest, <c>levels</c> after.</param>
/// <param name="Budget">What may be missed in the cycle.</param>
/// <param name="Missed">What was missed, as the protocol counted it.</param>
/// <param name="ByMaintenance">Of that at most so much by our own maintenances: an estimate, from how long their receipts say the baker was away.</param>
/// <param name="Reserve">What policy keeps for accidents.</param>
public sealed record BudgetBurn(string Unit, double Budget, double Missed, double ByMaintenance, double Reserve)
{
    /// <summary>What was missed for other reasons, at least.</summary>
    public double ByAccident => Missed - ByMaintenance;

    /// <summary>A part of the budget as a share of it (0…).</summary>
    public double Share(double part) => Budget > 0 ? part / Budget : 0;

    internal static BudgetBurn? Of(BakerAddress baker, CycleFigures figures, IReadOnlyList<MaintenanceRecord> maintenances, CycleSpan span, double reserve)
    {
        if (figures is not { Budget: { } budget, Missed: { } missed })
        {
            return null;
        }

        var levels = 0.0;
        if (figures is { StartedAt: { } start, BlockDelay.Ticks: > 0 })
        {
            // At least b a level, so at most so many levels fell into an outage; and at most so long does the cycle last that no block came late in.
            var end = start + (figures.BlockDelay * span.Length);
            levels = AwayTimes(baker, maintenances).Select(a => (a.Start < start ? start : a.Start, a.End > end ? end : a.End)).Where(a => a.Item2 > a.Item1)
                .Sum(a => Math.Ceiling((a.Item2 - a.Item1) / figures.BlockDelay));
        }

        var perLevel = figures.InLevels ? 1 : (double)(figures.ExpectedSlots ?? 0) / span.Length;
        return new BudgetBurn(figures.Unit, budget, missed, Math.Min(missed, levels * perLevel), budget * reserve);
    }

    private static IEnumerable<Time.TimeRange> AwayTimes(BakerAddress baker, IReadOnlyList<MaintenanceRecord> maintenances) => maintenances
        .Select(m => m.Phase.Outcome is { } receipt && receipt.Bakers?.Contains(baker) is not false ? ReceiptFindings.AwayOf(receipt) : null)
        .OfType<Time.TimeRange>();
}
