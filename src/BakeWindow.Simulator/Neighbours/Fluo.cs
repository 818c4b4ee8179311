using System.Text.Json.Nodes;

namespace BakeWindow.Simulator.Neighbours;

/// <summary>
/// Flatcar's update operator and the agents on its nodes, by their documentation (flatcar/flatcar-linux-update-operator, pkg/operator, pkg/agent): the operator chooses one node at a time, waits
/// for annotations before and after; the agent cordons, drains, takes no notice of what its drain says, and reboots.
/// </summary>
public sealed class Fluo(HttpClient http, IReadOnlyList<string> before, IReadOnlyList<string> after, Action<string> reboot)
{
    private const string Prefix = "flatcar-linux-update.v1.flatcar-linux.net/";

    private readonly NeighbourApi api = new(http);

    /// <summary>An update is there: the agent of a node asks for a reboot.</summary>
    public Task WantAsync(string node) => SetAsync(node, ("reboot-needed", "true"), ("reboot-ok", "false"), ("reboot-in-progress", "false"));

    /// <summary>One look of the operator, every 30 s.</summary>
    public async Task OperateAsync()
    {
        foreach (var node in await NodesAsync())
        {
            // A node that has been chosen and does not want it any more, or is paused, is let go.
            if (Label(node, "before-reboot") && !IsRebootable(node))
            {
                await ForgetAsync(node, "before-reboot", before);
            }
        }

        await PassAsync("after-reboot", after, "false");
        foreach (var node in (await NodesAsync()).Where(n => Says(n, "reboot-ok", "true") && Says(n, "reboot-needed", "false") && Says(n, "reboot-in-progress", "false") && !Label(n, "after-reboot")))
        {
            await ForgetAsync(node, null, after);
            await api.LabelAsync(Path(node), Prefix + "after-reboot", "true");
        }

        await PassAsync("before-reboot", before, "true");
        var nodes = await NodesAsync();
        var busy = nodes.Count(n => (Says(n, "reboot-ok", "true") && Says(n, "reboot-needed", "true")) || Label(n, "before-reboot") || Label(n, "after-reboot"));
        foreach (var node in nodes.Where(n => IsRebootable(n) && !Label(n, "before-reboot")).Take(Math.Max(0, 1 - busy)))
        {
            await ForgetAsync(node, null, before);
            await api.LabelAsync(Path(node), Prefix + "before-reboot", "true");
        }
    }

    /// <summary>One look of a node's agent; true when it rebooted.</summary>
    public async Task<bool> ActAsync(string name)
    {
        var node = await api.FindAsync(NeighbourApi.Node(name)) ?? throw new InvalidOperationException($"node {name} is missing");
        if (!Says(node, "reboot-ok", "true") || Says(node, "reboot-in-progress", "true") || !Says(node, "reboot-needed", "true"))
        {
            return false;
        }

        await SetAsync(name, ("reboot-in-progress", "true"));
        await api.CordonAsync(name, true);
        await api.EvictAllAsync(name, but: p => NeighbourApi.Text(p, "metadata", "namespace") == "kube-system");
        // Whatever came of it.
        reboot(name);
        return true;
    }

    /// <summary>The agent after the boot.</summary>
    public async Task BootedAsync(string node)
    {
        await api.CordonAsync(node, false);
        await SetAsync(node, ("reboot-in-progress", "false"), ("reboot-needed", "false"));
    }

    private async Task PassAsync(string label, IReadOnlyList<string> wanted, string ok)
    {
        foreach (var node in (await NodesAsync()).Where(n => Label(n, label) && wanted.All(a => NeighbourApi.Text(n, "metadata", "annotations", a) == "true")))
        {
            await ForgetAsync(node, label, wanted);
            await SetAsync(NeighbourApi.Text(node, "metadata", "name")!, ("reboot-ok", ok));
        }
    }

    private async Task ForgetAsync(JsonObject node, string? label, IReadOnlyList<string> annotations)
    {
        var metadata = new JsonObject { ["annotations"] = new JsonObject(annotations.Select(a => KeyValuePair.Create<string, JsonNode?>(a, null))) };
        if (label is not null)
        {
            metadata["labels"] = new JsonObject { [Prefix + label] = null };
        }

        await api.MergeAsync(Path(node), new JsonObject { ["metadata"] = metadata });
    }

    private Task<JsonObject> SetAsync(string node, params (string Name, string Value)[] says) => api.MergeAsync(NeighbourApi.Node(node), new JsonObject
    {
        ["metadata"] = new JsonObject { ["annotations"] = new JsonObject(says.Select(s => KeyValuePair.Create<string, JsonNode?>(Prefix + s.Name, s.Value))) },
    });

    private Task<IReadOnlyList<JsonObject>> NodesAsync() => api.ListAsync("api/v1/nodes");

    private static bool IsRebootable(JsonObject node) => Says(node, "reboot-needed", "true") && !Says(node, "reboot-paused", "true") && !Says(node, "reboot-ok", "true") && !Says(node, "reboot-in-progress", "true");

    private static bool Says(JsonObject node, string name, string value) => NeighbourApi.Text(node, "metadata", "annotations", Prefix + name) == value;

    private static bool Label(JsonObject node, string name) => NeighbourApi.Text(node, "metadata", "labels", Prefix + name) == "true";

    private static string Path(JsonObject node) => NeighbourApi.Node(NeighbourApi.Text(node, "metadata", "name")!);
}
