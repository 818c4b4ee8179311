using System.Text;
using System.Text.Json.Nodes;

namespace BakeWindow.Simulator.Cluster.Api;

/// <summary>A whole answer, made while the cluster is held still and written after.</summary>
internal sealed record ApiAnswer(int Code, ReadOnlyMemory<byte> Body, string ContentType)
{
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>A stream instead of a body.</summary>
    public WatchStream? Watch { get; init; }

    /// <summary>None: the connection breaks.</summary>
    public static readonly ApiAnswer Lost = new(0, default, "");

    public static ApiAnswer Json(int code, JsonObject body, string contentType = "application/json") =>
        new(code, Encoding.UTF8.GetBytes(body.ToJsonString(Wire.Options) + "\n"), contentType);

    public static ApiAnswer Text(int code, string text) => new(code, Encoding.UTF8.GetBytes(text), "text/plain; charset=utf-8");

    public static ApiAnswer Streaming(WatchStream watch) => new(200, default, "application/json") { Watch = watch };

    public static ApiAnswer Refused(ApiRefusal refusal) => Json(refusal.Code, refusal.Status) with
    {
        Headers = refusal.RetryAfter is { } seconds ? [("Retry-After", seconds.ToString(System.Globalization.CultureInfo.InvariantCulture))] : [],
    };
}
