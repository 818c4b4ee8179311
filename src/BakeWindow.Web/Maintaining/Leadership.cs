using BakeWindow.Kubernetes.Electing;
using BakeWindow.Web.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

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

    private readonly Lock stopping = new();
    private Task? release;
    private long renewed;
    private volatile int term;

    // Runs out with the time for which leadership is sure.
    private volatile CancellationTokenSource reign = new();

    /// <summary>After this process has begun or ceased to lead. Listeners must be quick.</summary>
    public event Action? Changed;

    /// <summary>A process that is alone, and so always leads.</summary>
    public static Leadership Alone { get; } = new(null, TimeProvider.System, NullLogger<Leadership>.Instance);

    /// <summary>True while this process is the one that acts.</summary>
    public bool IsLeader => lease is null || (IsHeld && !HasLapsed(time.GetTimestamp()));

    /// <summary>Another number after each change of leadership: what was known about the cluster before it may be old.</summary>
    public int Term => term;

    private bool IsHeld => term % 2 == 1;

    /// <summary>Does what writes to the cluster, if this process leads and for as long as it does.</summary>
    /// <returns>False when it was not done, or broken off because somebody else may lead by now.</returns>
    public async Task<bool> ActAsync(Func<CancellationToken, Task> act, CancellationToken ct)
    {
        if (!IsLeader)
        {
            return false;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, reign.Token);
        try
        {
            await act(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            return false;
        }
    }

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
            var lapsed = IsHeld && HasLapsed(asked);
            Interlocked.Exchange(ref renewed, asked);
            if (!IsHeld || lapsed)
            {
                reign = new CancellationTokenSource(Left(asked), time);
                term += lapsed ? 2 : 1;
                Log.Leading(logger);
                Changed?.Invoke();
            }
            else
            {
                reign.CancelAfter(Left(asked));
            }
        }
        else if (answer is { Holder: var holder } && IsHeld)
        {
            await EndAsync();
            Log.Following(logger, holder);
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        reign.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        Task released;
        lock (stopping)
        {
            // A host that is told to stop twice ends with the first that is through, which must not be before the Lease is given back.
            released = release ??= ReleaseAsync();
        }

        await released;
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        lease is null ? Task.CompletedTask : new WakeUps(time) { Every = Every }.RunAsync(TryAsync, e => Log.TryFailed(logger, e), stoppingToken);

    private async Task ReleaseAsync()
    {
        if (lease is null || !IsLeader)
        {
            return;
        }

        await EndAsync();
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

    private bool HasLapsed(long at) => reign.IsCancellationRequested || time.GetElapsedTime(Interlocked.Read(ref renewed), at) >= Sure;

    private TimeSpan Left(long since) => time.GetElapsedTime(since) is var gone && gone < Sure ? Sure - gone : TimeSpan.Zero;

    private async Task EndAsync()
    {
        term++;
        await reign.CancelAsync();
        Changed?.Invoke();
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "This replica leads: it carries out maintenances and moves the floors")]
        public static partial void Leading(ILogger logger);

        [LoggerMessage(2, LogLevel.Warning, "This replica does not lead any more; {Holder} does")]
        public static partial void Following(ILogger logger, string holder);

        [LoggerMessage(3, LogLevel.Error, "A try to lead failed; the next one tries again")]
        public static partial void TryFailed(ILogger logger, Exception e);
    }
}
