using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace BakeWindow.Simulator.Rpc;

/// <summary>How a node writes JSON.</summary>
internal static class RpcJson
{
    public static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A time as nodes write it: whole seconds, Z.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A time as nodes write it.</summary>
    public static string Time(long unix) => Time(DateTimeOffset.FromUnixTimeSeconds(unix));

    /// <summary>A 64-bit number, which nodes write as a text.</summary>
    public static string Big(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>An array of anything.</summary>
    public static JsonArray Array(IEnumerable<JsonNode?> items) => [.. items];

    /// <summary>A fraction of plain numbers.</summary>
    public static JsonObject Ratio(int numerator, int denominator) => new() { ["numerator"] = numerator, ["denominator"] = denominator };
}
