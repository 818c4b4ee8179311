using System.Text.Json.Nodes;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Tests.Maintenance;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Dialects;
using BakeWindow.Kubernetes.Rbac;
using BakeWindow.Kubernetes.Watching;
using k8s;
using k8s.Models;

namespace BakeWindow.Tests.Kubernetes.Dialects;

/// <summary>
/// A simulated cluster with a baker on node-1, and dialects that are told that its next right is near (closed) or far (open). BakeWindow comes with the rights that it names and those
/// of the dialects, and no others.
/// </summary>
internal sealed class DialectStage : IAsyncDisposable
{
    private const int Head = 100;

    private readonly IReadOnlyList<IDialect> dialects;
    private readonly ObjectApi api;

    private DialectStage(Lab lab, IReadOnlyList<IDialect> dialects)
    {
        (Lab, this.dialects) = (lab, dialects);
        api = new ObjectApi(lab.Client, lab.Clock);
    }

    public Lab Lab { get; }

    /// <summary>The present of the worlds that are made here.</summary>
    public static DateTimeOffset Now { get; } = Worlds.At(Head).AddSeconds(1);

    public static async Task<DialectStage> StartAsync(params IReadOnlyList<IDialect> dialects)
    {
        var lab = await Lab.StartAsync([Workloads.Of("alpha-baker", "app=baker") with { Baker = Worlds.Baker }]);
        await lab.GrantAsync(dialects.SelectMany(d => d.Permissions));
        return new DialectStage(lab, dialects);
    }

    public DialectKeeper Keeper(IReadOnlyList<IDialect>? speaking = null) => new(api, Lab.Settings, speaking ?? dialects);

    /// <summary>The world as it is, with the baker's next block near or far.</summary>
    public async Task<World> WorldAsync(bool closed)
    {
        var nodes = (await Lab.Admin.CoreV1.ListNodeAsync()).Items.Select(n => NodeFacts.Of(n, null));
        var view = new ClusterView { Connected = true, SeenAt = Now, Nodes = nodes.ToDictionary(n => n.Name, StringComparer.Ordinal), Pods = await Lab.PodsAsync() };
        return Worlds.World(Head, Worlds.Rights(closed ? [Head + 5, 3_000] : [3_000]), view) with { Workloads = Lab.Settings.Workloads };
    }

    /// <summary>One round of the keeper.</summary>
    public async Task<IReadOnlyList<DialectReport>> SyncAsync(bool closed, IReadOnlyList<IDialect>? dialects = null) =>
        await Lab.MovingAsync(Keeper(dialects).SyncAsync(await WorldAsync(closed), Now, default));

    public Task<V1Node> NodeAsync(string name) => Lab.NodeAsync(name);

    public async Task<V1Pod> BakerPodAsync() => (await Lab.Admin.CoreV1.ListNamespacedPodAsync("tezos", labelSelector: "app=baker")).Items.Single();

    public Task AnnotateAsync(string node, string name, string? value) => Lab.Admin.CoreV1.PatchNodeAsync(
        new V1Patch(new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [name] = value } } }.ToJsonString(), V1Patch.PatchType.MergePatch), node);

    /// <summary>Labels, annotations and spec of everything that may be marked, as text: equal pictures, equal cluster.</summary>
    public async Task<string> PictureAsync(params ResourceType[] more)
    {
        var admin = new ObjectApi(Lab.Admin, Lab.Clock);
        var picture = new JsonArray();
        foreach (var type in new[] { ResourceType.Nodes, ResourceType.Pods }.Concat(more))
        {
            foreach (var json in await admin.ListAsync(Permissions.ListNodes, type, null, null, default) ?? [])
            {
                picture.Add(new JsonObject
                {
                    ["name"] = json["metadata"]!["name"]!.DeepClone(),
                    ["labels"] = Some(json["metadata"]!["labels"]),
                    ["annotations"] = Some(json["metadata"]!["annotations"]),
                    ["spec"] = Sorted(json["spec"]),
                });
            }
        }

        return picture.ToJsonString();
    }

    public ValueTask DisposeAsync() => Lab.DisposeAsync();

    // The order of fields says nothing.
    internal static JsonNode? Sorted(JsonNode? json) => json switch
    {
        JsonObject o => new JsonObject(o.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => KeyValuePair.Create(f.Key, Sorted(f.Value)))),
        JsonArray a => new JsonArray([.. a.Select(Sorted)]),
        _ => json?.DeepClone(),
    };

    // An empty map says as much as none.
    private static JsonNode? Some(JsonNode? map) => map is JsonObject { Count: > 0 } ? Sorted(map) : null;
}
