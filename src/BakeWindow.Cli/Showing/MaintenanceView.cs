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
            [("Id", false), ("Work", false), ("Phase", false), ("Since (UTC)", false), ("Starts not before (UTC)", false), ("Why", false)],
            all.Select(m => new[]
            {
                Screen.Cell(m.Id, Screen.Strong),
                Screen.Cell(WorkOf(m)),
                Screen.Cell(m.Phase, PhaseStyle(m)),
                Screen.Cell(Times.Utc(m.Since)),
                Screen.Cell(m.Start is { } start ? Times.Utc(start.StartsEarliest) : ""),
                Screen.Cell(Shortened(m.Why ?? m.Reason)),
            }));
    }

    public static void Show(MaintenanceDocument m, Screen screen, TimeZoneInfo zone)
    {
        screen.Headline($"{m.Id} {m.Phase}", PhaseStyle(m), $"{WorkOf(m)}, since {Times.Both(m.Since, zone)}");
        screen.Facts(
            ("Why", m.Why),
            ("Asked", $"{m.Reason} ({m.RequestedBy}, {Times.Both(m.RequestedAt, zone)}, {m.Urgency})"),
            ("Not before", m.NotBefore is { } from ? Times.Both(from, zone) : null),
            ("Deadline", m.Deadline is { } end ? Times.Both(end, zone) : null),
            ("Starts", m.Start is { } s ? string.Create(CultureInfo.InvariantCulture, $"not before {Times.Both(s.StartsEarliest, zone)}, at level {s.FromLevel}; at least {Times.Human(s.Guaranteed)} for {Times.Human(s.Need)} ({s.NeedSource})") : null),
            ("Price", m.Start is { } p ? string.Create(CultureInfo.InvariantCulture, $"{Times.Cost(p.Cost)}; {p.ExpectedBlocks:0.####} blocks on average") : null),
            ("Outlook", m.Outlook is { } o ? (o.CanBeMet switch { true => "can be met: ", false => "can't be met as it is: ", _ => "can't be told yet: " }) + o.Why : null),
            ("Would start", m.Outlook?.Start is { } would && m.Start is null ? Price(would, zone) : null),
            ("Least bad", m.Outlook?.LeastBad is { } least ? Price(least, zone) : null),
            ("A person is asked", m.Outlook?.EscalatesAt is { } asked ? $"by {Times.Both(asked, zone)}" : null),
            ("Approved by", m.ApprovedBy),
            ("Done", m.Receipt is { } r ? $"{Times.Both(r.StartedAt, zone)} to {Times.Both(r.EndedAt, zone)}{(r.Outage is { } away ? $", away {Times.Human(away)} of {Times.Human(r.Need)}" : "")}{(r.Attested ? ", attested" : "")}" : null),
            ("Rights inside", m.Receipt is { HardRightsInside: [_, ..] inside } ? string.Join(", ", inside.Select(h => string.Create(CultureInfo.InvariantCulture, $"level {h.Level} round {h.Round}"))) : null));
        if (m.Nodes.Count > 0)
        {
            screen.Table([("Node", false), ("State", false), ("Maintenance", false), ("Why", false)], m.Nodes.Select(n => new[] { Screen.Cell(n.Name), Screen.Cell(n.State), Screen.Cell(n.Maintenance ?? ""), Screen.Cell(n.Why) }));
        }

        if (m.Steps.Count > 0)
        {
            screen.Table([("At (UTC)", false), ("Phase", false), ("What", false)], m.Steps.Select(s => new[] { Screen.Cell(Times.Utc(s.At), Screen.Faint), Screen.Cell(s.Phase), Screen.Cell(s.Note) }));
        }
    }

    // A reboot is what it was before there were other kinds of work, and goes by its node alone.
    private static string WorkOf(MaintenanceDocument m) => m.Action == "reboot" ? m.Node : $"{m.Action} {m.Subject ?? m.Node}";

    private static string Price(MaintenanceDocument.StartPart s, TimeZoneInfo zone) =>
        string.Create(CultureInfo.InvariantCulture, $"not before {Times.Both(s.StartsEarliest, zone)}, at level {s.FromLevel}, for {Times.Human(s.Need)}; {Times.Cost(s.Cost)}; {s.ExpectedBlocks:0.####} blocks on average");

    private static Spectre.Console.Style PhaseStyle(MaintenanceDocument m) => m.Phase switch
    {
        "Completed" => Screen.Good,
        "Failed" or "Expired" or "RolledBack" or "Rejected" or "AwaitingApproval" or "PoolPaused" => Screen.Bad,
        _ => Screen.Strong,
    };

    private static string Shortened(string text) => text.Length <= 80 ? text : text[..80] + "…";
}
