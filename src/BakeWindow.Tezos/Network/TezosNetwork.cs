using System.Threading.Channels;
using BakeWindow.Core.Chain;
using BakeWindow.Tezos.Rights;
using BakeWindow.Tezos.Rpc;
using Microsoft.Extensions.Logging;

namespace BakeWindow.Tezos.Network;

/// <summary>
/// One network seen through several nodes: a stream of heads from each, the best of them put together to a <see cref="ChainView"/>, and a word on how each node does. When the preferred node
/// dies, the next one's heads count.
/// </summary>
/// <param name="nodes">In order of preference.</param>
/// <param name="chainId">The chain to insist on; null: that of the first node that answers.</param>
/// <param name="time">The clock.</param>
/// <param name="publish">Called after every change, one call at a time, with the chain (null until a head, its constants and what is in sight are known) and the nodes. Must be quick and not throw.</param>
/// <param name="log">Where changes of state are noted.</param>
public sealed partial class TezosNetwork(
    IReadOnlyList<NodeRpc> nodes, string? chainId, TimeProvider time, Action<ChainView?, IReadOnlyList<SourceView>> publish, ILogger<TezosNetwork> log)
{
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private readonly ConstantsShelf shelf = new();
    private readonly Channel<bool> outlookIsDue = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly NodeState[] states = [.. nodes.Select(n => new NodeState(n.Name, null, new HeadTrail(), null, null))];
    private readonly ProtocolConstants?[] constantsOf = new ProtocolConstants?[nodes.Count];
    private ChainMemory memory = new();
    private Outlook? outlook;
    private int? best;

    /// <summary>Watches until cancelled; returns soon after.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        Task[] tasks = [.. nodes.Select((_, i) => WatchAsync(i, stop.Token)), LookAheadAsync(stop.Token)];

        // None of them ends by itself: the first to end was cancelled, or has a bug that must be seen.
        await Task.WhenAny(tasks);
        await stop.CancelAsync();
        try
        {
            await Task.WhenAll(tasks);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Asked for.
        }
    }

    private async Task WatchAsync(int index, CancellationToken ct)
    {
        var reader = new HeadReader(nodes[index], shelf);
        HeadStream? stream = null;
        stream = new HeadStream(nodes[index], async (header, token) =>
        {
            try
            {
                // The stream rings the bell; what counts is the whole head. One that stands already is only seen again.
                var known = states[index].Head;
                if (known?.Hash != header.Hash || states[index].Failure is not null)
                {
                    var (head, constants) = await reader.ReadAsync(token);
                    stream!.BlockDelay = constants.MinimalBlockDelay;
                    Saw(index, head, constants);
                }
                else
                {
                    Saw(index, known, constantsOf[index]!);
                }
            }
            catch (RpcException e)
            {
                Failed(index, e);
            }
        }, e => Failed(index, e));
        await stream.RunAsync(ct);
    }

    private void Saw(int index, Head head, ProtocolConstants constants)
    {
        lock (gate)
        {
            var before = states[index];
            if (before.Head?.Hash != head.Hash)
            {
                before.Trail.Add(head);
            }

            if (before.Failure is not null)
            {
                Log.Answers(log, before.Name, head.Level.Value);
            }

            constantsOf[index] = constants;
            states[index] = before with { Head = head, SeenAt = time.GetUtcNow(), Failure = null };
            Renew();
        }
    }

    private void Failed(int index, RpcException failure)
    {
        lock (gate)
        {
            if (states[index].Failure is null)
            {
                Log.Fails(log, states[index].Name, failure.Message);
            }

            states[index] = states[index] with { Failure = failure.Message };
            Renew();
        }
    }

    // Within the gate, so that calls come one at a time and in order.
    private void Renew()
    {
        var (now, views) = SourceComparison.Compare(states, chainId);
        if (now is { } chosen)
        {
            if (best != now)
            {
                Log.Chosen(log, states[chosen].Name);
            }

            var (head, constants) = (states[chosen].Head!, constantsOf[chosen]!);
            if (memory.Head is not { } last || last.Hash != head.Hash || memory.Constants != constants)
            {
                var isDue = memory.Head is null || memory.Head.Cycle.Cycle != head.Cycle.Cycle || memory.Constants!.Protocol != constants.Protocol;
                memory = memory.With(head, constants);
                if (isDue)
                {
                    outlookIsDue.Writer.TryWrite(true);
                }
            }
        }

        best = now;
        publish(outlook is null ? null : memory.View(outlook), views);
    }

    // What is ahead changes seldom: read at the start, when cycle or protocol changes, and now and then.
    private async Task LookAheadAsync(CancellationToken ct)
    {
        var pause = LookAgainAfter;
        while (true)
        {
            try
            {
                await outlookIsDue.Reader.WaitToReadAsync(ct).AsTask().WaitAsync(pause, time, ct);
                outlookIsDue.Reader.TryRead(out _);
            }
            catch (TimeoutException)
            {
                // Due by time.
            }

            var (order, head, constants) = Best();
            if (head is null || constants is null)
            {
                continue;
            }

            try
            {
                var found = await Fallback.FirstAsync(order, node => Outlook.ReadAsync(node, head, constants, ct));
                pause = LookAgainAfter;
                lock (gate)
                {
                    outlook = found;
                    Renew();
                }
            }
            catch (RpcException e)
            {
                Log.NoOutlook(log, e.Message);
                pause = RetryAfter;
            }
        }
    }

    private (IReadOnlyList<NodeRpc> Order, Head? Head, ProtocolConstants? Constants) Best()
    {
        lock (gate)
        {
            return best is { } chosen ? ([nodes[chosen], .. nodes.Where((_, i) => i != chosen)], memory.Head, memory.Constants) : (nodes, null, null);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Tezos node {Node} does not answer: {Failure}")]
        public static partial void Fails(ILogger log, string node, string failure);

        [LoggerMessage(Level = LogLevel.Information, Message = "Tezos node {Node} answers again, at level {Level}")]
        public static partial void Answers(ILogger log, string node, int level);

        [LoggerMessage(Level = LogLevel.Debug, Message = "The heads of Tezos node {Node} count now")]
        public static partial void Chosen(ILogger log, string node);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Coming activations can't be read: {Failure}")]
        public static partial void NoOutlook(ILogger log, string failure);
    }
}
