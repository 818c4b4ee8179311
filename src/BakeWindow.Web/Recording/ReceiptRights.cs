using BakeWindow.Core.Ledger;
using BakeWindow.Core.Maintenance;
using BakeWindow.Storage;

namespace BakeWindow.Web.Recording;

/// <summary>The rights that fell inside a maintenance, for its receipt.</summary>
public sealed class ReceiptRights(OutcomeStore outcomes)
{
    /// <summary>Finds them; what nobody has looked up yet is there as unknown.</summary>
    public async Task<ReceiptFindings> OfAsync(MaintenanceRecord record, CancellationToken ct)
    {
        if (record.Phase.Outcome is not { } receipt || ReceiptFindings.AwayOf(receipt) is not { } away)
        {
            return ReceiptFindings.None;
        }

        var within = await outcomes.BetweenAsync(away.Start, away.End, ct);
        var told = await outcomes.AtAsync([.. receipt.HardRightsInside.Select(r => r.Level).Distinct()], ct);
        return ReceiptFindings.Of(record, [.. within.Union(told)]);
    }
}
