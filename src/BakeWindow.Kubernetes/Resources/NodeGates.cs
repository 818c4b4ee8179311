using BakeWindow.Core.Cluster;
using System.Text.Json.Nodes;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Dialects;
using BakeWindow.Kubernetes.Marks;
using BakeWindow.Kubernetes.Rbac;

namespace BakeWindow.Kubernetes.Resources;

/// <summary>The NodeGate resources: one for each node, named after it. Listed once; after that only what says something else is written.</summary>
public sealed class NodeGates(ObjectApi api)
{
    private const string Group = "bakewindow.io";

    private static readonly ResourceType Type = new(Group, "v1", "nodegates");
    private static readonly RbacRole Role = new("node-gates", RbacScope.Everywhere, true, "to publish the verdict of each node as a NodeGate");
    private static readonly Permission List = new(Role, Group, "nodegates", "list", "which gates there are, at the start");
    private static readonly Permission Create = new(Role, Group, "nodegates", "create", "a gate for a new node");
    private static readonly Permission Delete = new(Role, Group, "nodegates", "delete", "a gate of BakeWindow's own whose node is gone");
    private static readonly Permission Patch = new(Role, Group, "nodegates/status", "patch", "what the gate says");

    private readonly Dictionary<string, Known> known = new(StringComparer.Ordinal);
    private bool listed;

    /// <summary>What it needs.</summary>
    public static IReadOnlyList<Permission> Permissions { get; } = [List, Create, Delete, Patch];

    /// <summary>Writes what has to be written. What closes comes before what opens.</summary>
    /// <param name="wanted">The status of each node's gate.</param>
    /// <param name="gone">Gates of nodes that are not named may be deleted: the cluster is being seen.</param>
    /// <param name="now">The present.</param>
    /// <param name="ct">Calls it off.</param>
    /// <exception cref="ApiException">One failed; the others were tried, and the next round tries again.</exception>
    public async Task SyncAsync(IReadOnlyDictionary<string, JsonObject> wanted, bool gone, DateTimeOffset now, CancellationToken ct)
    {
        await ListOnceAsync(ct);
        ApiException? failed = null;
        foreach (var (node, status) in wanted.OrderBy(w => IsAllowed(w.Value)).ThenBy(w => w.Key, StringComparer.Ordinal))
        {
            failed = await TryAsync(() => WriteAsync(node, status, now, ct)) ?? failed;
        }

        foreach (var (name, gate) in known.Where(k => gone && k.Value.IsOurs && !wanted.ContainsKey(k.Key)).ToList())
        {
            failed = await TryAsync(async () =>
            {
                await api.DeleteAsync(Delete, Type, null, name, gate.Uid, ct);
                known.Remove(name);
            }) ?? failed;
        }

        if (failed is not null)
        {
            throw failed;
        }
    }

    /// <summary>What is there is listed anew in the next round: somebody else may have written.</summary>
    public void Forget() => listed = false;

    /// <summary>Every gate that says yes says no: nobody is left who would close it in time.</summary>
    public Task StopAsync(DateTimeOffset now, CancellationToken ct) =>
        SyncAsync(known.Where(k => k.Value.Status is { } s && IsAllowed(s)).ToDictionary(k => k.Key, _ => NodeGateText.Stopped(now), StringComparer.Ordinal), false, now, ct);

    private async Task WriteAsync(string node, JsonObject status, DateTimeOffset now, CancellationToken ct)
    {
        if (!NodeGateText.IsStale(known.GetValueOrDefault(node)?.Status, status, now))
        {
            return;
        }

        if (!known.TryGetValue(node, out var gate))
        {
            known[node] = gate = Of(await api.CreateAsync(Create, Type, null, Empty(node), ct));
        }

        try
        {
            // A merge patch takes away what is null, so a yes that ended leaves no validUntil behind.
            await api.PatchAsync(Patch, Type, null, node, new JsonObject { ["status"] = status.DeepClone() }, ct, "status");
            known[node] = gate with { Status = (JsonObject)status.DeepClone() };
        }
        catch (ApiException)
        {
            // Deleted by somebody, or not known whether it was written: read anew.
            (listed, known[node]) = (false, gate with { Status = null });
            throw;
        }
    }

    private async Task ListOnceAsync(CancellationToken ct)
    {
        if (listed)
        {
            return;
        }

        var all = await api.ListAsync(List, Type, null, null, ct)
            ?? throw new ApiException(ApiFailure.NotFound, null, "the API does not know NodeGates; apply deploy/crds/nodegates.yaml");
        known.Clear();
        foreach (var gate in all.Where(g => g.Text("metadata", "name") is not null))
        {
            known[gate.Text("metadata", "name")!] = Of(gate);
        }

        listed = true;
    }

    private static async Task<ApiException?> TryAsync(Func<Task> act)
    {
        try
        {
            await act();
            return null;
        }
        catch (ApiException e)
        {
            return e;
        }
    }

    private static Known Of(JsonObject gate) =>
        new(gate.Text("metadata", "uid") ?? "", gate.Label(Mark.ManagedBy) == Mark.BakeWindow, gate["status"] as JsonObject is { Count: > 0 } status ? status : null);

    private static JsonObject Empty(string node) => new()
    {
        ["apiVersion"] = $"{Group}/v1",
        ["kind"] = "NodeGate",
        ["metadata"] = new JsonObject { ["name"] = node, ["labels"] = new JsonObject { [Mark.ManagedBy] = Mark.BakeWindow } },
    };

    private static bool IsAllowed(JsonObject status) => status["allowed"] is JsonValue v && v.TryGetValue<bool>(out var yes) && yes;

    private sealed record Known(string Uid, bool IsOurs, JsonObject? Status);
}
