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
    public static string? WhyNot(Policy policy, MaintenanceRequest request, PlannedStart start, string by) =>
        !NeedsAnother(policy, start) || !string.Equals(request.RequestedBy, by, StringComparison.OrdinalIgnoreCase)
            ? null
            : policy.FourEyes is FourEyes.Always
                ? $"{by} asked for {request.Id}, and policy wants another person to approve it (Policy:Approval:FourEyes)"
                : FormattableString.Invariant($"{by} asked for {request.Id}, and above {policy.FourEyesAboveBlocks:0.####} blocks policy wants another person to approve it (Policy:Approval:FourEyesAboveBlocks)");

    private static bool NeedsAnother(Policy policy, PlannedStart start) => policy.FourEyes switch
    {
        FourEyes.Always => true,
        FourEyes.AbovePrice => start.ExpectedBlocks > policy.FourEyesAboveBlocks,
        _ => false,
    };
}
