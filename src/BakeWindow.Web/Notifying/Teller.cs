using System.Collections.Concurrent;
using BakeWindow.Core.Alerting;
using BakeWindow.Storage;
using BakeWindow.Web.Alerting;
using BakeWindow.Web.Hosting;
using BakeWindow.Web.Maintaining;

namespace BakeWindow.Web.Notifying;

/// <summary>
/// Tells people of alerts, as the leader. What an alert said last is kept beside what is to be told of it, so that a restart tells nothing again and forgets nothing; what is to be told waits in
/// the database until its channel has taken it. It is told at least once: a process that dies between sending and marking sends again, under the same id.
/// </summary>
internal sealed partial class Teller(
    AlertBook book, AlertStore alerts, NoticeStore notices, Channels channels, Installation installation, Leadership leadership, NoticeMetrics metrics, TimeProvider time, ILogger<Teller> logger) : BackgroundService
{
    private const int AtOnce = 100;
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(5);

    // A third of an Alertmanager's lease: two refreshes may fail.
    private static readonly TimeSpan Refresh = AlertmanagerChannel.Lease / 3;

    private readonly WakeUps wakeUps = new(TimeProvider.System) { Every = Tick };
    private readonly ConcurrentQueue<AlertChange> heard = new();
    private readonly Dictionary<string, string> failing = new(StringComparer.Ordinal);
    private Dictionary<string, Alert> told = new(StringComparer.Ordinal);
    private DateTimeOffset refreshed;
    private int term = -1;

    /// <summary>Hears of a change; quick.</summary>
    public void Hear(AlertChange change)
    {
        heard.Enqueue(change);
        wakeUps.Wake();
    }

    /// <summary>Writes down what is to be told, and tells what is due.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        if (!leadership.IsLeader)
        {
            heard.Clear();
            term = -1;
            return;
        }

        if (term != leadership.Term)
        {
            told = (await alerts.LastingAsync(ct)).ToDictionary(a => a.Id, StringComparer.Ordinal);
            term = leadership.Term;
        }

        await NoteAsync(ct);
        await RepeatAsync(ct);
        await SendAsync(ct);
        await RefreshAsync(ct);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        book.Changed += Hear;
        try
        {
            await wakeUps.RunAsync(LookAsync, e => Log.LookFailed(logger, e), stoppingToken);
        }
        finally
        {
            book.Changed -= Hear;
        }
    }

    private async Task NoteAsync(CancellationToken ct)
    {
        while (heard.TryPeek(out var change))
        {
            await PutAsync(change, ct);
            heard.TryDequeue(out _);
        }

        // What nobody heard: begun while another led, or before this listened.
        var (lasting, now) = (book.Lasting, time.GetUtcNow());
        foreach (var alert in lasting)
        {
            await PutAsync(new AlertChange(alert, AlertTurn.Changed, now), ct);
        }

        foreach (var over in told.Values.Where(t => lasting.All(a => a.Id != t.Id)).ToList())
        {
            await PutAsync(new AlertChange(over, AlertTurn.Ended, now), ct);
        }
    }

    private async Task PutAsync(AlertChange change, CancellationToken ct)
    {
        var before = told.GetValueOrDefault(change.Alert.Id);
        if (change.Turn is AlertTurn.Ended ? before is null : before is not null && before.Essence == change.Alert.Essence && before.Severity == change.Alert.Severity)
        {
            return;
        }

        var turned = change.Turn is AlertTurn.Ended ? change : change with { Turn = before is null ? AlertTurn.Began : AlertTurn.Changed };
        // Over is told wherever it was told that it began, also where it is less urgent now.
        var over = channels.Declared.Where(c => c.Route.Wants(change.Alert) || (before is not null && c.Route.Wants(before))).Select(c => (c.Name, c.Route.TellAt(change.Alert, change.At))).ToList();
        await alerts.PutAsync(turned, over, ct);
        if (change.Turn is AlertTurn.Ended)
        {
            told.Remove(change.Alert.Id);
        }
        else
        {
            told[change.Alert.Id] = change.Alert;
        }
    }

    private async Task RepeatAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        foreach (var channel in channels.Declared.Where(c => c.Route.RepeatEvery is not null))
        {
            foreach (var alert in book.Lasting.Where(a => channel.Route.Wants(a) && now - a.Since >= channel.Route.RepeatEvery && channel.Route.TellAt(a, now) == now))
            {
                if (await notices.LastAsync(alert.Id, channel.Name, ct) is { } last && channel.Route.RepeatsAt(last, now))
                {
                    await notices.AddAsync(new AlertChange(alert, AlertTurn.Repeated, now), channel.Name, now, ct);
                }
            }
        }
    }

    private async Task SendAsync(CancellationToken ct)
    {
        var due = await notices.DueAsync(time.GetUtcNow(), AtOnce, ct);
        // One channel that hangs holds up no other.
        await Task.WhenAll(due.GroupBy(n => n.Channel).Select(g => SendAllAsync(g.Key, [.. g], ct)));
        metrics.Waiting(await notices.WaitingAsync(ct));
    }

    private async Task SendAllAsync(string name, IReadOnlyList<StoredNotice> due, CancellationToken ct)
    {
        foreach (var notice in due)
        {
            if (channels.Find(name) is not { } channel)
            {
                await notices.FailedAsync(notice.Key, "its channel is not configured any more", null, ct);
                continue;
            }

            try
            {
                await channels.SendAsync(channel, channels.Say(channel, $"{installation.Id}-{notice.Key}", notice.Change), ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                await FailAsync(notice, channel, e is NotDeliveredException ? e.Message : $"a mistake of ours ({e.GetType().Name})", ct);
                // What follows would meet the same; it has its own turn at the next look.
                return;
            }

            await notices.DeliveredAsync(notice.Key, time.GetUtcNow(), ct);
            metrics.Told(name, delivered: true);
            lock (failing)
            {
                failing.Remove(name);
            }
        }
    }

    private async Task FailAsync(StoredNotice notice, Configuration.DeclaredChannel channel, string why, CancellationToken ct)
    {
        var again = Patience.Next(notice.Tries + 1, time.GetUtcNow());
        await notices.FailedAsync(notice.Key, again is null ? $"given up after {notice.Tries + 1} tries: {why}" : why, again, ct);
        metrics.Told(channel.Name, delivered: false);
        bool news;
        lock (failing)
        {
            // Once, and not at every try.
            news = failing.GetValueOrDefault(channel.Name) != why;
            failing[channel.Name] = why;
        }

        if (again is null)
        {
            Log.GivenUp(logger, channel.Name, notice.Change.Alert.Id, why);
        }
        else if (news)
        {
            Log.NotTold(logger, channel.Name, notice.Change.Alert.Id, why);
        }
    }

    // Alertmanagers forget what nobody repeats. A refresh that fails is followed by the next.
    private async Task RefreshAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (now - refreshed < Refresh && refreshed <= now)
        {
            return;
        }

        refreshed = now;
        foreach (var (declared, channel) in channels.Alertmanagers)
        {
            var lasting = book.Lasting.Where(a => declared.Route.Wants(a) && declared.Route.TellAt(a, now) == now).Select(a => channels.Say(declared, a.Id, new AlertChange(a, AlertTurn.Changed, now))).ToList();
            try
            {
                await channel.RefreshAsync(lasting, ct);
            }
            catch (NotDeliveredException e)
            {
                Log.NotRefreshed(logger, declared.Name, e.Message);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "A look at what is to be told failed; the next one tries again")]
        public static partial void LookFailed(ILogger logger, Exception e);

        [LoggerMessage(2, LogLevel.Warning, "{Channel} could not be told of {Alert}: {Why}; it is tried again")]
        public static partial void NotTold(ILogger logger, string channel, string alert, string why);

        [LoggerMessage(3, LogLevel.Error, "{Channel} was never told of {Alert}, and it is given up: {Why}")]
        public static partial void GivenUp(ILogger logger, string channel, string alert, string why);

        [LoggerMessage(4, LogLevel.Warning, "{Channel} could not be told that alerts still last: {Why}")]
        public static partial void NotRefreshed(ILogger logger, string channel, string why);
    }
}
