using BakeWindow.Kubernetes;

namespace BakeWindow.Web.Observing;

/// <summary>Pins what the cluster's watches see on the board.</summary>
public sealed class ClusterObserver(WorldBoard board, k8s.Kubernetes client, ClusterSettings cluster, TimeProvider time, ILogger<ClusterWatcher> logger) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var watcher = new ClusterWatcher(client, cluster, view => board.Update(world => world with { Cluster = view }), time, logger, Environment.ProcessId);
        try
        {
            await watcher.RunAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }
}
