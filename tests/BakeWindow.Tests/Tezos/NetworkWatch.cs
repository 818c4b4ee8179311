using System.Threading.Channels;
using BakeWindow.Core.Chain;
using BakeWindow.Tezos.Network;
using BakeWindow.Tezos.Rpc;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace BakeWindow.Tests.Tezos;

/// <summary>A running <see cref="TezosNetwork"/> and what it has published. The clock stands still unless a test lets it run.</summary>
internal sealed class NetworkWatch : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly Channel<(ChainView? Chain, IReadOnlyList<SourceView> Sources)> published = Channel.CreateUnbounded<(ChainView?, IReadOnlyList<SourceView>)>();
    private readonly Task running;

    private readonly Action<TimeSpan> advance;

    public NetworkWatch(FakeTimeProvider time, IReadOnlyList<NodeRpc> nodes, string? chainId = null)
        : this(time, time.Advance, nodes, chainId)
    {
    }

    public NetworkWatch(TimeProvider time, Action<TimeSpan> advance, IReadOnlyList<NodeRpc> nodes, string? chainId = null)
    {
        this.advance = advance;
        running = new TezosNetwork(nodes, chainId, time, (chain, sources) => published.Writer.TryWrite((chain, sources)), NullLogger<TezosNetwork>.Instance).RunAsync(stop.Token);
    }

    public (ChainView? Chain, IReadOnlyList<SourceView> Sources) Last { get; private set; } = (null, []);

    /// <summary>Waits for a publication that fits.</summary>
    /// <param name="fits">What is waited for.</param>
    /// <param name="clockRuns">True: the clock runs on meanwhile, twenty times as fast as the real one.</param>
    public async Task<(ChainView? Chain, IReadOnlyList<SourceView> Sources)> UntilAsync(Func<ChainView?, IReadOnlyList<SourceView>, bool> fits, bool clockRuns = false)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!fits(Last.Chain, Last.Sources))
        {
            var next = published.Reader.ReadAsync(patience.Token).AsTask();
            while (clockRuns && !next.IsCompleted)
            {
                await Task.WhenAny(next, Task.Delay(5, patience.Token));
                advance(TimeSpan.FromMilliseconds(100));
            }

            Last = await next;
        }

        return Last;
    }

    public Task<(ChainView? Chain, IReadOnlyList<SourceView> Sources)> UntilHeadAsync(int level, bool clockRuns = false) =>
        UntilAsync((chain, _) => chain?.Head.Level.Value == level, clockRuns);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(10));
        stop.Dispose();
    }
}
