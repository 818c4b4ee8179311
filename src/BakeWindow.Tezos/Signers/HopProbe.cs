using System.Net.Sockets;
using BakeWindow.Core.Signers;

namespace BakeWindow.Tezos.Signers;

/// <summary>Whether a port on the way takes connections; it is closed again at once, and nothing is sent.</summary>
/// <param name="host">Where.</param>
/// <param name="port">Which.</param>
/// <param name="time">The clock of the deadline.</param>
/// <param name="patience">How long it may take.</param>
public sealed class HopProbe(string host, int port, TimeProvider time, TimeSpan patience)
{
    /// <summary>Tries once. Throws nothing but the caller's cancellation.</summary>
    public async Task<SignerFinding> LookAsync(CancellationToken ct = default)
    {
        using var deadline = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(host, port, either.Token);
            return new SignerFinding.Open();
        }
        catch (SocketException e)
        {
            return ProbeHttp.Failure(e.SocketErrorCode);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new SignerFinding.TimedOut();
        }
    }
}
