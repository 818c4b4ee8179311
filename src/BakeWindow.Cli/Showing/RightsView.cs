using System.Globalization;
using BakeWindow.Core.Wire;
using Spectre.Console;

namespace BakeWindow.Cli.Showing;

/// <summary>Rights for people.</summary>
internal static class RightsView
{
    private const int Most = 30;

    public static void Show(RightsDocument rights, bool all, Screen screen, TimeZoneInfo zone)
    {
        foreach (var baker in rights.Bakers)
        {
            screen.Facts(
                ("Baker", baker.Baker),
                ("Share", baker.Share is { } share ? share.ToString("0.000%", CultureInfo.InvariantCulture) : "not told"),
                ("Head", string.Create(CultureInfo.InvariantCulture, $"level {rights.HeadLevel}")),
                ("Rights known", string.Create(CultureInfo.InvariantCulture, $"up to level {baker.KnownTo}; {baker.Baking.Count} to bake, {baker.Baking.Count(b => b.Round == 0)} of them in round 0")));
            if (baker.Baking.Count == 0)
            {
                screen.Line("No right to bake up to there.", Screen.Faint);
                continue;
            }

            screen.Table(
                Times.IsUtc(zone)
                    ? [("Level", true), ("Round", true), ("Not before (UTC)", false), ("Likely (UTC)", false)]
                    : [("Level", true), ("Round", true), ("Not before (UTC)", false), ("Local", false), ("Likely (UTC)", false)],
                baker.Baking.Take(all ? int.MaxValue : Most).Select(b => Row(b, zone)));
            if (!all && baker.Baking.Count > Most)
            {
                screen.Line($"… and {baker.Baking.Count - Most} more; --all shows them", Screen.Faint);
            }
        }
    }

    private static List<Text> Row(RightsDocument.BakingPart right, TimeZoneInfo zone)
    {
        List<Text> row =
        [
            Screen.Cell(right.Level.ToString(CultureInfo.InvariantCulture)),
            Screen.Cell(right.Round.ToString(CultureInfo.InvariantCulture), right.Round == 0 ? Screen.Bad : Screen.Faint),
            Screen.Cell(Times.Utc(right.Earliest)),
        ];
        if (!Times.IsUtc(zone))
        {
            row.Add(Screen.Cell(Times.LocalClock(right.Earliest, zone)));
        }

        row.Add(Screen.Cell(Times.Utc(right.Expected), Screen.Faint));
        return row;
    }
}
