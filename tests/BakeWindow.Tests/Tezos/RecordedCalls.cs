using System.Text;
using System.Text.Json;

namespace BakeWindow.Tests.Tezos;

/// <summary>Octez's own recordings of single calls, by protocol and path.</summary>
internal static class RecordedCalls
{
    public static string Of(string protocol, string file, string pathEnd)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Recorded.Path("octez", "tezt-rpc", protocol, file)));
        return document.RootElement.GetProperty("calls").EnumerateArray()
            .First(c => c.GetProperty("path").GetString()!.EndsWith(pathEnd, StringComparison.Ordinal) && c.TryGetProperty("response", out _))
            .GetProperty("response").GetRawText();
    }

    public static Stream Stream(string json) => new MemoryStream(Encoding.UTF8.GetBytes(json));
}
