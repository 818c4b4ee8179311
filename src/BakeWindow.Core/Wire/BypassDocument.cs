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
    /// <summary>A way past the protection. Severity is <c>critical</c>, <c>warning</c> or <c>info</c>.</summary>
    public sealed record BypassPart(
        string Code, string Severity, SubjectPart Subject, IReadOnlyList<string> Nodes, IReadOnlyList<string> Workloads, string Why, string Mend);

    /// <summary>The object that it comes from.</summary>
    public sealed record SubjectPart(string Kind, string? Namespace, string Name);

    /// <summary>For how long a closed floor is respected on a node. End is <c>for-ever</c>, <c>gives-up</c>, <c>forced</c> or <c>cannot-say</c>.</summary>
    public sealed record FloorPart(string Node, string End, string? After, string By, string Says);

    /// <summary>What became of looking at a kind. Outcome is <c>seen</c>, <c>absent</c>, <c>forbidden</c> or <c>failed</c>.</summary>
    public sealed record LookPart(string Kind, string Outcome, int? Count, string? Note);

    /// <summary>Writes a report.</summary>
    public static BypassDocument From(BypassReport report) => new(
        report.At,
        report.Count(BypassSeverity.Critical),
        report.Count(BypassSeverity.Warning),
        report.Count(BypassSeverity.Info),
        [.. report.Findings.Select(f => new BypassPart(
            f.Code.Kebab(), f.Severity.ToString().ToLowerInvariant(), new(f.Subject.Kind, f.Subject.Namespace, f.Subject.Name), f.Nodes, f.Workloads, f.Why, f.Mend))],
        [.. report.Floors.Select(f => new FloorPart(f.Node, EndOf(f.End), f.After is { } after ? DurationText.Iso(after) : null, f.By, f.Says))],
        [.. report.Looks.Select(LookOf)]);

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
