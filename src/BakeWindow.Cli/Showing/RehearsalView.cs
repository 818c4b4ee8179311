using System.Globalization;
using BakeWindow.Core.Time;
using BakeWindow.Core.Wire;

namespace BakeWindow.Cli.Showing;

/// <summary>A rehearsal for people: figure beside figure, then what to paste.</summary>
internal static class RehearsalView
{
    public static void Show(RehearsalDocument document, Screen screen)
    {
        screen.Headline($"Cycles {document.FirstCycle} to {document.LastCycle}", Screen.Strong, Plain.Text(document.Demand));
        foreach (var gap in document.Missing)
        {
            screen.Line($"Left out: cycle {gap.Cycle}, {Plain.Text(gap.Why)}", Screen.Faint);
        }

        screen.Table(
            [("", false), ("today", true), ("edited", true)],
            Rows(document.Today).Zip(Rows(document.Edited), (a, b) => new[] { Screen.Cell(a.Name), Screen.Cell(a.Value), Screen.Cell(b.Value, a.Value == b.Value ? Screen.Faint : Screen.Strong) }));
        screen.Line($"Windows gained {Number(document.WindowsGained)}, lost {Number(document.WindowsLost)}.");
        if (document.Changes.Count == 0)
        {
            screen.Line("Nothing was changed: both columns are today's policy. Change it with --set NAME=VALUE.", Screen.Faint);
            return;
        }

        screen.Line("To have it so:");
        foreach (var line in document.Configuration.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            screen.Line($"  {Plain.Text(line)}");
        }
    }

    private static IEnumerable<(string Name, string Value)> Rows(RehearsalDocument.OutcomePart o) =>
    [
        ("asked for", Number(o.Asked)),
        ("done", Number(o.Done)),
        ("still waiting", Number(o.Waiting)),
        ("blocks expected to be lost", o.ExpectedBlocks.ToString("0.###", CultureInfo.InvariantCulture)),
        ("own blocks met", Number(o.BlocksMet)),
        ("attesting levels paid", Number(o.LevelsPaid)),
        ("waited, half of them", Waited(o.WaitedP50)),
        ("waited, 95 of 100", Waited(o.WaitedP95)),
        ("deadlines kept", $"{Number(o.DeadlinesKept)} of {Number(o.DeadlinesDue)}"),
        ("approvals asked of people", Number(o.Approvals)),
    ];

    private static string Waited(string? iso) => iso is null ? "-" : DurationText.TryParse(iso, out var waited, out _) ? DurationText.Human(waited) : Plain.Text(iso);

    private static string Number(int n) => n.ToString("N0", CultureInfo.InvariantCulture);
}
