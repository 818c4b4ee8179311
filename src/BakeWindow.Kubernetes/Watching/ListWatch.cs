using BakeWindow.Kubernetes.Api;
using k8s.Models;
using Microsoft.Extensions.Logging;

namespace BakeWindow.Kubernetes.Watching;

/// <summary>
/// Keeps one kind of object fresh, for ever: list, then watch from the list's version; when the watch ends at its time, watch on from the last version; when the connection breaks,
/// back off and do the same; when the version is too old (410) or anything else is odd, list again.
/// </summary>
/// <param name="source">Where it comes from.</param>
/// <param name="sink">Where the facts go.</param>
/// <param name="chance">For the jitter of pauses and time-outs.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Breaks and recoveries, one line each.</param>
internal sealed partial class ListWatch<TObject, TView>(WatchSource<TObject> source, WatchedKind<TObject, TView> sink, Random chance, TimeProvider time, ILogger log)
    where TObject : class, IMetadata<V1ObjectMeta>
    where TView : class
{
    // A quiet kind speaks only when its watch is made anew, so that this bounds how old its facts may look. In seconds.
    private const int ShortestWatch = 45;
    private const int LongestWatch = 60;

    // A server that ends every watch at once must not be asked in a hot loop.
    private static readonly TimeSpan Hasty = TimeSpan.FromSeconds(1);

    private readonly BackOff backOff = new(chance);
    private string? version;

    /// <summary>Runs until it is called off.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            var pause = TimeSpan.Zero;
            try
            {
                version ??= await ListAsync(ct);
                var begun = time.GetTimestamp();
                await WatchAsync(version, ct);
                if (time.GetElapsedTime(begun) < Hasty)
                {
                    pause = backOff.Next();
                }
                else
                {
                    backOff.Reset();
                }
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is WatchBrokenException or ApiException)
            {
                sink.Lose();
                version = e is WatchBrokenException { Relist: false } ? version : null;
                pause = backOff.Next();
                LogBroken(source.Kind, e.Message, version is null ? "list" : "watch", pause.TotalSeconds);
            }

            await PauseAsync(pause, ct);
        }
    }

    private async Task<string> ListAsync(CancellationToken ct)
    {
        var all = new List<TObject>();
        var listed = await source.ListAsync(all.AddRange, ct);
        sink.Replace(all);
        LogListed(source.Kind, all.Count, listed);
        return listed;
    }

    private async Task WatchAsync(string from, CancellationToken ct)
    {
        await foreach (var burst in source.Stream.BurstsAsync<TObject>(from, chance.Next(ShortestWatch, LongestWatch + 1), ct))
        {
            sink.Take(burst);
            if (burst.Count > 0)
            {
                version = burst[^1].Version;
                backOff.Reset();
            }
        }
    }

    private async Task PauseAsync(TimeSpan pause, CancellationToken ct)
    {
        try
        {
            await Task.Delay(pause, time, ct);
        }
        catch (OperationCanceledException)
        {
            // The loop's condition ends it.
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Kind}: listed {Count} at version {Version}")]
    private partial void LogListed(string kind, int count, string version);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Kind}: {Why}; going to {Next} again in {Seconds:0.0} s")]
    private partial void LogBroken(string kind, string why, string next, double seconds);
}
