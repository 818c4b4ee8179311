using System.Globalization;
using BakeWindow.Core.Wire;
using Spectre.Console;

namespace BakeWindow.Cli.Showing;

/// <summary>A plan for people: the windows, what each costs, the longest of all, and why there is none.</summary>
internal static class PlanView
{
    private const int Most = 30;

    public static void Show(PlanDocument plan, bool all, Screen screen, TimeZoneInfo zone)
    {
        if (plan.Doubt is { } doubt)
        {
            screen.Line($"Don't act on this: {doubt}.", Screen.Bad);
        }

        screen.Facts(
            ("Baker", plan.Baker),
            ("Head", string.Create(CultureInfo.InvariantCulture, $"level {plan.Head.Level}, round {plan.Head.Round}, of {Times.Utc(plan.Head.Timestamp)} UTC")),
            ("Need", $"{Times.Human(plan.Need)}, back {Times.Human(plan.Warmup)} before a right"),
            ("Rights known", string.Create(CultureInfo.InvariantCulture, $"up to level {plan.Horizon.Level} (cycle {plan.Horizon.Cycle}); {plan.HardRights.Count} that must not be missed")));
        if (plan.Windows.Count == 0)
        {
            screen.Line(Nothing(plan), Screen.Bad);
        }
        else
        {
            var (local, back) = (screen.IsWide && !Times.IsUtc(zone), screen.IsWide);
            screen.Table(Columns(local, back), plan.Windows.Take(all ? int.MaxValue : Most).Select(w => Row(w, local ? zone : null, back)));
            if (!all && plan.Windows.Count > Most)
            {
                screen.Line($"… and {plan.Windows.Count - Most} more; --all shows them", Screen.Faint);
            }
        }

        if (plan.LargestGap is { } gap)
        {
            screen.Line(string.Create(CultureInfo.InvariantCulture, $"Largest gap: at least {Times.Human(gap.Guaranteed)}, from level {gap.FromLevel} to {gap.ToLevel}."));
        }
    }

    private static List<(string, bool)> Columns(bool local, bool back) =>
    [
        ("Levels", true),
        ("Not before (UTC)", false),
        .. local ? [("Local", false)] : Array.Empty<(string, bool)>(),
        ("At least", true),
        .. back ? [("All back by (UTC)", false)] : Array.Empty<(string, bool)>(),
        ("Blocks / budget", true),
    ];

    private static List<Text> Row(PlanDocument.WindowPart window, TimeZoneInfo? zone, bool back) =>
    [
        Screen.Cell(string.Create(CultureInfo.InvariantCulture, $"{window.FromLevel}…{window.ToLevel}")),
        Screen.Cell(Times.Utc(window.OpensEarliest)),
        .. zone is null ? Array.Empty<Text>() : [Screen.Cell(Times.LocalClock(window.OpensEarliest, zone))],
        Screen.Cell(Times.Human(window.Guaranteed), Screen.Good),
        .. back ? [Screen.Cell(Times.Utc(window.ClosesEarliest))] : Array.Empty<Text>(),
        Screen.Cell(Times.ShortCost(window.Cost), Screen.Faint),
    ];

    private static string Nothing(PlanDocument plan) => plan.LargestGap is null
        ? string.Create(CultureInfo.InvariantCulture, $"No window at all: from the head to level {plan.Horizon.Level}, where known rights end, every level is too near to a right, to the revelation of a nonce or to a protocol activation.")
        : string.Create(CultureInfo.InvariantCulture, $"No window of {Times.Human(plan.Need)} up to level {plan.Horizon.Level}, where known rights end. Make the work shorter, or ask again when the next cycle's rights are known.");
}
