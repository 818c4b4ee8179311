using BakeWindow.Kubernetes.Electing;
using BakeWindow.Web.Hosting;

namespace BakeWindow.Web.Maintaining;

/// <summary>
/// Says in the cluster that a process which is alone with its database is alive, by the Lease that replicas would contend for. Nothing of its own depends on it; it is for
/// <c>bakewindow cleanup</c>, which must not take floors away under a BakeWindow that has nothing to do just now.
/// </summary>
public sealed partial class LifeSign(LeaderLease lease, ILogger<LifeSign> logger) : BackgroundService
{
    private readonly Lock stopping = new();
    private Task? release;

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        Task once;
        lock (stopping)
        {
            // A host may be stopped twice at once, and its client is gone after the quicker one.
            once = release ??= ReleaseAsync();
        }

        await once;
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        new WakeUps(TimeProvider.System) { Every = LeaderLease.Duration / 2 }.RunAsync(lease.TryAsync, e => Log.Failed(logger, e), stoppingToken);

    private async Task ReleaseAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(3), TimeProvider.System);
        try
        {
            await lease.ReleaseAsync(patience.Token);
        }
        catch (Exception e)
        {
            // It runs out by itself.
            Log.Failed(logger, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The sign of life could not be given; the next try does")]
        public static partial void Failed(ILogger logger, Exception e);
    }
}
