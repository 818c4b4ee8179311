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
            screen.Table(Columns(zone), plan.Windows.Take(all ? int.MaxValue : Most).Select(w => Row(w, zone)));
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

    private static (string, bool)[] Columns(TimeZoneInfo zone) =>
        Times.IsUtc(zone)
            ? [("From level", true), ("To level", true), ("Not before (UTC)", false), ("Lasts at least", true), ("All back by (UTC)", false), ("Cost of the need", false)]
            : [("From level", true), ("To level", true), ("Not before (UTC)", false), ("Not before (local)", false), ("Lasts at least", true), ("All back by (UTC)", false), ("Cost of the need", false)];

    private static List<Text> Row(PlanDocument.WindowPart window, TimeZoneInfo zone)
    {
        List<Text> row =
        [
            Screen.Cell(window.FromLevel.ToString(CultureInfo.InvariantCulture)),
            Screen.Cell(window.ToLevel.ToString(CultureInfo.InvariantCulture)),
            Screen.Cell(Times.Utc(window.OpensEarliest)),
        ];
        if (!Times.IsUtc(zone))
        {
            row.Add(Screen.Cell(Times.Local(window.OpensEarliest, zone)));
        }

        row.AddRange([Screen.Cell(Times.Human(window.Guaranteed), Screen.Good), Screen.Cell(Times.Utc(window.ClosesEarliest)), Screen.Cell(Times.Cost(window.Cost), Screen.Faint)]);
        return row;
    }

    private static string Nothing(PlanDocument plan) => plan.LargestGap is null
        ? string.Create(CultureInfo.InvariantCulture, $"No window at all: from the head to level {plan.Horizon.Level}, where known rights end, every level is too near to a right, to the revelation of a nonce or to a protocol activation.")
        : string.Create(CultureInfo.InvariantCulture, $"No window of {Times.Human(plan.Need)} up to level {plan.Horizon.Level}, where known rights end. Make the work shorter, or ask again when the next cycle's rights are known.");
}
