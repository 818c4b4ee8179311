using System.Collections.Concurrent;
using BakeWindow.Core.Alerting;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Incidents;
using BakeWindow.Storage;
using BakeWindow.Web.Alerting;
using BakeWindow.Web.Hosting;
using BakeWindow.Web.Maintaining;
using BakeWindow.Web.Observing;
using BakeWindow.Web.Recording;

namespace BakeWindow.Web.Incidents;

/// <summary>Opens, moves and closes incidents, as the leader. What it missed while another led, or nobody ran, it makes up from the alerts that last and from the records of lost rights.</summary>
public sealed partial class IncidentKeeper(
    WorldBoard board, AlertBook alerts, OutcomeStore outcomes, IncidentStore store, TimelineReader reader, EvidenceLog evidence, Leadership leadership, TimeProvider time, ILogger<IncidentKeeper> logger) : BackgroundService
{
    private const int MostMisses = 100;
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(5);

    // A loss that is found later than this (after a long downtime) is in the ledger, and no incident that anybody could still look into.
    private static readonly TimeSpan Fresh = TimeSpan.FromDays(1);

    private readonly WakeUps wakeUps = new(TimeProvider.System) { Every = Tick };
    private readonly ConcurrentQueue<IncidentEvent> heard = new();

    // Losses that an incident has, also one that is closed: what is told of them later opens no other.
    private readonly HashSet<(string Subject, Level Level)> told = [];
    private int reconciled = -1;

    /// <summary>After an incident opened, moved or closed.</summary>
    public event Action<Incident>? Changed;

    /// <summary>Takes up what was heard, looks for new losses, and closes what is over.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        if (!leadership.IsLeader)
        {
            heard.Clear();
            reconciled = -1;
            return;
        }

        var head = board.Now.Chain?.Head;
        var open = (await store.OpenAsync(ct)).ToDictionary(i => i.Incident.Subject, StringComparer.Ordinal);
        if (reconciled != leadership.Term)
        {
            await MakeUpAsync(open, head?.Level, ct);
            reconciled = leadership.Term;
        }

        while (heard.TryPeek(out var what))
        {
            await TakeAsync(open, what, ct);
            heard.TryDequeue(out _);
        }

        if (head is null)
        {
            return;
        }

        await LossesAsync(open, head.ChainId, ct);
        foreach (var kept in open.Values.Where(i => IncidentMachine.MayClose(i.Incident, head.Level)).ToList())
        {
            await CloseAsync(kept, ct);
        }
    }

    /// <summary>Hears of an alert; quick.</summary>
    public void Hear(AlertChange change)
    {
        heard.Enqueue(new IncidentEvent.Alerted(change, board.Now.Chain?.Head.Level));
        wakeUps.Wake();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        alerts.Changed += Hear;
        try
        {
            await wakeUps.RunAsync(LookAsync, e => Log.LookFailed(logger, e), stoppingToken);
        }
        finally
        {
            alerts.Changed -= Hear;
        }
    }

    private async Task MakeUpAsync(Dictionary<string, KeptIncident> open, Level? head, CancellationToken ct)
    {
        told.Clear();
        var now = time.GetUtcNow();
        foreach (var i in (await store.SinceAsync(now - Fresh - Fresh, MostMisses, ct)).Concat(open.Values))
        {
            told.UnionWith(i.Incident.Lost.Select(l => (i.Incident.Subject, l.Level)));
        }

        var lasting = alerts.Lasting;
        foreach (var alert in lasting)
        {
            await TakeAsync(open, new IncidentEvent.Alerted(new AlertChange(alert, AlertTurn.Changed, now), head), ct);
        }

        foreach (var (incident, episode) in open.Values.Select(i => i.Incident).ToList().SelectMany(i => i.Episodes.Where(e => e.EndedAt is null).Select(e => (i, e))))
        {
            if (lasting.All(a => a.Id != episode.Alert))
            {
                var gone = new Alert { Id = episode.Alert, Kind = AlertKind.AtRisk, Severity = AlertSeverity.Critical, Title = episode.Title, Since = episode.Since, Baker = incident.Baker };
                await TakeAsync(open, new IncidentEvent.Alerted(new AlertChange(gone, AlertTurn.Ended, now), head), ct);
            }
        }
    }

    private async Task LossesAsync(Dictionary<string, KeptIncident> open, string chainId, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var lost = await outcomes.MissedAsync(chainId, MostMisses, ct);
        foreach (var loss in lost.Where(o => (o.At ?? now) > now - Fresh).OrderBy(o => o.Level))
        {
            await TakeAsync(open, new IncidentEvent.Missed(loss, now), ct);
        }
    }

    private async Task TakeAsync(Dictionary<string, KeptIncident> open, IncidentEvent what, CancellationToken ct)
    {
        if (IncidentMachine.SubjectOf(what) is not { } subject)
        {
            return;
        }

        // Whoever adds a note meanwhile has the record first; then it is read again.
        while (true)
        {
            var before = open.GetValueOrDefault(subject);
            if (IncidentMachine.Take(before?.Incident, what) is not { } next || ReferenceEquals(next, before?.Incident))
            {
                return;
            }

            if (before is null && next.Lost.Count > 0 && next.Lost.All(l => told.Contains((subject, l.Level)) || l.At < time.GetUtcNow() - Fresh))
            {
                return;
            }

            var kept = before is null ? await store.AddAsync(next, ct) : await store.SaveAsync(next, before.Version, ct);
            if (kept is not null)
            {
                open[subject] = kept;
                told.UnionWith(kept.Incident.Lost.Select(l => (subject, l.Level)));
                if (before is null)
                {
                    Log.Opened(logger, kept.Incident.Id, subject, kept.Incident.Words(subject));
                }

                Changed.Tell(kept.Incident, logger);
                return;
            }

            open.Remove(subject);
            if ((await store.OpenAsync(ct)).FirstOrDefault(i => i.Incident.Subject == subject) is { } read)
            {
                open[subject] = read;
            }
        }
    }

    private async Task CloseAsync(KeptIncident kept, CancellationToken ct)
    {
        await evidence.KeepAsync(ct);
        var now = time.GetUtcNow();
        var closed = IncidentMachine.Close(kept.Incident, now, await reader.ReadAsync(kept.Incident, now, ct));
        if (await store.SaveAsync(closed, kept.Version, ct) is not null)
        {
            Log.Closed(logger, closed.Id, CauseRules.Line(CauseRules.Propose(closed, Timeline.Of(closed, [], new Sight(), now))));
            Changed.Tell(closed, logger);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Incident {Id} opened for {Subject}: {Words}")]
        public static partial void Opened(ILogger logger, string id, string subject, string words);

        [LoggerMessage(2, LogLevel.Information, "Incident {Id} is closed; cause: {Cause}")]
        public static partial void Closed(ILogger logger, string id, string cause);

        [LoggerMessage(3, LogLevel.Error, "A look at incidents failed; the next one tries again")]
        public static partial void LookFailed(ILogger logger, Exception e);
    }
}
