using BakeWindow.Core.Wire;

namespace BakeWindow.Cli.Showing;

/// <summary>Freezes and broken glasses for people.</summary>
internal static class HoldView
{
    public static void List(IReadOnlyList<HoldDocument> all, Screen screen)
    {
        if (all.Count == 0)
        {
            screen.Line("Nothing of the kind is set; --all shows what is over.", Screen.Faint);
            return;
        }

        screen.Table(
            [("Id", false), ("Concerns", false), ("Until (UTC)", false), ("State", false), ("By", false), ("Why", false)],
            all.Select(h => new[]
            {
                Screen.Cell(h.Id ?? "(policy)", Screen.Strong),
                Screen.Cell(h.Node ?? "everything"),
                Screen.Cell(Times.Utc(h.EndedAt ?? h.EndsAt)),
                Screen.Cell(StateOf(h), h.InForce ? Screen.Bad : Screen.Faint),
                Screen.Cell(h.Owner),
                Screen.Cell(h.Reason),
            }));
    }

    public static void Show(HoldDocument h, Screen screen, TimeZoneInfo zone)
    {
        screen.Headline($"{h.Id} {(h.Kind == "glass" ? "broken glass" : "freeze")}", h.InForce ? Screen.Bad : Screen.Faint, $"{h.Node ?? "everything"}, {StateOf(h)}");
        screen.Facts(
            ("Ends", Times.Both(h.EndedAt ?? h.EndsAt, zone)),
            ("By", h.Owner),
            ("Why", h.Reason),
            ("Ended early by", h.EndedBy));
    }

    private static string StateOf(HoldDocument h) => h.InForce ? "in force" : h.EndedBy is not null ? "ended early" : "not in force";
}
