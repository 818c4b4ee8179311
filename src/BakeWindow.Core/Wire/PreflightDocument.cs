using BakeWindow.Core.Gate;
using BakeWindow.Core.Readiness;

namespace BakeWindow.Core.Wire;

/// <summary>A preflight as JSON: what <c>/api/v1/preflight</c> answers and <c>bakewindow preflight --json</c> prints.</summary>
/// <param name="Ready">True only when nothing that is required is bad or unknown.</param>
/// <param name="Known">False when something that is required could not be looked at, and nothing is known to be bad.</param>
/// <param name="At">When it was looked.</param>
/// <param name="About">What would be disturbed, in words.</param>
/// <param name="Message">The sentence of the check that holds; null when none does.</param>
/// <param name="Reason">The reason that the gate gives for it; null when none holds.</param>
/// <param name="Checks">The checks, in a fixed order; those that policy ignores are left out.</param>
public sealed record PreflightDocument(bool Ready, bool Known, DateTimeOffset At, string About, string? Message, string? Reason, IReadOnlyList<PreflightDocument.Checked> Checks)
{
    /// <summary>One check.</summary>
    /// <param name="Check">Its code.</param>
    /// <param name="Standing">passed, not-declared, warned, unknown or failed.</param>
    /// <param name="Demand">require or warn.</param>
    /// <param name="Holds">It stands in the way.</param>
    /// <param name="Words">What was found.</param>
    public sealed record Checked(string Check, string Standing, string Demand, bool Holds, string Words);

    /// <summary>Writes a report.</summary>
    public static PreflightDocument From(PreflightReport report, string about, DateTimeOffset at) => new(
        report.Answer is PreflightAnswer.Ready,
        report.Answer is not PreflightAnswer.CannotKnow,
        Utc.WholeSeconds(at),
        about,
        report.Holding?.Words,
        report.Holding?.Reason.Kebab(),
        [.. report.Checks.Select(c => new Checked(c.Code.Kebab(), c.Standing switch { CheckStanding.NotDeclared => "not-declared", var s => s.ToString().ToLowerInvariant() }, c.Demand.ToString().ToLowerInvariant(), c.Holds, c.Words))]);
}

/// <summary>What one place takes with it, as JSON: what <c>/api/v1/failures</c> answers.</summary>
/// <param name="SeenAt">When the cluster was last seen.</param>
/// <param name="Places">Nodes, failure domains and forwarders with what goes with them, the gravest first.</param>
/// <param name="Advice">What would make it less.</param>
public sealed record FailuresDocument(DateTimeOffset SeenAt, IReadOnlyList<FailuresDocument.FailingPlace> Places, IReadOnlyList<FailuresDocument.Advised> Advice)
{
    /// <summary>A place.</summary>
    /// <param name="Kind">node, domain or forwarder.</param>
    /// <param name="Place">Its name.</param>
    /// <param name="Bakers">What of each baker goes.</param>
    public sealed record FailingPlace(string Kind, string Place, IReadOnlyList<FailingBaker> Bakers);

    /// <summary>What of a baker goes.</summary>
    /// <param name="Baker">Its address.</param>
    /// <param name="Stops">It stops.</param>
    /// <param name="CutOff">Its node is left without a sentry.</param>
    /// <param name="Goes">Role by role.</param>
    public sealed record FailingBaker(string Baker, bool Stops, bool CutOff, IReadOnlyList<FailingRole> Goes);

    /// <summary>How many pods of a role go.</summary>
    /// <param name="Role">The role.</param>
    /// <param name="Go">How many go.</param>
    /// <param name="Of">Of how many.</param>
    public sealed record FailingRole(string Role, int Go, int Of);

    /// <summary>An advice.</summary>
    /// <param name="Code">Which kind.</param>
    /// <param name="Baker">Whose.</param>
    /// <param name="Nodes">Which nodes.</param>
    /// <param name="Words">What is so and what to do.</param>
    public sealed record Advised(string Code, string Baker, IReadOnlyList<string> Nodes, string Words);

    /// <summary>Writes a map.</summary>
    public static FailuresDocument From(FailureMap map, DateTimeOffset seenAt) => new(
        Utc.WholeSeconds(seenAt),
        [
            .. map.Losses.Select(l => new FailingPlace(l.Kind.ToString().ToLowerInvariant(), l.Place,
                [.. l.Bakers.Select(b => new FailingBaker(b.Baker.Value, b.Stops, b.CutOff, [.. b.Goes.Select(r => new FailingRole(r.Role.ToString().ToLowerInvariant(), r.Go, r.Of))]))])),
        ],
        [.. map.Advice.Select(a => new Advised(a.Code, a.Baker.Value, a.Places, a.Words))]);
}
