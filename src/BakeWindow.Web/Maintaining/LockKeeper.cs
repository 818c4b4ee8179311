using BakeWindow.Core.Maintenance;
using BakeWindow.Web.Hosting;

namespace BakeWindow.Web.Maintaining;

/// <summary>
/// Renews the lock of every maintenance that is under way, several times within the time that it lasts, whatever else takes its time. One that can't be renewed is told to nobody: before its
/// next disturbing step the executor finds that it has run out, and stands still.
/// </summary>
public sealed partial class LockKeeper(MaintenanceRunner runner, ClusterActs acts, Leadership leadership, ILogger<LockKeeper> logger) : BackgroundService
{
    // By the real clock: leases are about the real cluster.
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(15);

    private readonly HashSet<string> failing = new(StringComparer.Ordinal);

    /// <summary>Renews once round.</summary>
    public async Task KeepAsync(CancellationToken ct)
    {
        foreach (var m in runner.Open.Where(m => leadership.IsLeader && m.Phase.Underway is not null && runner.HasTakenUp(m.Id)))
        {
            foreach (var held in m.Phase.Underway!.Locks)
            {
                await RenewAsync(m.Id, new ClusterCommand.RenewLease(held.Domain, m.Id, held.Fence), ct);
            }
        }
    }

    private async Task RenewAsync(string id, ClusterCommand.RenewLease renewal, CancellationToken ct)
    {
        switch (await acts.CarryOutAsync(renewal, ct))
        {
            case CommandOutcome.LeaseTaken:
                failing.Remove(id);
                break;
            case CommandOutcome.HeldBy other:
                await runner.TellAsync(id, new MaintenanceEvent.Answered(renewal, other), ct);
                break;
            case var outcome when failing.Add(id):
                Log.NotRenewed(logger, id, outcome.ToString());
                break;
            default:
                break;
        }
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        // After a stop the next start takes the maintenances up under a new fence.
        new WakeUps(TimeProvider.System) { Every = Every }.RunAsync(KeepAsync, e => Log.RoundFailed(logger, e), stoppingToken);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The lock of {Maintenance} could not be renewed: {Outcome}; it stands still before its next step unless that mends")]
        public static partial void NotRenewed(ILogger logger, string maintenance, string outcome);

        [LoggerMessage(2, LogLevel.Error, "A round of renewals failed; the next one tries again")]
        public static partial void RoundFailed(ILogger logger, Exception e);
    }
}
