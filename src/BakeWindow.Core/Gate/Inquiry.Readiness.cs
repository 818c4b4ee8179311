using BakeWindow.Core.Readiness;

namespace BakeWindow.Core.Gate;

/// <content>Would what is disturbed come back? A check that is required and not known to be well holds; what is only to be known stands among the findings.</content>
internal sealed partial class Inquiry
{
    private Verdict? WouldNotComeBack()
    {
        var report = Preflight.Of(world, request, now);
        foreach (var check in report.Checks.Where(c => c.Warns))
        {
            findings.Add(new($"preflight {check.Code.Kebab()}", Passed: true, $"{check.Standing.Word()}, holds nothing: {check.Words}"));
        }

        if (report.Holding is { } holding)
        {
            return holding.Standing is CheckStanding.Unknown
                ? CannotKnow(ReasonCode.ReadinessUnknown, $"the check {holding.Code.Kebab()} could not be made: {holding.Words}")
                : Held(holding.Reason, holding.Words);
        }

        Passed("would it come back", $"{report.Checks.Count(c => c.Standing is CheckStanding.Passed)} checks passed, {report.Checks.Count(c => c.Standing is CheckStanding.NotDeclared)} had nothing to look at");
        return null;
    }
}
