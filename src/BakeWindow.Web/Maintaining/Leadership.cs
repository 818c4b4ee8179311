using BakeWindow.Kubernetes.Electing;

namespace BakeWindow.Web.Maintaining;

/// <summary>
/// Whether this process is the one that acts. Where several replicas share a database one of them leads, by a Lease in the cluster; all others answer gate and pages, and write down what people
/// decide, which the leader then does. A process that is alone with its database always leads.
/// </summary>
public sealed partial class Leadership(LeaderLease? lease, TimeProvider time, ILogger<Leadership> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    // Well before another may take the Lease, also when this process was slow to notice that it could not renew it.
    private static readonly TimeSpan Sure = LeaderLease.Duration * 0.7;

    private long renewed;
    private volatile int term;

    /// <summary>True while this process is the one that acts.</summary>
    public bool IsLeader => lease is null || (term % 2 == 1 && time.GetElapsedTime(Interlocked.Read(ref renewed)) < Sure);

    /// <summary>Another number after each change of leadership: what was known about the cluster before it may be old.</summary>
    public int Term => term;

    /// <summary>Tries once to get or keep it.</summary>
    public async Task TryAsync(CancellationToken ct)
    {
        if (lease is null)
        {
            return;
        }

        var asked = time.GetTimestamp();
        var answer = await lease.TryAsync(ct);
        if (answer is { Mine: true })
        {
            // It counts from before the call: the Lease may have been written at once, and the answer have come late. And leadership that had lapsed is a new one.
            var lapsed = term % 2 == 1 && time.GetElapsedTime(Interlocked.Read(ref renewed), asked) >= Sure;
            Interlocked.Exchange(ref renewed, asked);
            if (term % 2 == 0 || lapsed)
            {
                term += lapsed ? 2 : 1;
                Log.Leading(logger);
            }
        }
        else if (answer is { Holder: var holder } && term % 2 == 1)
        {
            term++;
            Log.Following(logger, holder);
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (lease is not null && IsLeader)
        {
            term++;
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2), TimeProvider.System);
            try
            {
                await lease.ReleaseAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                // It runs out by itself.
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (lease is not null)
            {
                await TryAsync(stoppingToken);
                await Task.Delay(Every, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping; StopAsync gives it back.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "This replica leads: it carries out maintenances and moves the floors")]
        public static partial void Leading(ILogger logger);

        [LoggerMessage(2, LogLevel.Warning, "This replica does not lead any more; {Holder} does")]
        public static partial void Following(ILogger logger, string holder);
    }
}
