using System.Threading.Channels;
using BakeWindow.Core.Incidents;
using BakeWindow.Storage;

namespace BakeWindow.Web.Recording;

/// <summary>Takes evidence from whoever sees something and keeps it, a few moments later and many at a time. Never blocks who tells; what is too much is counted and told as missing.</summary>
public sealed partial class EvidenceLog(EvidenceStore store, TimeProvider time, ILogger<EvidenceLog> logger) : BackgroundService
{
    private const int MostWaiting = 4096;
    private const int AtOnce = 500;
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(1);

    private readonly Channel<Evidence> waiting = Channel.CreateBounded<Evidence>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private long lost;

    /// <summary>After each batch was kept.</summary>
    public event Action<IReadOnlyList<Evidence>>? Kept;

    /// <summary>Tells something; it is kept soon.</summary>
    public void Write(Evidence evidence)
    {
        if (!waiting.Writer.TryWrite(evidence))
        {
            Interlocked.Increment(ref lost);
        }
    }

    /// <summary>Keeps what waits now.</summary>
    public async Task KeepAsync(CancellationToken ct)
    {
        while (true)
        {
            var batch = new List<Evidence>();
            while (batch.Count < AtOnce && waiting.Reader.TryRead(out var one))
            {
                batch.Add(one);
            }

            if (Interlocked.Exchange(ref lost, 0) is var gone and > 0)
            {
                batch.Add(new Evidence
                {
                    At = time.GetUtcNow(), Lane = EvidenceLane.OwnActs, Subject = "bakewindow", Code = "evidence-lost", Text = $"{gone} more things were seen than could be kept; the time line has a gap.", Source = "evidence log",
                });
            }

            if (batch.Count == 0)
            {
                return;
            }

            try
            {
                await store.AddAsync(batch, ct);
                Observing.Listeners.Tell<IReadOnlyList<Evidence>>(Kept, batch, logger);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                Interlocked.Add(ref lost, batch.Count);
                Log.NotKept(logger, e, batch.Count);
                return;
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await waiting.Reader.WaitToReadAsync(stoppingToken))
            {
                await KeepAsync(stoppingToken);
                await Task.Delay(Calm, TimeProvider.System, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping: what waits is written down below.
        }

        using var last = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await KeepAsync(last.Token);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Count} things that were seen could not be kept for time lines; the next try says so in their place")]
        public static partial void NotKept(ILogger logger, Exception e, int count);
    }
}
