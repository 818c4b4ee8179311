using System.Text.Json;
using System.Text.Json.Serialization;

namespace BakeWindow.Core.Cluster;

/// <summary>The note that BakeWindow leaves on a workload whose pods it has replaced: <c>{"maintenance":"M-3","fence":2,"formerPartition":1,"partition":0}</c>.</summary>
/// <param name="Maintenance">Whose.</param>
/// <param name="Fence">The fence of its first lock.</param>
/// <param name="RestartedAt">The restart that was given, as it stands in the template; null: none.</param>
/// <param name="FormerPartition">The partition that was there before; null: it was not touched.</param>
/// <param name="Partition">The one that was set; another by now is somebody else's.</param>
public sealed record RolloutMark(string Maintenance, long Fence, string? RestartedAt = null, int? FormerPartition = null, int? Partition = null)
{
    /// <summary>The installation whose journal knows the maintenance; null on a mark of an older version.</summary>
    public string? Installation { get; init; }

    /// <summary>Who set it.</summary>
    [JsonIgnore]
    public LockHolder Holder => new(Maintenance, Installation ?? "");

    /// <summary>The mark of a holder that has done nothing yet.</summary>
    public static RolloutMark Of(LockHolder holder, long fence) => new(holder.Maintenance, fence) { Installation = holder.Installation.Length > 0 ? holder.Installation : null };

    /// <summary>The partition that is given back when the mark comes off; null when none was set, or somebody has set another since.</summary>
    /// <param name="now">What it is.</param>
    public int? GivesBack(int now) => FormerPartition is { } former && now == Partition ? former : null;

    /// <summary>Writes it.</summary>
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
