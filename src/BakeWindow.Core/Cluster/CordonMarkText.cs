using System.Text.Json;
using System.Text.Json.Serialization;

namespace BakeWindow.Core.Cluster;

/// <summary>The cordon mark as it stands in an annotation: <c>{"maintenance":"M-1","formerlyUnschedulable":false,"fence":3}</c>.</summary>
public static class CordonMarkText
{
    /// <summary>Writes it.</summary>
    public static string Write(CordonMark mark) => JsonSerializer.Serialize(mark, CordonMarkJson.Default.CordonMark);

    /// <summary>Null when the text is no mark of ours; somebody may have written anything there.</summary>
    public static CordonMark? Read(string? text)
    {
        if (text is not { Length: > 0 and < 1024 })
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(text, CordonMarkJson.Default.CordonMark) is { Maintenance.Length: > 0 } mark ? mark : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CordonMark))]
internal sealed partial class CordonMarkJson : JsonSerializerContext;
