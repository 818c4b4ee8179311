using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;
using BakeWindow.Core.Time;
using BakeWindow.Web.Hosting;
using BakeWindow.Web.Observing;

namespace BakeWindow.Web.Maintaining;

/// <summary>
/// Counts for how long floors have had no moment to open, and alarms when that is longer than policy's MaxHold: a critical line and a warning Event on the pods. Every replica counts, so that
/// each one's answers tell it; the one that leads alarms. A restart begins anew, which delays an alarm and loses nothing else.
/// </summary>
public sealed partial class FloorAlarm(WorldBoard board, MaintenanceRunner runner, EventTeller events, Leadership leadership, TimeProvider time, ILogger<FloorAlarm> logger) : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(5);

    private readonly WakeUps wakeUps = new(time) { Every = Tick };
    private readonly HashSet<string> alarmed = new(StringComparer.Ordinal);

    /// <summary>Looks once.</summary>
    public void Look()
    {
        var now = time.GetUtcNow();
        var wanted = FloorPlan.Of(board.Now, runner.Emptying, now);
        var awaited = runner.Awaited;
        board.Update(world =>
        {
            var workloads = world.Cluster is { } cluster ? awaited.SelectMany(n => Placement.On(n, cluster, world.Workloads)).Select(w => w.Name) : [];
            var held = FloorHolds.Next(world, wanted, workloads.ToHashSet(StringComparer.Ordinal), now);
            return ReferenceEquals(held, world.HeldSince) ? world : world with { HeldSince = held };
        });
        if (leadership.IsLeader)
        {
            Alarm(board.Now, now);
        }
        else
        {
            alarmed.Clear();
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        void Wake(World world) => wakeUps.Wake();
        board.Changed += Wake;
        await wakeUps.RunAsync(
            _ =>
            {
                Look();
                return Task.CompletedTask;
            },
            e => Log.LookFailed(logger, e),
            stoppingToken);
        board.Changed -= Wake;
    }

    private void Alarm(World world, DateTimeOffset now)
    {
        foreach (var hold in world.Workloads.Select(w => FloorHolds.Of(world, w.Name, now)))
        {
            if (!hold.Overheld)
            {
                alarmed.Remove(hold.Workload);
            }
            else if (alarmed.Add(hold.Workload))
            {
                Log.Overheld(logger, hold.Workload, DurationText.Human(hold.For), DurationText.Human(world.Policy.MaxHold));
                foreach (var what in Announcement.Of(hold, world))
                {
                    events.Tell(what);
                }
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Critical, "Floor of {Workload} has had no moment to open for {Held}, longer than {Most} (Policy:MaxHold). It stays closed; a person should look: windows too short for the need, a freeze, unknown rights?")]
        public static partial void Overheld(ILogger logger, string workload, string held, string most);

        [LoggerMessage(2, LogLevel.Error, "A look at how long floors are held failed; the next one tries again")]
        public static partial void LookFailed(ILogger logger, Exception e);
    }
}
