using System.Text.Json;

namespace BakeWindow.Simulator.Cluster.Api;

/// <summary>What the server's own JSON reader says of broken text. Only the commonest case is worded alike.</summary>
internal static class GoWords
{
    public static string ForJson(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text, isFinalBlock: false, state: default);
        try
        {
            while (reader.Read())
            {
            }
        }
        catch (JsonException)
        {
            return "invalid character looking for beginning of value";
        }

        return "unexpected end of JSON input";
    }
}
