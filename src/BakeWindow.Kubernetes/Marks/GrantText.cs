using System.Text.Json;
using System.Text.Json.Serialization;
using BakeWindow.Core.Granting;

namespace BakeWindow.Kubernetes.Marks;

/// <summary>A grant as it stands in an annotation of its Lease.</summary>
internal static class GrantText
{
    public static string Write(Grant grant) => JsonSerializer.Serialize(grant, GrantJson.Default.Grant);

    /// <summary>Null when the text is no grant; somebody may have written anything there.</summary>
    public static Grant? Read(string? text)
    {
        if (text is not { Length: > 0 and < 4096 })
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(text, GrantJson.Default.Grant) is { Client.Length: > 0, Node.Length: > 0, Domain.Length: > 0, BootId: not null } grant ? grant : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(Grant))]
internal sealed partial class GrantJson : JsonSerializerContext;
