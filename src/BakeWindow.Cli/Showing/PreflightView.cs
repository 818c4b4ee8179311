using BakeWindow.Core.Wire;

namespace BakeWindow.Cli.Showing;

/// <summary>A preflight for people.</summary>
internal static class PreflightView
{
    public static void Show(PreflightDocument preflight, Screen screen)
    {
        screen.Headline(preflight switch { { Ready: true } => "READY", { Known: true } => "NOT READY", _ => "CAN'T SAY" }, preflight.Ready ? Screen.Good : Screen.Bad, preflight.Reason ?? "preflight");
        screen.Line(preflight.Message ?? $"It would come back, as far as was looked at: {preflight.About}.");
        screen.Table(
            [("", false), ("Check", false), ("Weighs", false), ("Found", false)],
            preflight.Checks.Select(c => new[]
            {
                Screen.Cell(c.Holds ? "no" : c.Standing is "passed" or "not-declared" ? "ok" : "!", c.Holds ? Screen.Bad : Screen.Good), Screen.Cell(c.Check), Screen.Cell(c.Demand), Screen.Cell($"{c.Standing}: {c.Words}"),
            }));
    }
}
