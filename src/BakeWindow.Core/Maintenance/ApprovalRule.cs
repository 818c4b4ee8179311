using BakeWindow.Core.Planning;

namespace BakeWindow.Core.Maintenance;

/// <summary>Who may say yes to what. Roles say who may approve at all; this says whether it may be the one who asked.</summary>
public static class ApprovalRule
{
    /// <summary>Why this person's yes does not count; null when it does.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="request">What was asked, and by whom.</param>
    /// <param name="start">The window in question.</param>
    /// <param name="by">Who would approve.</param>
    /// <param name="owner">Who stands behind him, as the owner of his token; null: he himself.</param>
    public static string? WhyNot(Policy policy, MaintenanceRequest request, PlannedStart start, string by, string? owner = null) =>
        !NeedsAnother(policy, start) || !IsOne(request, by, owner)
            ? null
            : policy.FourEyes is FourEyes.Always
                ? $"{by} asked for {request.Id}, and policy wants another person to approve it (Policy:Approval:FourEyes)"
                : FormattableString.Invariant($"{by} asked for {request.Id}, and above {policy.FourEyesAboveBlocks:0.####} blocks policy wants another person to approve it (Policy:Approval:FourEyesAboveBlocks)");

    // Older rows know the name alone: whatever the two have in common makes them one person, for his token is no second pair of eyes.
    private static bool IsOne(MaintenanceRequest request, string by, string? owner) =>
        Same(request.RequestedBy, by) || Same(request.RequestedBy, owner) || Same(request.RequestedFor, by) || Same(request.RequestedFor, owner);

    private static bool Same(string? asker, string? approver) => asker is not null && string.Equals(asker, approver, StringComparison.OrdinalIgnoreCase);

    private static bool NeedsAnother(Policy policy, PlannedStart start) => policy.FourEyes switch
    {
        FourEyes.Always => true,
        FourEyes.AbovePrice => start.ExpectedBlocks > policy.FourEyesAboveBlocks,
        _ => false,
    };
}
