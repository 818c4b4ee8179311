using System.Text.Json.Nodes;

namespace BakeWindow.Simulator.Neighbours;

/// <summary>How a kured is started; its own defaults.</summary>
public sealed record KuredOptions
{
    /// <summary>Path of its DaemonSet, which bears the lock.</summary>
    public string DaemonSet { get; init; } = "apis/apps/v1/namespaces/kube-system/daemonsets/kured";

    /// <summary><c>--prometheus-url</c>; null: not given.</summary>
    public Uri? PrometheusUrl { get; init; }

    /// <summary><c>--blocking-pod-selector</c>.</summary>
    public IReadOnlyList<string> BlockingPods { get; init; } = [];

    /// <summary><c>--drain-timeout</c>; zero: for ever.</summary>
    public TimeSpan DrainTimeout { get; init; }

    /// <summary><c>--annotate-nodes</c>.</summary>
    public bool AnnotatesNodes { get; init; }
}

/// <summary>
/// The kured of one node by its documentation (kubereboot/kured, cmd/kured/main.go): at a tick it asks its blockers once; if none blocks it takes its lock, cordons and drains, and asks nobody
/// any more. Drained it reboots; out of time it uncordons and gives its lock back.
/// </summary>
public sealed class Kured(HttpClient http, HttpClient web, string node, KuredOptions options, Action<string> reboot, TimeProvider time)
{
    private const string Lock = "weave.works/kured-node-lock";

    private readonly NeighbourApi api = new(http);
    private DateTimeOffset? drainingSince;

    /// <summary>The sentinel file is there.</summary>
    public bool RebootRequired { get; set; } = true;

    /// <summary>It has begun and not ended.</summary>
    public bool IsDraining => drainingSince is not null;

    /// <summary>One tick of <c>--period</c>; true when it began.</summary>
    public async Task<bool> TickAsync()
    {
        if (IsDraining || !RebootRequired)
        {
            return false;
        }

        if (options.AnnotatesNodes)
        {
            await api.AnnotateAsync(NeighbourApi.Node(node), "weave.works/kured-most-recent-reboot-needed", Now());
            await api.AnnotateAsync(NeighbourApi.Node(node), "weave.works/kured-reboot-in-progress", Now());
        }

        if (await IsBlockedAsync() || !await TakeLockAsync())
        {
            return false;
        }

        await api.CordonAsync(node, true);
        drainingSince = time.GetUtcNow();
        return true;
    }

    /// <summary>One round of its drain; nobody is asked but the API server.</summary>
    public async Task DrainAsync()
    {
        if (drainingSince is not { } since)
        {
            return;
        }

        if (await api.EvictAllAsync(node) == 0)
        {
            drainingSince = null;
            RebootRequired = false;
            reboot(node);
        }
        else if (options.DrainTimeout > TimeSpan.Zero && time.GetUtcNow() - since >= options.DrainTimeout)
        {
            drainingSince = null;
            await api.CordonAsync(node, false);
            await api.AnnotateAsync(options.DaemonSet, Lock, null);
        }
    }

    private string Now() => time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private async Task<bool> IsBlockedAsync()
    {
        if (options.PrometheusUrl is { } url && await AlertsAsync(url) is not 0)
        {
            return true;
        }

        foreach (var selector in options.BlockingPods)
        {
            var fields = Uri.EscapeDataString($"spec.nodeName={node},status.phase!=Succeeded,status.phase!=Failed,status.phase!=Unknown");
            if ((await api.ListAsync($"api/v1/pods?labelSelector={Uri.EscapeDataString(selector)}&fieldSelector={fields}")).Count > 0)
            {
                return true;
            }
        }

        return false;
    }

    // How many fire; any error blocks.
    private async Task<int?> AlertsAsync(Uri url)
    {
        using var form = new FormUrlEncodedContent([new("query", "ALERTS"), new("time", Now())]);
        using var answer = await web.PostAsync(new Uri(url.AbsoluteUri.TrimEnd('/') + "/api/v1/query"), form);
        var json = answer.IsSuccessStatusCode ? JsonNode.Parse(await answer.Content.ReadAsStringAsync()) : null;
        return NeighbourApi.Text(json, "status") == "success" && NeighbourApi.Text(json, "data", "resultType") == "vector"
            ? json!["data"]!["result"]!.AsArray().Count(s => s!["value"]![1]!.GetValue<string>() != "0")
            : null;
    }

    private async Task<bool> TakeLockAsync()
    {
        var daemonSet = await api.FindAsync(options.DaemonSet) ?? throw new InvalidOperationException($"{options.DaemonSet} is missing");
        if (NeighbourApi.Text(daemonSet, "metadata", "annotations", Lock) is { } text)
        {
            return NeighbourApi.Text(JsonNode.Parse(text), "nodeID") == node;
        }

        var held = new JsonObject { ["nodeID"] = node, ["metadata"] = new JsonObject { ["unschedulable"] = false }, ["created"] = Now(), ["TTL"] = 0 };
        await api.AnnotateAsync(options.DaemonSet, Lock, held.ToJsonString());
        return true;
    }
}
