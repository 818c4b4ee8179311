using BakeWindow.Simulator.Cluster.Selectors;
using BakeWindow.Simulator.Cluster.Store;

namespace BakeWindow.Simulator.Cluster.Api;

/// <summary>Opens watches and feeds them.</summary>
internal sealed class Watching
{
    private readonly ClusterState cluster;
    private readonly List<WatchStream> open = [];

    public Watching(ClusterState cluster)
    {
        this.cluster = cluster;
        cluster.Store.Subscribe(Offer);
    }

    /// <summary>How many watches are open.</summary>
    public int Count => open.Count;

    public ApiAnswer Open(ApiRequest request, ResourceKind resource, string? ns)
    {
        var form = Representation.Choose(request.Accept);
        var options = ListOptions.Read(request, resource);
        var watch = new WatchStream(resource, ns, options, form, () => cluster.Now);
        var store = cluster.Store;
        if (options.Version is > 0 and { } version && !options.InitialEvents)
        {
            if (store.Since(version) is not { } missed)
            {
                watch.Fail(Refusals.TooOldToWatch(version, store.CompactedAt));
                return ApiAnswer.Streaming(watch);
            }

            foreach (var change in missed)
            {
                watch.Offer(change);
            }
        }
        else
        {
            foreach (var body in store.All(resource, ns))
            {
                watch.Begin(body);
            }

            if (options is { InitialEvents: true, Bookmarks: true })
            {
                watch.Bookmark(store.Version, endsInitialEvents: true);
            }
        }

        Keep(watch, options);
        return ApiAnswer.Streaming(watch);
    }

    /// <summary>Forgets a watch whose reader has gone.</summary>
    public void Close(WatchStream watch)
    {
        watch.End();
        open.Remove(watch);
    }

    /// <summary>Ends every watch, as a lost connection or a restart of the server does. Readers see a clean end.</summary>
    public void EndAll()
    {
        foreach (var watch in open.ToList())
        {
            Close(watch);
        }
    }

    private void Keep(WatchStream watch, ListOptions options)
    {
        open.Add(watch);
        if (options.Timeout is { } timeout)
        {
            cluster.Agenda.After(timeout, () => Close(watch));
        }

        if (options.Bookmarks)
        {
            cluster.Agenda.After(cluster.Options.BookmarkEvery, () => MarkAgain(watch));
        }
    }

    private void MarkAgain(WatchStream watch)
    {
        if (!watch.IsEnded)
        {
            watch.Bookmark(cluster.Store.Version);
            cluster.Agenda.After(cluster.Options.BookmarkEvery, () => MarkAgain(watch));
        }
    }

    private void Offer(Change change)
    {
        foreach (var watch in open)
        {
            watch.Offer(change);
        }

        open.RemoveAll(watch => watch.IsEnded);
    }
}
