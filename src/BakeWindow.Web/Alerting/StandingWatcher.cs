using BakeWindow.Core.Alerting;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;
using BakeWindow.Storage;
using BakeWindow.Web.Hosting;
using BakeWindow.Web.Maintaining;
using BakeWindow.Web.Observing;

namespace BakeWindow.Web.Alerting;

/// <summary>Raises and ends the alerts that follow from how things stand (<see cref="StandingAlerts"/>). Every replica does for its own pages; the one that leads tells people.</summary>
public sealed partial class StandingWatcher(WorldBoard board, MaintenanceRunner runner, Journal journal, AlertBook book, TimeProvider time, ILogger<StandingWatcher> logger) : BackgroundService
{
    private const int MostEnded = 100;
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(15);

    private readonly WakeUps wakeUps = new(TimeProvider.System) { Every = Tick, Calm = TimeSpan.FromSeconds(1) };
    private IReadOnlyDictionary<string, DateTimeOffset> blind = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
    private DateTimeOffset? started;

    /// <summary>Looks once.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        var (world, now) = (board.Now, time.GetUtcNow());
        started ??= now;
        blind = StandingAlerts.Blind(blind, world, now);
        var ended = await journal.EndedSinceAsync(now - StandingAlerts.FailureTold, MostEnded, ct);
        var standing = StandingAlerts.Of(world, [.. runner.Open, .. ended.Where(m => runner.Open.All(o => o.Id != m.Id))], blind, now);
        foreach (var alert in standing)
        {
            book.Raise(alert);
        }

        // What lasted before a restart is not over because this process has not seen enough yet.
        if (now - started < StandingAlerts.BlindAfter)
        {
            return;
        }

        foreach (var over in book.Lasting.Where(a => StandingAlerts.Families.Any(f => a.Id.StartsWith(f, StringComparison.Ordinal)) && standing.All(s => s.Id != a.Id) && !StillHeld(a, world)))
        {
            book.End(over.Id);
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

    // For how long a floor is held is counted anew after a restart; as long as it is held at all, what was told of it is not over.
    private static bool StillHeld(Alert alert, World world) => alert.Kind is AlertKind.Hold && world.HeldSince.ContainsKey(alert.Id[(alert.Id.IndexOf('/', StringComparison.Ordinal) + 1)..]);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "A look at what people should hear of failed; the next one tries again")]
        public static partial void LookFailed(ILogger logger, Exception e);
    }
}
