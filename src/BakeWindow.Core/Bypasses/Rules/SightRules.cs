namespace BakeWindow.Core.Bypasses.Rules;

/// <summary>What could not be looked at is a finding of its own, never an all clear.</summary>
internal static class SightRules
{
    public static IEnumerable<Bypass> Of(AuditFacts facts)
    {
        foreach (var look in facts.Looks)
        {
            if (look is Look.Forbidden forbidden)
            {
                yield return Blind(look.Kind, "A right to list it is missing.", forbidden.Grant);
            }
            else if (look is Look.Failed failed)
            {
                yield return Blind(look.Kind, $"It was not answered: {failed.Reason}.", "Look again when the API server answers: bakewindow audit");
            }
        }
    }

    private static Bypass Blind(string kind, string because, string mend)
    {
        var vital = AuditKinds.Vital.Contains(kind);
        return new Bypass
        {
            Code = BypassCode.CouldNotLook,
            Severity = vital ? BypassSeverity.Critical : BypassSeverity.Warning,
            Subject = new BypassSubject("Kind", null, kind),
            Why = $"{kind} could not be looked at. {because} " + (vital ? "Without it nothing can be said of the floors." : "What it may do past the protection is not known."),
            Mend = mend,
        };
    }
}
