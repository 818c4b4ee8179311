using BakeWindow.Core.Wire;

namespace BakeWindow.Cli.Showing;

/// <summary>Incidents for people.</summary>
internal static class IncidentShow
{
    public static void List(IReadOnlyList<IncidentSummaryDocument> all, Screen screen)
    {
        if (all.Count == 0)
        {
            screen.Line("No incident is kept: no own right was missed and none was at risk since they are kept.", Screen.Faint);
            return;
        }

        screen.Table(
            [("Id", false), ("Began (UTC)", false), ("What", false), ("Missed", true), ("Cause", false), ("Next step", false)],
            all.Select(i => new[]
            {
                Screen.Cell(i.Id, Screen.Strong),
                Screen.Cell(Times.Utc(i.OpenedAt)),
                Screen.Cell(i.Words, i.Missed > 0 ? Screen.Bad : Screen.Faint),
                Screen.Cell(i.Missed.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                Screen.Cell(string.Join(", ", i.Causes)),
                Screen.Cell(i.NextStep),
            }));
    }

    public static void One(IncidentDocument i, Screen screen, TimeZoneInfo zone)
    {
        screen.Headline(i.Id, i.Missed.Count > 0 ? Screen.Bad : Screen.Faint, i.Words);
        screen.Facts(
            ("Began", Times.Both(i.OpenedAt, zone)),
            ("Over", i.EndedAt is { } ended ? Times.Both(ended, zone) : "not yet"),
            ("Next step", i.NextStep),
            ("Similar", i.Similar.Count > 0 ? string.Join(", ", i.Similar) : null));
        foreach (var c in i.Causes)
        {
            screen.Line($"{c.Title} ({c.Code}, {c.Weight}): {c.Why}", Screen.Strong);
            if (c.WouldHaveHeld is { } held)
            {
                screen.Line($"  would have held it: {held}", Screen.Faint);
            }
        }

        screen.Table([("UTC", false), ("Lane", false), ("What", false), ("Source", false)], i.Evidence.Select(e => new[] { Screen.Cell(Times.Utc(e.At)), Screen.Cell(e.Lane), Screen.Cell(e.Text), Screen.Cell(e.Source) }));
        foreach (var gap in i.Gaps)
        {
            screen.Line($"{gap.Lane}: {gap.Words}", Screen.Faint);
        }
    }
}
