using System.Globalization;
using System.Text.Json.Nodes;

namespace BakeWindow.Simulator.Cluster.Store;

/// <summary>
/// The objects and the history of their changes under one counter, the resourceVersion. What is stored is never changed in place: a reader may keep what
/// it got as long as the cluster's lock is held, and copies it to change it. Not thread-safe by itself.
/// </summary>
internal sealed class ObjectStore(int historyLength)
{
    private readonly Dictionary<ResourceKind, SortedDictionary<string, JsonObject>> objects = [];
    private readonly Queue<Change> history = new();
    private readonly List<Action<Change>> listeners = [];

    /// <summary>The last resourceVersion given.</summary>
    public long Version { get; private set; }

    /// <summary>Changes up to this version are forgotten.</summary>
    public long CompactedAt { get; private set; }

    /// <summary>Has a part of the cluster told of every change, in order.</summary>
    public void Subscribe(Action<Change> listener) => listeners.Add(listener);

    public JsonObject? Find(ObjectKey key) => Table(key.Resource).GetValueOrDefault(key.Path);

    public JsonObject? Find(ResourceKind resource, string ns, string name) => Find(new ObjectKey(resource, ns, name));

    /// <summary>All objects of a kind, in order; of one namespace when one is named.</summary>
    public IReadOnlyList<JsonObject> All(ResourceKind resource, string? ns = null) =>
        ns is null ? [.. Table(resource).Values] : [.. Table(resource).Values.Where(body => body.Namespace() == ns)];

    /// <summary>Stores a new or changed object and gives it the next version.</summary>
    public JsonObject Put(ObjectKey key, JsonObject body)
    {
        var before = Find(key);
        var after = Stamped(body, ++Version);
        Table(key.Resource)[key.Path] = after;
        Publish(new Change(Version, key, before, after) { Shown = after });
        return after;
    }

    /// <summary>Removes an object; its last state gets the version of the removal.</summary>
    public JsonObject Remove(ObjectKey key)
    {
        var table = Table(key.Resource);
        var before = table[key.Path];
        table.Remove(key.Path);
        var shown = Stamped(before, ++Version);
        Publish(new Change(Version, key, before, null) { Shown = shown });
        return shown;
    }

    /// <summary>Changes after a version, oldest first; null where some of them are forgotten.</summary>
    public IReadOnlyList<Change>? Since(long version) => version < CompactedAt ? null : [.. history.Where(change => change.Version > version)];

    /// <summary>The objects of a kind as they were at a version, in order; null where that is forgotten.</summary>
    public IReadOnlyList<JsonObject>? At(ResourceKind resource, long version)
    {
        if (Since(version) is not { } later)
        {
            return null;
        }

        var then = new SortedDictionary<string, JsonObject>(Table(resource), StringComparer.Ordinal);
        foreach (var change in later.Reverse().Where(change => change.Key.Resource == resource))
        {
            if (change.Before is { } before)
            {
                then[change.Key.Path] = before;
            }
            else
            {
                then.Remove(change.Key.Path);
            }
        }

        return [.. then.Values];
    }

    /// <summary>Forgets the history, as a compaction and a restart of the API server do. A version is spent, so that also the newest one that a client can know is too old.</summary>
    public void Compact()
    {
        history.Clear();
        CompactedAt = ++Version;
    }

    private void Publish(Change change)
    {
        history.Enqueue(change);
        while (history.Count > historyLength)
        {
            CompactedAt = history.Dequeue().Version;
        }

        foreach (var tell in listeners)
        {
            tell(change);
        }
    }

    // A round through text: what is stored shares nothing with what the caller holds, and every number and string has one representation.
    private static JsonObject Stamped(JsonObject body, long version)
    {
        var stored = JsonNode.Parse(body.ToJsonString())!.AsObject();
        stored.Meta()["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture);
        return stored;
    }

    private SortedDictionary<string, JsonObject> Table(ResourceKind resource)
    {
        if (!objects.TryGetValue(resource, out var table))
        {
            table = new SortedDictionary<string, JsonObject>(StringComparer.Ordinal);
            objects.Add(resource, table);
        }

        return table;
    }
}
