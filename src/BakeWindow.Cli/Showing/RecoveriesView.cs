using System.Globalization;
using BakeWindow.Core.Time;
using BakeWindow.Core.Wire;

namespace BakeWindow.Cli.Showing;

/// <summary>Restarts for people.</summary>
internal static class RecoveriesView
{
    public static void Show(RecoveriesDocument all, Screen screen)
    {
        foreach (var open in all.Open)
        {
            screen.Headline(open.Workload, Screen.Bad, $"away since {open.Since.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z ({open.Cause})");
        }

        if (all.Figures.Count == 0)
        {
            screen.Line("No restart was measured yet; what is planned with is the policy's prior.", Screen.Faint);
            return;
        }

        screen.Table(
            [("Workload", false), ("Cause", false), ("Step", false), ("n", true), ("p50", true), ("p95", true)],
            all.Figures.SelectMany(f => f.Steps.Select(s => (f.Workload, f.Cause, s.Step, s.N, s.P50, s.P95)).Append((f.Workload, f.Cause, Step: "away", f.N, f.P50, f.P95)))
                .Select(r => new[]
                {
                    Screen.Cell(r.Workload, Screen.Strong), Screen.Cell(r.Cause), Screen.Cell(r.Step), Screen.Cell(r.N.ToString(CultureInfo.InvariantCulture)), Screen.Cell(Human(r.P50)), Screen.Cell(Human(r.P95)),
                }));
        foreach (var f in all.Figures)
        {
            screen.Line($"Believed of {f.Workload} ({f.Cause}): p50 {Human(f.BelievedP50)}, p95 {Human(f.BelievedP95)}; {f.Source}.", Screen.Faint);
        }
    }

    private static string Human(string iso) => DurationText.TryParse(iso, out var span, out _) ? DurationText.Human(span) : "0 s";
}
