using BakeWindow.Core.Maintenance;
using BakeWindow.Core.Time;
using BakeWindow.Storage;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Hosting;
using BakeWindow.Web.Maintaining;

namespace BakeWindow.Web.Notifying;

/// <summary>
/// Holds a silence in each Alertmanager that wants one while a maintenance is at work on a node: a short lease that is renewed, so that it runs out by itself when BakeWindow dies. It is written
/// down before it is asked for; one of which a crash left no id is found again by its comment.
/// </summary>
internal sealed partial class SilenceKeeper(MaintenanceRunner runner, SilenceStore store, Channels channels, Installation installation, Leadership leadership, TimeProvider time, ILogger<SilenceKeeper> logger) : BackgroundService
{
    /// <summary>A silence lasts so long without being renewed.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(20);

    private readonly WakeUps wakeUps = new(TimeProvider.System) { Every = Tick, Calm = TimeSpan.FromSeconds(1) };

    /// <summary>Makes, renews and ends what is to be.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        if (!leadership.IsLeader)
        {
            return;
        }

        var held = await store.AllAsync(ct);
        var work = runner.Open.Where(m => m.Phase.Underway is not null && m.Request.Node.Length > 0).ToList();
        foreach (var (declared, channel) in channels.Alertmanagers)
        {
            var mine = held.Where(s => s.Target == declared.Name).ToList();
            foreach (var m in declared.Silence.Count == 0 ? [] : work)
            {
                await TryAsync(declared, m.Id, () => HoldAsync(declared, channel, m, mine.Find(s => s.Maintenance == m.Id), ct));
            }

            foreach (var over in mine.Where(s => declared.Silence.Count == 0 || work.All(m => m.Id != s.Maintenance)))
            {
                await TryAsync(declared, over.Maintenance, () => EndAsync(channel, over, ct));
            }
        }

        // Of a channel that is gone from the configuration nothing can be taken back; it runs out.
        foreach (var lost in held.Where(s => channels.Find(s.Target) is not DeclaredChannel.Alertmanager && s.EndsAt < time.GetUtcNow()))
        {
            await store.RemoveAsync(lost.Target, lost.Maintenance, ct);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        void Wake(MaintenanceRecord m) => wakeUps.Wake();
        runner.Changed += Wake;
        await wakeUps.RunAsync(LookAsync, e => Log.LookFailed(logger, e), stoppingToken);
        runner.Changed -= Wake;
    }

    private async Task HoldAsync(DeclaredChannel.Alertmanager declared, AlertmanagerChannel channel, MaintenanceRecord m, StoredSilence? held, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (held is { SilenceId.Length: > 0 } && held.EndsAt - now > Lease / 2)
        {
            return;
        }

        var span = new TimeRange(now, now + Lease);
        if (held is null)
        {
            await store.PutAsync(new StoredSilence(declared.Name, m.Id, "", span.End), ct);
        }

        // Asked for and never answered: it may be there.
        var id = held is null ? null : held.SilenceId.Length > 0 ? held.SilenceId : await channel.FindAsync(Comment(m.Id), ct) is [var found, ..] ? found : null;
        var given = await channel.SilenceAsync(id, m.Request.Node, m.Id, $"{Comment(m.Id)} {m.Request.Action.Subject}, {m.Request.Reason}", $"bakewindow/{installation.Id}", span, ct);
        await store.PutAsync(new StoredSilence(declared.Name, m.Id, given, span.End), ct);
        if (held is null)
        {
            Log.Held(logger, declared.Name, m.Id, m.Request.Node);
        }
    }

    private async Task EndAsync(AlertmanagerChannel channel, StoredSilence over, CancellationToken ct)
    {
        IReadOnlyList<string> ids = over.SilenceId.Length > 0 ? [over.SilenceId] : await channel.FindAsync(Comment(over.Maintenance), ct);
        foreach (var id in ids)
        {
            await channel.ExpireAsync(id, ct);
        }

        await store.RemoveAsync(over.Target, over.Maintenance, ct);
        Log.Ended(logger, over.Target, over.Maintenance);
    }

    private async Task TryAsync(DeclaredChannel.Alertmanager declared, string maintenance, Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (NotDeliveredException e)
        {
            Log.Failed(logger, declared.Name, maintenance, e.Message);
        }
    }

    private string Comment(string maintenance) => $"BakeWindow {installation.Id} {maintenance}:";

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Channel} is silent about {Node} while {Maintenance} works on it")]
        public static partial void Held(ILogger logger, string channel, string maintenance, string node);

        [LoggerMessage(2, LogLevel.Information, "{Channel} is no longer silent for {Maintenance}")]
        public static partial void Ended(ILogger logger, string channel, string maintenance);

        [LoggerMessage(3, LogLevel.Warning, "The silence in {Channel} for {Maintenance} could not be held or ended: {Why}; it runs out by itself, and is tried again")]
        public static partial void Failed(ILogger logger, string channel, string maintenance, string why);

        [LoggerMessage(4, LogLevel.Error, "A look at silences failed; the next one tries again")]
        public static partial void LookFailed(ILogger logger, Exception e);
    }
}
