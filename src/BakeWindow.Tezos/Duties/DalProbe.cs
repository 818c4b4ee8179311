using BakeWindow.Core.Readiness;
using BakeWindow.Tezos.Rpc;

namespace BakeWindow.Tezos.Duties;

/// <summary>Asks a DAL node how it does (<c>GET /health</c>: a status and the checks behind it).</summary>
public sealed class DalProbe
{
    private const int MostChecks = 20;
    private const int MostName = 40;

    private readonly RpcChannel channel;

    /// <summary>Makes it; nothing is called yet.</summary>
    /// <param name="http">The client.</param>
    /// <param name="address">The DAL node's RPC address.</param>
    /// <param name="name">Its name in messages.</param>
    /// <param name="time">The clock of the time-out.</param>
    /// <param name="timeout">How long the answer may take.</param>
    public DalProbe(HttpClient http, Uri address, string name, TimeProvider time, TimeSpan timeout) =>
        channel = new RpcChannel(http, address, name, time, timeout);

    /// <summary>Asks once; a node that gives no answer is told as such, and never thrown.</summary>
    /// <param name="at">When it is asked.</param>
    /// <param name="ct">Ends the call.</param>
    public async Task<DalReading> AskAsync(DateTimeOffset at, CancellationToken ct)
    {
        try
        {
            var wire = await channel.GetAsync("/health", Wire.Default.DalHealthWire, ct);
            var status = Read(wire.Status);
            return new DalReading(
                at,
                status,
                [.. (wire.Checks ?? []).Where(c => c.Name is not null && Read(c.Status) is not DalStatus.Up).Take(MostChecks).Select(c => c.Name!.Length <= MostName ? c.Name : c.Name[..MostName])],
                status is null ? "a status that is not known" : null);
        }
        catch (RpcException e)
        {
            return new DalReading(at, null, [], NodeSilence.Of(e));
        }
    }

    // A check's own words are ok and ko; an idle one says no, which is no fault of the whole while the whole says up.
    private static DalStatus? Read(string? status) => status?.ToLowerInvariant() switch
    {
        "up" or "ok" => DalStatus.Up,
        "degraded" => DalStatus.Degraded,
        "down" or "ko" or "no" => DalStatus.Down,
        _ => null,
    };
}
