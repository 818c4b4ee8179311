using System.Text.Json;
using System.Text.Json.Serialization;

namespace BakeWindow.Cli.Asking;

/// <summary>Problem details (RFC 9457), as far as people are told.</summary>
internal sealed record Problem(string? Title, string? Detail, [property: JsonPropertyName("errors")] IReadOnlyDictionary<string, string[]>? Mistakes)
{
    public string Words => Detail ?? Title ?? "no reason given";

    /// <summary>Reads it; null when the text is no problem.</summary>
    public static Problem? Read(string body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, CliJson.Default.Problem) is { } problem && (problem.Title ?? problem.Detail) is not null ? problem : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
