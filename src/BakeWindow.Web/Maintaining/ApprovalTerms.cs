using System.Globalization;
using BakeWindow.Core.Maintenance;

namespace BakeWindow.Web.Maintaining;

/// <summary>To what a person says yes: the proposed window alone, or any within a price and until a date.</summary>
/// <param name="UpToBlocks">At most so many expected blocks; null: as many as the proposed window costs.</param>
/// <param name="UpToBudget">At most this share of the budget; null: as much as the proposed window uses.</param>
public sealed record ApprovalTerms(double? UpToBlocks = null, double? UpToBudget = null)
{
    /// <summary>Windows that start by then; null: whenever.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The proposed window and no other.</summary>
    public bool OnlyThis { get; init; }

    /// <summary>The fingerprint of what was shown; null: whatever is so now.</summary>
    public string? IfShown { get; init; }

    /// <summary>In words, for the audit.</summary>
    public string Text => OnlyThis ? "this window only" : string.Create(CultureInfo.InvariantCulture,
        $"any window up to {(UpToBlocks is { } b ? $"{b:0.####}" : "the proposed")} blocks and {(UpToBudget is { } s ? $"{s * 100:0.##} %" : "the proposed share")} of the budget{(Until is { } u ? $" before {u.UtcDateTime:u}" : "")}");

    internal MaintenanceEvent.ApprovedBy By(string name) => new(name, UpToBlocks, UpToBudget) { Until = Until, OnlyThis = OnlyThis, IfShown = IfShown };
}
