using System.Text.Json;
using BakeWindow.Tezos.Rpc;

namespace BakeWindow.Tezos.Network;

/// <summary>
/// A node's heads as they come: from <c>monitor/heads/main</c>, which starts with the current head, reconnected with back-off when it breaks. Where the node refuses it, from polling
/// the header; when it is silent for too long, the header tells whether the chain stands still or the stream is dead.
/// </summary>
internal sealed class HeadStream(NodeRpc node, Func<BlockHeader, CancellationToken, Task> onHead, Action<RpcException> onFailure)
{
    private const string Path = "/monitor/heads/main";

    // A header has a kilobyte.
    private const long HeaderLimit = 256 * 1024;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMinutes(10);

    private readonly TimeProvider time = node.Channel.Time;
    private string? last;

    /// <summary>b, as far as known: sets the patience with a silent stream and the pace of polling.</summary>
    public TimeSpan BlockDelay { get; set; } = TimeSpan.FromSeconds(10);

    private TimeSpan Patience => (2 * BlockDelay) + TimeSpan.FromSeconds(3);

    private TimeSpan PollEvery => TimeSpan.FromSeconds(Math.Clamp(BlockDelay.TotalSeconds / 3, 1, 10));

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        var pause = FirstPause;
        while (true)
        {
            try
            {
                await FollowAsync(() => pause = FirstPause, ct);
            }
            catch (RpcException e) when (e.IsAbsent)
            {
                await PollAsync(ct);
                continue;
            }
            catch (RpcException)
            {
                // The monitor may be broken and the node well.
                await LookAsync(ct);
            }

            await Task.Delay(pause, time, ct);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task PollAsync(CancellationToken ct)
    {
        var until = time.GetUtcNow() + AskAgainAfter;
        while (time.GetUtcNow() < until)
        {
            await LookAsync(ct);
            await Task.Delay(PollEvery, time, ct);
        }
    }

    private async Task<bool> LookAsync(CancellationToken ct)
    {
        try
        {
            return await SawAsync(await node.HeaderAsync(ct: ct), ct);
        }
        catch (RpcException e)
        {
            last = null;
            onFailure(e);
            return false;
        }
    }

    // Ends when the stream ends, or when the header shows that it is dead.
    private async Task FollowAsync(Action onItem, CancellationToken ct)
    {
        using var response = await node.Channel.OpenAsync(Path, ct);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await using var body = new BoundedStream(await response.Content.ReadAsStreamAsync(stop.Token), HeaderLimit);
        var items = JsonSerializer.DeserializeAsyncEnumerable(body, Wire.Default.HeaderWire, topLevelValues: true, stop.Token).GetAsyncEnumerator(stop.Token);
        Task<bool>? next = null;
        try
        {
            while (true)
            {
                next ??= items.MoveNextAsync().AsTask();
                try
                {
                    if (!await next.WaitAsync(Patience, time, ct))
                    {
                        return;
                    }
                }
                catch (TimeoutException)
                {
                    if (await LookAsync(ct) || last is null)
                    {
                        return;
                    }

                    continue;
                }

                next = null;
                body.CountAnew();
                onItem();
                await SawAsync(NodeRpc.HeaderOf(items.Current ?? throw new JsonException("null instead of a head")), ct);
            }
        }
        catch (Exception e) when (RpcChannel.IsForeign(e, ct))
        {
            throw node.Channel.Translated(e, Path);
        }
        finally
        {
            // An enumerator can't be disposed while it waits for an item.
            await stop.CancelAsync();
            await (next ?? Task.CompletedTask).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            await items.DisposeAsync();
        }
    }

    /// <returns>True when it is another head than the last.</returns>
    private async Task<bool> SawAsync(BlockHeader header, CancellationToken ct)
    {
        var isNew = header.Hash != last;
        last = header.Hash;
        await onHead(header, ct);
        return isNew;
    }
}
