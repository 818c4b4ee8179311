using System.Text.Json.Nodes;

namespace BakeWindow.Core.Owning;

/// <summary>Two merge patches (RFC 7396) that were decided on the same version of an object, as one: the second would find another version.</summary>
public static class MergePatches
{
    /// <summary>Both at once; null when there is neither. Where both set a field, the second holds.</summary>
    public static JsonObject? Both(JsonObject? first, JsonObject? second)
    {
        if (first is null || second is null)
        {
            return (JsonObject?)(first ?? second)?.DeepClone();
        }

        var both = (JsonObject)first.DeepClone();
        foreach (var (name, value) in second)
        {
            both[name] = both[name] is JsonObject inner && value is JsonObject more ? Both(inner, more) : value?.DeepClone();
        }

        return both;
    }
}
