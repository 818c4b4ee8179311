using System.Globalization;
using BakeWindow.Core.Alerting;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Ledger;
using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Incidents;

/// <summary>Opens, moves and closes incidents. Alerts of risk and of misses, and what became of rights, are all that moves them.</summary>
public static class IncidentMachine
{
    /// <summary>A right this many levels after the last trouble is another story; until then a miss joins.</summary>
    public const int Together = 30;

    /// <summary>More misses than this are counted in the last one's words; a baker that is away for days makes no endless record.</summary>
    public const int MostLost = 500;

    private const int MostEpisodes = 100;

    /// <summary>What an event is about; null: it moves no incident.</summary>
    public static string? SubjectOf(IncidentEvent what) => what switch
    {
        IncidentEvent.Missed m => m.Outcome.Fate is RightFate.Missed ? m.Outcome.Baker.Value : null,
        IncidentEvent.Alerted { Change.Alert: var alert } => alert.Kind is AlertKind.AtRisk or AlertKind.Missed ? alert.Baker?.Value ?? alert.Id : null,
        _ => null,
    };

    /// <summary>The incident after an event.</summary>
    /// <param name="open">The open one of the same subject; null: none is.</param>
    /// <param name="what">What happened.</param>
    /// <returns>The incident, with number 0 when it is a new one; the same when nothing changes; null when none is needed.</returns>
    public static Incident? Take(Incident? open, IncidentEvent what) => what switch
    {
        IncidentEvent.Missed { Outcome.Fate: RightFate.Missed } m => WithLost(open ?? New(m.Outcome.Baker.Value, m.Outcome.Baker, m.Outcome.At ?? m.At), Lost(m.Outcome, m.At)),
        IncidentEvent.Alerted { Change: { Alert.Kind: AlertKind.AtRisk } change, Head: var head } => Risk(open, change, head),
        IncidentEvent.Alerted { Change: { Alert.Kind: AlertKind.Missed, Turn: not AlertTurn.Ended } change } when LevelIn(change.Alert.Id) is { } level =>
            WithLost(open ?? New(change.Alert.Baker?.Value ?? change.Alert.Id, change.Alert.Baker, change.Alert.Since), new LostRight(level, change.Alert.Title, change.Alert.Since)),
        _ => open,
    };

    /// <summary>True when nothing is at risk and the chain is so far past the last trouble that no miss can join any more.</summary>
    public static bool MayClose(Incident incident, Level head) =>
        incident is { IsOpen: true, AtRisk: false } && (incident.LastLevel is not { } last || head - last > Together);

    /// <summary>Its end.</summary>
    /// <param name="incident">An open one.</param>
    /// <param name="at">When.</param>
    /// <param name="timeline">What it was seen by; copied.</param>
    public static Incident Close(Incident incident, DateTimeOffset at, Timeline timeline) => incident with
    {
        ClosedAt = at, EndedAt = incident.EndedAt ?? EndOf(incident), Evidence = timeline.Evidence, Gaps = timeline.Gaps,
    };

    private static DateTimeOffset EndOf(Incident i) =>
        i.Episodes.Select(e => e.EndedAt ?? e.Since).Concat(i.Lost.Select(l => l.At)).DefaultIfEmpty(i.OpenedAt).Max();

    private static Incident? Risk(Incident? open, AlertChange change, Level? head)
    {
        var alert = change.Alert;
        if (change.Turn is AlertTurn.Ended)
        {
            return open is null || !open.Episodes.Any(e => e.Alert == alert.Id && e.EndedAt is null) ? open : Ended(open, alert, change.At, head);
        }

        var incident = open ?? New(alert.Baker?.Value ?? alert.Id, alert.Baker, alert.Since);
        var now = new RiskEpisode(alert.Id, alert.Title, alert.Lines, alert.Since, null);
        var at = incident.Episodes.ToList().FindIndex(e => e.Alert == alert.Id && e.EndedAt is null);
        if (at >= 0 && Same(incident.Episodes[at], now))
        {
            return incident;
        }

        return incident with
        {
            Episodes = at >= 0 ? [.. incident.Episodes.Select((e, i) => i == at ? now : e)] : [.. incident.Episodes.TakeLast(MostEpisodes - 1), now],
            OpenedAt = alert.Since < incident.OpenedAt ? alert.Since : incident.OpenedAt,
            EndedAt = null,
            LastLevel = Later(incident.LastLevel, head),
        };
    }

    private static Incident Ended(Incident open, Alert alert, DateTimeOffset at, Level? head)
    {
        var next = open with { Episodes = [.. open.Episodes.Select(e => e.Alert == alert.Id && e.EndedAt is null ? e with { EndedAt = at } : e)], LastLevel = Later(open.LastLevel, head) };
        return next.AtRisk ? next : next with { EndedAt = at };
    }

    private static bool Same(RiskEpisode a, RiskEpisode b) => a.Title == b.Title && a.Since == b.Since && a.Lines.SequenceEqual(b.Lines, StringComparer.Ordinal);

    // Two tell of the same loss, an alert and the record of what became of the right: of the two the record knows who made the block.
    private static Incident WithLost(Incident incident, LostRight lost)
    {
        var before = incident.Lost.FirstOrDefault(l => l.Level == lost.Level);
        if (before is not null && (lost.MadeBy.Length == 0 || before.MadeBy.Length > 0))
        {
            return incident;
        }

        if (before is null && incident.Lost.Count >= MostLost)
        {
            return incident with { LastLevel = Later(incident.LastLevel, lost.Level) };
        }

        return incident with
        {
            Lost = [.. incident.Lost.Where(l => l.Level != lost.Level).Append(lost).OrderBy(l => l.Level)],
            OpenedAt = lost.At < incident.OpenedAt ? lost.At : incident.OpenedAt,
            LastLevel = Later(incident.LastLevel, lost.Level),
        };
    }

    private static LostRight Lost(RightOutcome o, DateTimeOffset at) => new(o.Level, string.Create(CultureInfo.InvariantCulture, $"missed block {o.Level.Value:N0}, round {o.Round}"), o.At ?? at) { Round = o.Round, MadeBy = o.MadeBy };

    private static Incident New(string subject, BakerAddress? baker, DateTimeOffset at) => new() { Number = 0, Subject = subject, Baker = baker, OpenedAt = at };

    private static Level? Later(Level? a, Level? b) => a is { } x && b is { } y ? Level.Max(x, y) : a ?? b;

    // The level stands at the end: missed/alpha/695414.
    private static Level? LevelIn(string id) => int.TryParse(id.AsSpan(id.LastIndexOf('/') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var level) ? new Level(level) : null;
}
