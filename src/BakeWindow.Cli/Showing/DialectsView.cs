using System.Globalization;
using BakeWindow.Core.Wire;

namespace BakeWindow.Cli.Showing;

/// <summary>Dialects for people.</summary>
internal static class DialectsView
{
    public static void Show(IReadOnlyList<DialectDocument> all, Screen screen)
    {
        if (all.Count == 0)
        {
            screen.Line("No dialect is spoken; --all shows those that could be.", Screen.Faint);
            return;
        }

        screen.Table(
            [("Dialect", false), ("Spoken", false), ("Neighbour", false), ("Marks", true), ("How it is", false)],
            all.Select(d => new[]
            {
                Screen.Cell(d.Name, Screen.Strong),
                Screen.Cell(d.Enabled ? "yes" : "no"),
                Screen.Cell(d.Present switch { true => $"here {d.Version}".Trim(), false => "not here", null => "not readable" }),
                Screen.Cell(d.Marks.Count.ToString(CultureInfo.InvariantCulture)),
                d.Problems.Count > 0 ? Screen.Cell(d.Problems[0], Screen.Bad) : Screen.Cell(d.Configuration ?? ""),
            }));
        foreach (var (d, note) in all.SelectMany(d => d.Notes.Select(n => (d, n))))
        {
            screen.Headline(d.Name, note.Serious ? Screen.Bad : Screen.Strong, note.Text);
            screen.Line($"  {note.Mend}", Screen.Faint);
        }
    }
}
