using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using BakeWindow.Simulator.Cluster.Store;

namespace BakeWindow.Simulator.Cluster.Api;

/// <summary>
/// One open watch: turns changes of the store into lines for what it was asked for. A reader that falls too far behind is cut off, as the API server does.
/// </summary>
internal sealed class WatchStream
{
    private const int Behind = 5_000;

    private readonly Channel<byte[]> lines = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(Behind) { SingleReader = true });
    private readonly ResourceKind resource;
    private readonly string? ns;
    private readonly ListOptions options;
    private readonly Representation form;
    private readonly Func<DateTimeOffset> now;

    public WatchStream(ResourceKind resource, string? ns, ListOptions options, Representation form, Func<DateTimeOffset> now)
    {
        this.resource = resource;
        this.ns = ns;
        this.options = options;
        this.form = form;
        this.now = now;
    }

    /// <summary>The lines, until the watch ends.</summary>
    public IAsyncEnumerable<byte[]> ReadAsync(CancellationToken ct) => lines.Reader.ReadAllAsync(ct);

    public bool IsEnded { get; private set; }

    /// <summary>An object that was there before the watch began.</summary>
    public void Begin(JsonObject body)
    {
        if (Chooses(body))
        {
            Write("ADDED", body);
        }
    }

    /// <summary>A change: what comes into the choice is ADDED, what leaves it DELETED, with the state it had before and the version of the change.</summary>
    public void Offer(Change change)
    {
        if (change.Key.Resource != resource)
        {
            return;
        }

        var was = change.Before is { } before && Chooses(before);
        var remains = change.After is { } after && Chooses(after);
        if (remains)
        {
            Write(was ? "MODIFIED" : "ADDED", change.Shown);
        }
        else if (was)
        {
            Write("DELETED", change.After is null ? change.Shown : AtVersion(change.Before!, change.Version));
        }
    }

    /// <summary>Tells how far the reader has come, though nothing happened for it.</summary>
    public void Bookmark(long version, bool endsInitialEvents = false)
    {
        var meta = new JsonObject { ["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture), ["creationTimestamp"] = null };
        if (endsInitialEvents)
        {
            meta["annotations"] = new JsonObject { ["k8s.io/initial-events-end"] = "true" };
        }

        Line("BOOKMARK", new JsonObject { ["kind"] = resource.Kind, ["apiVersion"] = resource.GroupVersion, ["metadata"] = meta });
    }

    /// <summary>The last line of a watch that can't go on.</summary>
    public void Fail(ApiRefusal refusal)
    {
        Line("ERROR", refusal.Status);
        End();
    }

    public void End()
    {
        IsEnded = true;
        lines.Writer.TryComplete();
    }

    private bool Chooses(JsonObject body) =>
        (ns is null || body.Namespace() == ns) && options.Labels.Matches(body) && options.Fields.Matches(body);

    private void Write(string type, JsonObject body) => Line(type, form.Object(resource, body, now()));

    private void Line(string type, JsonObject shown)
    {
        var line = new JsonObject { ["type"] = type, ["object"] = shown.DeepClone() };
        if (!lines.Writer.TryWrite(Encoding.UTF8.GetBytes(line.ToJsonString(Wire.Options) + "\n")))
        {
            End();
        }
    }

    private static JsonObject AtVersion(JsonObject body, long version)
    {
        var shown = body.Copy();
        shown.Meta()["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture);
        return shown;
    }
}
