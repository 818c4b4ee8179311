using System.Text.Json;
using System.Text.Json.Serialization;

namespace BakeWindow.Kubernetes.Marks;

/// <summary>The note that BakeWindow leaves on a workload whose pods it has replaced: <c>{"maintenance":"M-3","fence":2,"formerPartition":1,"partition":0}</c>.</summary>
/// <param name="Maintenance">Whose.</param>
/// <param name="Fence">The fence of its first lock.</param>
/// <param name="RestartedAt">The restart that was given, as it stands in the template; null: none.</param>
/// <param name="FormerPartition">The partition that was there before; null: it was not touched.</param>
/// <param name="Partition">The one that was set; another by now is somebody else's.</param>
internal sealed record RolloutMark(string Maintenance, long Fence, string? RestartedAt = null, int? FormerPartition = null, int? Partition = null)
{
    public string Write() => JsonSerializer.Serialize(this, RolloutMarkJson.Default.RolloutMark);

    /// <summary>Null when the text is no mark of ours; somebody may have written anything there.</summary>
    public static RolloutMark? Read(string? text)
    {
        if (text is not { Length: > 0 and < 1024 })
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(text, RolloutMarkJson.Default.RolloutMark) is { Maintenance.Length: > 0 } mark ? mark : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RolloutMark))]
internal sealed partial class RolloutMarkJson : JsonSerializerContext;
