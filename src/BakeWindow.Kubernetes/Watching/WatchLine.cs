using System.Buffers;
using System.Text.Json;
using k8s;
using k8s.Models;

namespace BakeWindow.Kubernetes.Watching;

/// <summary>One line of a watch.</summary>
/// <param name="Type">What happened.</param>
/// <param name="Object">To what; null for a bookmark.</param>
/// <param name="Version">The resourceVersion from which a new watch would miss nothing of this one.</param>
internal sealed record WatchLine<T>(WatchEventType Type, T? Object, string Version)
    where T : class, IMetadata<V1ObjectMeta>
{
    /// <summary>Reads a line.</summary>
    /// <exception cref="WatchBrokenException">It is an ERROR (410 and others: the list must be read anew), or no line of a watch.</exception>
    public static WatchLine<T> Read(ReadOnlySequence<byte> line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var type = json.RootElement.GetProperty("type").GetString();
            var body = json.RootElement.GetProperty("object");
            switch (type)
            {
                case "BOOKMARK":
                    return new WatchLine<T>(WatchEventType.Bookmark, null, body.GetProperty("metadata").GetProperty("resourceVersion").GetString()
                        ?? throw new WatchBrokenException("a bookmark without a resourceVersion", relist: true));
                case "ERROR":
                    throw new WatchBrokenException($"the watch was ended with {Text(body, "code")} {Text(body, "reason")}: {Text(body, "message")}", relist: true);
                case "ADDED" or "MODIFIED" or "DELETED":
                    var what = KubernetesJson.Deserialize<T>(body);
                    return new WatchLine<T>(Enum.Parse<WatchEventType>(type, ignoreCase: true), what, what.Metadata.ResourceVersion);
                default:
                    throw new WatchBrokenException($"the watch brought a line of the unknown type \"{type}\"", relist: true);
            }
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new WatchBrokenException($"the watch brought a line that is not understood: {e.Message}", relist: true, e);
        }
    }

    private static string Text(JsonElement status, string field) => status.TryGetProperty(field, out var value) ? value.ToString() : "?";
}
