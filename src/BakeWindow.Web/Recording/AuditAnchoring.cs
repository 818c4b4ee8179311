using BakeWindow.Core.Auditing;
using BakeWindow.Core.Cluster;
using BakeWindow.Kubernetes.Electing;
using BakeWindow.Storage;
using BakeWindow.Web.Hosting;

namespace BakeWindow.Web.Recording;

/// <summary>
/// Tells where the audit's chain ends to places that whoever writes to the database does not reach: the log, and the Lease of the replica that acts. Each hour, and at the start.
/// </summary>
public sealed partial class AuditAnchoring(AuditLog audit, IServiceProvider services, TimeProvider time, ILogger<AuditAnchoring> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    /// <summary>Tells it once.</summary>
    public async Task TellAsync(CancellationToken ct)
    {
        var (_, head) = await audit.EndsAsync(ct);
        if (head.Key == 0)
        {
            return;
        }

        Log.Head(logger, head);
        // It is written with the Lease's next renewal, by whoever holds it.
        services.GetService<LeaderLease>()?.Tell(Mark.AuditHead, head.ToString());
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        new WakeUps(time) { Every = Every }.RunAsync(TellAsync, e => Log.NotTold(logger, e), stoppingToken);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The audit ends with {Head}")]
        public static partial void Head(ILogger logger, AuditPoint head);

        [LoggerMessage(2, LogLevel.Warning, "Where the audit ends could not be told; it is told in an hour")]
        public static partial void NotTold(ILogger logger, Exception e);
    }
}
