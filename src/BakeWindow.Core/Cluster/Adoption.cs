using System.Text.Json;
using System.Text.Json.Serialization;

namespace BakeWindow.Core.Cluster;

/// <summary>The note on a budget of somebody else's that BakeWindow took over, in the annotation <c>bakewindow.io/former</c>.</summary>
/// <param name="Former">What its owner wants it to say; restored when it is released.</param>
/// <param name="Set">What BakeWindow made it say last. When it says something else, its owner has changed his mind.</param>
public sealed record Adoption(FloorSpec Former, FloorSpec Set)
{
    /// <summary>The note to leave with a change: keeps what the owner said, or takes up what he says now.</summary>
    public static Adoption Of(string? note, FloorSpec standing, FloorSpec wanted) =>
        Read(note) is { } before && (before.Set.IsSaidBy(standing) || before.Former.IsSaidBy(standing)) ? before with { Set = wanted } : new Adoption(standing, wanted);

    /// <summary>Reads the note; null when it is none of ours.</summary>
    public static Adoption? Read(string? note)
    {
        if (note is not { Length: > 0 and < 4096 })
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(note, AdoptionJson.Default.Adoption) is { Former: not null, Set: not null } adoption ? adoption : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes the note.</summary>
    public string Write() => JsonSerializer.Serialize(this, AdoptionJson.Default.Adoption);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Adoption))]
internal sealed partial class AdoptionJson : JsonSerializerContext;
