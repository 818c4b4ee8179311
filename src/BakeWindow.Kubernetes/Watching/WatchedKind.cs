using k8s.Models;

namespace BakeWindow.Kubernetes.Watching;

/// <summary>What one list-and-watch has brought: the facts of one kind of object, by namespace and name. Safe to be read while it is written.</summary>
/// <param name="map">An object as a fact; null: this one does not matter.</param>
/// <param name="same">Two facts are equal, so that a heartbeat is no change.</param>
/// <param name="time">The clock.</param>
/// <param name="touched">Called after every change, also of <see cref="Seen"/>.</param>
internal sealed class WatchedKind<TObject, TView>(Func<TObject, TView?> map, Func<TView, TView, bool> same, TimeProvider time, Action touched)
    where TObject : class, IMetadata<V1ObjectMeta>
    where TView : class
{
    private readonly Lock gate = new();
    private Dictionary<(string?, string), TView> views = [];
    private IReadOnlyList<TView>? copy = [];
    private bool connected;
    private DateTimeOffset seen = DateTimeOffset.UnixEpoch;

    /// <summary>The facts now, whether a watch keeps them fresh, and when it last spoke. The list is the same one until a fact changes.</summary>
    public (IReadOnlyList<TView> Views, bool Connected, DateTimeOffset Seen) Now()
    {
        lock (gate)
        {
            copy ??= [.. views.Values];
            return (copy, connected, seen);
        }
    }

    /// <summary>A list was read: nothing but this is there.</summary>
    public void Replace(IEnumerable<TObject> all) => Change(() =>
    {
        views = [];
        foreach (var one in all)
        {
            Put(one);
        }

        copy = null;
    });

    /// <summary>A watch stands, and this is what it brought (may be nothing).</summary>
    public void Take(IReadOnlyList<WatchLine<TObject>> burst) => Change(() =>
    {
        connected = true;
        foreach (var line in burst)
        {
            if (line.Object is { } one && line.Type is k8s.WatchEventType.Deleted)
            {
                Drop(Key(one));
            }
            else if (line.Object is { } changed)
            {
                Put(changed);
            }
        }
    });

    /// <summary>The watch broke; the facts are the past from now on.</summary>
    public void Lose()
    {
        lock (gate)
        {
            connected = false;
        }

        touched();
    }

    private void Change(Action change)
    {
        lock (gate)
        {
            change();
            seen = time.GetUtcNow();
        }

        touched();
    }

    private void Put(TObject one)
    {
        var key = Key(one);
        if (map(one) is not { } view)
        {
            Drop(key);
        }
        else if (!views.TryGetValue(key, out var before) || !same(before, view))
        {
            views[key] = view;
            copy = null;
        }
    }

    private void Drop((string?, string) key)
    {
        if (views.Remove(key))
        {
            copy = null;
        }
    }

    private static (string?, string) Key(TObject one) => (one.Metadata.NamespaceProperty, one.Metadata.Name);
}
