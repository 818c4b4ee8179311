using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using BakeWindow.Core.Gate;

namespace BakeWindow.Kubernetes.Dialects.Kured;

/// <summary>
/// kured's lock, an annotation of its DaemonSet: <c>{"nodeID","metadata":{"unschedulable"},"created","TTL"}</c> for one owner, <c>{"maxOwners","locks":[…]}</c> for several
/// (kubereboot/kured, pkg/daemonsetlock). TTL is in nanoseconds, 0 for none; a lock that recorded none lives by the flag.
/// </summary>
internal static class KuredLock
{
    // A lock without an end that is older than this is one whose node went away: no drain and reboot lasts longer.
    private static readonly TimeSpan Oldest = TimeSpan.FromHours(3);

    /// <summary>For which nodes it is held; what can't be read holds none.</summary>
    public static IReadOnlyList<ForeignWork> Read(string? annotation, TimeSpan configured)
    {
        if (annotation is not { Length: > 1 and < 64 * 1024 })
        {
            return [];
        }

        try
        {
            var json = JsonNode.Parse(annotation) as JsonObject;
            var locks = json?["locks"] is JsonArray many ? many.OfType<JsonObject>() : json is null ? [] : [json];
            return [.. locks.Select(l => One(l, configured)).OfType<ForeignWork>()];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static ForeignWork? One(JsonObject held, TimeSpan configured)
    {
        if (held.Text("nodeID") is not { Length: > 0 } node || !DateTimeOffset.TryParse(held.Text("created"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var created))
        {
            return null;
        }

        var own = held["TTL"] is JsonValue ttl && ttl.TryGetValue<long>(out var nanoseconds) ? TimeSpan.FromMicroseconds(nanoseconds / 1_000) : TimeSpan.Zero;
        var lasts = own > TimeSpan.Zero ? own : configured > TimeSpan.Zero ? configured : Oldest;
        return new ForeignWork("kured", node, created + (lasts < Oldest ? lasts : Oldest));
    }
}
