using System.Globalization;
using BakeWindow.Core.Wire;

namespace BakeWindow.Cli.Showing;

/// <summary>Maintenances for people.</summary>
internal static class MaintenanceView
{
    public static void List(IReadOnlyList<MaintenanceDocument> all, bool onlyOpen, Screen screen)
    {
        if (all.Count == 0)
        {
            screen.Line(onlyOpen ? "No maintenance is open; --all shows those that have ended too." : "There has been no maintenance.", Screen.Faint);
            return;
        }

        screen.Table(
            [("Id", false), ("Node", false), ("Phase", false), ("Since (UTC)", false), ("Starts not before (UTC)", false), ("Why", false)],
            all.Select(m => new[]
            {
                Screen.Cell(m.Id, Screen.Strong),
                Screen.Cell(m.Node),
                Screen.Cell(m.Phase, PhaseStyle(m)),
                Screen.Cell(Times.Utc(m.Since)),
                Screen.Cell(m.Start is { } start ? Times.Utc(start.StartsEarliest) : ""),
                Screen.Cell(Shortened(m.Why ?? m.Reason)),
            }));
    }

    public static void Show(MaintenanceDocument m, Screen screen, TimeZoneInfo zone)
    {
        screen.Headline($"{m.Id} {m.Phase}", PhaseStyle(m), $"{m.Node}, since {Times.Both(m.Since, zone)}");
        screen.Facts(
            ("Why", m.Why),
            ("Code", m.Code),
            ("Asked", $"{m.Reason} ({m.RequestedBy}, {Times.Both(m.RequestedAt, zone)}, {m.Urgency})"),
            ("Not before", m.NotBefore is { } from ? Times.Both(from, zone) : null),
            ("Deadline", m.Deadline is { } end ? Times.Both(end, zone) : null),
            ("Starts", m.Start is { } s ? string.Create(CultureInfo.InvariantCulture, $"not before {Times.Both(s.StartsEarliest, zone)}, at level {s.FromLevel}; at least {Times.Human(s.Guaranteed)} for {Times.Human(s.Need)} ({s.NeedSource})") : null),
            ("Price", m.Start is { } p ? string.Create(CultureInfo.InvariantCulture, $"{Times.Cost(p.Cost)}; {p.ExpectedBlocks:0.####} blocks on average") : null),
            ("Approved by", m.ApprovedBy),
            ("Done", m.Receipt is { } r ? $"{Times.Both(r.StartedAt, zone)} to {Times.Both(r.EndedAt, zone)}{(r.Outage is { } o ? $", away {Times.Human(o)} of {Times.Human(r.Need)}" : "")}{(r.Attested ? ", attested" : "")}" : null),
            ("Rights inside", m.Receipt is { HardRightsInside: [_, ..] inside } ? string.Join(", ", inside.Select(h => string.Create(CultureInfo.InvariantCulture, $"level {h.Level} round {h.Round}"))) : null));
        if (m.Steps.Count > 0)
        {
            screen.Table([("At (UTC)", false), ("Phase", false), ("What", false)], m.Steps.Select(s => new[] { Screen.Cell(Times.Utc(s.At), Screen.Faint), Screen.Cell(s.Phase), Screen.Cell(s.Note) }));
        }
    }

    private static Spectre.Console.Style PhaseStyle(MaintenanceDocument m) => m.Phase switch
    {
        "Completed" => Screen.Good,
        "Failed" or "Expired" or "RolledBack" or "Rejected" or "AwaitingApproval" => Screen.Bad,
        _ => Screen.Strong,
    };

    private static string Shortened(string text) => text.Length <= 80 ? text : text[..80] + "…";
}
