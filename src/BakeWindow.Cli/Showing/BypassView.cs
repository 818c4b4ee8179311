using System.Globalization;
using BakeWindow.Core.Wire;
using Spectre.Console;

namespace BakeWindow.Cli.Showing;

/// <summary>Ways past the protection for people: the gravest first, each with its mend; then how long a floor holds on each node; then what was not seen.</summary>
internal static class BypassView
{
    public static void Show(BypassDocument report, Screen screen)
    {
        if (report.Findings.Count == 0)
        {
            screen.Headline("NOTHING FOUND", Screen.Good, string.Create(CultureInfo.InvariantCulture, $"looked at {report.Looks.Count(l => l.Outcome is "seen" or "absent")} kinds at {Times.Utc(report.At)} UTC"));
        }
        else
        {
            screen.Headline(report.Critical > 0 ? "CRITICAL" : "FOUND", report.Critical > 0 ? Screen.Bad : Screen.Strong,
                string.Create(CultureInfo.InvariantCulture, $"{report.Critical} critical, {report.Warning} warnings, {report.Info} to know; looked at {Times.Utc(report.At)} UTC"));
        }

        foreach (var finding in report.Findings)
        {
            screen.Line("");
            screen.Headline(finding.Severity.ToUpperInvariant(), Style(finding.Severity), $"{finding.Code}  {Subject(finding.Subject)}");
            screen.Line($"  {finding.Why}");
            screen.Facts(
                ("  Nodes", finding.Nodes.Count > 0 ? string.Join(", ", finding.Nodes) : null),
                ("  Workloads", finding.Workloads.Count > 0 ? string.Join(", ", finding.Workloads) : null),
                ("  Mend", finding.Mend));
        }

        if (report.Accepted.Count > 0)
        {
            screen.Line("");
            screen.Line(string.Create(CultureInfo.InvariantCulture, $"Accepted for a while ({report.Accepted.Count}):"));
            foreach (var one in report.Accepted)
            {
                screen.Line($"  {one.Finding.Severity} {one.Finding.Code}  {Subject(one.Finding.Subject)}");
                screen.Line($"    until {Times.Utc(one.Until)} UTC by {one.By}: {one.Reason}");
            }
        }

        if (report.Floors.Count > 0)
        {
            screen.Table([("Node", false), ("A closed floor holds", false)], report.Floors.Select(f => new[] { Screen.Cell(f.Node), Screen.Cell(f.Says, f.End switch { "forced" => Screen.Bad, "for-ever" => Screen.Good, _ => Screen.Strong }) }));
        }
    }

    private static string Subject(BypassDocument.SubjectPart subject) => $"{subject.Kind} {(subject.Namespace is { } ns ? $"{ns}/" : "")}{subject.Name}";

    private static Style Style(string severity) => severity switch
    {
        "critical" => Screen.Bad,
        "warning" => Screen.Strong,
        _ => Screen.Faint,
    };
}
