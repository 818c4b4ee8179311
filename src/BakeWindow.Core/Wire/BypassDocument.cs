using BakeWindow.Core.Bypasses;
using BakeWindow.Core.Time;

namespace BakeWindow.Core.Wire;

/// <summary>A report of ways past the protection as JSON: what <c>bakewindow audit --json</c> prints and <c>/api/v1/bypasses</c> answers.</summary>
public sealed record BypassDocument(
    DateTimeOffset At,
    int Critical,
    int Warning,
    int Info,
    IReadOnlyList<BypassDocument.BypassPart> Findings,
    IReadOnlyList<BypassDocument.FloorPart> Floors,
    IReadOnlyList<BypassDocument.LookPart> Looks)
{
    /// <summary>Findings that somebody accepted for a while; they stand neither in <see cref="Findings"/> nor in the counts.</summary>
    public IReadOnlyList<AcceptedPart> Accepted { get; init; } = [];

    /// <summary>A way past the protection. Severity is <c>critical</c>, <c>warning</c> or <c>info</c>.</summary>
    public sealed record BypassPart(
        string Code, string Severity, SubjectPart Subject, IReadOnlyList<string> Nodes, IReadOnlyList<string> Workloads, string Why, string Mend)
    {
        /// <summary>By which it can be accepted; another one when the finding changes.</summary>
        public string? Id { get; init; }
    }

    /// <summary>A finding that somebody accepted.</summary>
    public sealed record AcceptedPart(BypassPart Finding, string By, string Reason, DateTimeOffset Since, DateTimeOffset Until);

    /// <summary>The object that it comes from.</summary>
    public sealed record SubjectPart(string Kind, string? Namespace, string Name);

    /// <summary>For how long a closed floor is respected on a node. End is <c>for-ever</c>, <c>gives-up</c>, <c>forced</c> or <c>cannot-say</c>.</summary>
    public sealed record FloorPart(string Node, string End, string? After, string By, string Says);

    /// <summary>What became of looking at a kind. Outcome is <c>seen</c>, <c>absent</c>, <c>forbidden</c> or <c>failed</c>.</summary>
    public sealed record LookPart(string Kind, string Outcome, int? Count, string? Note);

    /// <summary>Writes a report with what was accepted apart.</summary>
    public static BypassDocument From(SplitReport split) => From(split.Report) with
    {
        Accepted = [.. split.Accepted.Select(a => new AcceptedPart(PartOf(a.Finding), a.By.By, a.By.Reason, a.By.MadeAt, a.By.EndsAt))],
    };

    /// <summary>The same with what was accepted counted and listed like the rest; it stays told that it was.</summary>
    public BypassDocument WithAccepted()
    {
        string[] grave = ["critical", "warning", "info"];
        IReadOnlyList<BypassPart> findings = [.. Findings.Concat(Accepted.Select(a => a.Finding)).OrderBy(f => Array.IndexOf(grave, f.Severity))];
        int Count(string severity) => findings.Count(f => f.Severity == severity);
        return this with { Findings = findings, Critical = Count("critical"), Warning = Count("warning"), Info = Count("info") };
    }

    /// <summary>Writes a report.</summary>
    public static BypassDocument From(BypassReport report) => new(
        report.At,
        report.Count(BypassSeverity.Critical),
        report.Count(BypassSeverity.Warning),
        report.Count(BypassSeverity.Info),
        [.. report.Findings.Select(PartOf)],
        [.. report.Floors.Select(f => new FloorPart(f.Node, EndOf(f.End), f.After is { } after ? DurationText.Iso(after) : null, f.By, f.Says))],
        [.. report.Looks.Select(LookOf)]);

    private static BypassPart PartOf(Bypass finding) => new(
        finding.Code.Kebab(), finding.Severity.ToString().ToLowerInvariant(), new(finding.Subject.Kind, finding.Subject.Namespace, finding.Subject.Name), finding.Nodes, finding.Workloads, finding.Why, finding.Mend)
    {
        Id = finding.Id,
    };

    private static string EndOf(FloorEnd end) => end switch
    {
        FloorEnd.ForEver => "for-ever",
        FloorEnd.GivesUp => "gives-up",
        FloorEnd.Forced => "forced",
        _ => "cannot-say",
    };

    private static LookPart LookOf(Look look) => look switch
    {
        Look.Seen seen => new(look.Kind, "seen", seen.Count, null),
        Look.Absent => new(look.Kind, "absent", null, null),
        Look.Forbidden forbidden => new(look.Kind, "forbidden", null, forbidden.Grant),
        Look.Failed failed => new(look.Kind, "failed", null, failed.Reason),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
