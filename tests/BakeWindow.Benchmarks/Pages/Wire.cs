using System.Net;
using System.Net.Sockets;

namespace BakeWindow.Benchmarks.Pages;

/// <summary>Stands between a browser and the program and counts what crosses the wire. A browser tells the size of a socket's messages only after it has unpacked them.</summary>
internal sealed class Wire : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource end = new();
    private readonly Uri target;
    private long down;
    private long up;

    public Wire(Uri target)
    {
        this.target = target;
        listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>Where the browser goes.</summary>
    public string Url => $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

    /// <summary>Bytes to the browser, and from it.</summary>
    public (long Down, long Up) Counted => (Interlocked.Read(ref down), Interlocked.Read(ref up));

    public void Dispose()
    {
        end.Cancel();
        listener.Dispose();
        end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = CarryAsync(await listener.AcceptTcpClientAsync(end.Token));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // It is over.
        }
    }

    private async Task CarryAsync(TcpClient browser)
    {
        using (browser)
        using (var program = new TcpClient())
        {
            try
            {
                await program.ConnectAsync(target.Host, target.Port, end.Token);
                await Task.WhenAny(PumpAsync(program.GetStream(), browser.GetStream(), n => Interlocked.Add(ref down, n)), PumpAsync(browser.GetStream(), program.GetStream(), n => Interlocked.Add(ref up, n)));
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
            {
                // One side has gone.
            }
        }
    }

    private async Task PumpAsync(NetworkStream from, NetworkStream to, Action<int> count)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReadAsync(buffer, end.Token) is > 0 and var read)
            {
                count(read);
                await to.WriteAsync(buffer.AsMemory(0, read), end.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // One side has gone.
        }
    }
}
