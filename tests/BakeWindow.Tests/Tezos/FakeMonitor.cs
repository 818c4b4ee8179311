using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace BakeWindow.Tests.Tezos;

/// <summary><c>monitor/heads/main</c> of a fake node: starts with the current head, then sends what it is told to, in whatever pieces.</summary>
internal sealed class FakeMonitor
{
    public const string Path = "/monitor/heads/main";

    private readonly FakeChain chain;
    private readonly Lock gate = new();
    private readonly List<Channel<string?>> connections = [];

    public FakeMonitor(FakeChain chain, FakeNode node)
    {
        this.chain = chain;
        node.Answer(Path, ServeAsync);
    }

    public int Connections { get; private set; }

    /// <summary>Sends to all that listen.</summary>
    public void Send(string piece)
    {
        lock (gate)
        {
            connections.ForEach(c => c.Writer.TryWrite(piece));
        }
    }

    /// <summary>Breaks all connections.</summary>
    public void Cut()
    {
        lock (gate)
        {
            connections.ForEach(c => c.Writer.TryWrite(null));
            connections.Clear();
        }
    }

    private async Task ServeAsync(HttpContext context)
    {
        var pieces = Channel.CreateUnbounded<string?>();
        pieces.Writer.TryWrite(chain.MonitorItem);
        lock (gate)
        {
            connections.Add(pieces);
            Connections++;
        }

        await foreach (var piece in pieces.Reader.ReadAllAsync(context.RequestAborted))
        {
            if (piece is null)
            {
                context.Abort();
                return;
            }

            await context.Response.WriteAsync(piece, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }
}
