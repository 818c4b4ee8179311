using System.Text.Json.Nodes;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Tests.Maintenance;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Dialects;
using BakeWindow.Kubernetes.Rbac;
using k8s;
using k8s.Models;

namespace BakeWindow.Tests.Kubernetes.Dialects;

/// <summary>What a stage needs for a neighbour that acts beside BakeWindow, with rights of its own.</summary>
internal static class Neighbourhood
{
    /// <summary>The neighbour's own way to the API server.</summary>
    public static HttpClient Door(this DialectStage stage) => stage.Lab.Door();

    /// <summary>Marks and floors as the gate wants them.</summary>
    public static async Task RoundAsync(this DialectStage stage, bool closed)
    {
        await stage.FloorAsync(!closed);
        Assert.All(await stage.SyncAsync(closed), r => Assert.Empty(r.Problems));
    }

    /// <summary>The floor alone, as if BakeWindow spoke no dialect.</summary>
    public static Task FloorAsync(this DialectStage stage, bool open) =>
        stage.Lab.MovingAsync(stage.Lab.Floors.SyncAsync(new Dictionary<string, bool>(StringComparer.Ordinal) { ["alpha-baker"] = open }, default));

    /// <summary>One round in another world.</summary>
    public static Task<IReadOnlyList<DialectReport>> SyncAsync(this DialectStage stage, World world, DateTimeOffset? now = null) =>
        stage.Lab.MovingAsync(stage.Keeper().SyncAsync(world, now ?? DialectStage.Now, default));

    /// <summary>The world in which a maintenance of BakeWindow's works on node-1, the baker's block being near.</summary>
    public static async Task<World> WorkingAsync(this DialectStage stage, bool awaitsReboot) => await stage.WorldAsync(closed: true) with
    {
        Active = [new ActiveMaintenance("M-1", "node-1", "cluster", [Worlds.Baker], Evicting: true, awaitsReboot) { LatestStart = DateTimeOffset.MaxValue }],
    };

    /// <summary>Makes an object of the neighbour's.</summary>
    public static Task<JsonObject> BringAsync(this DialectStage stage, ResourceType type, string? ns, string json) =>
        new ObjectApi(stage.Lab.Admin, stage.Lab.Clock).CreateAsync(Permissions.ListNodes, type, ns, (JsonObject)JsonNode.Parse(json)!, default);

    /// <summary>An object as it stands; null when it is not there.</summary>
    public static Task<JsonObject?> ReadAsync(this DialectStage stage, ResourceType type, string? ns, string name) =>
        new ObjectApi(stage.Lab.Admin, stage.Lab.Clock).FindAsync(Permissions.ListNodes, type, ns, name, default);

    /// <summary>Changes an object of somebody else's.</summary>
    public static Task<JsonObject> ChangeAsync(this DialectStage stage, ResourceType type, string? ns, string name, string patch, string? subresource = null) =>
        new ObjectApi(stage.Lab.Admin, stage.Lab.Clock).PatchAsync(Permissions.ListNodes, type, ns, name, (JsonObject)JsonNode.Parse(patch)!, default, subresource);

    /// <summary>The container of a neighbour's workload.</summary>
    public static V1PodTemplateSpec Pod(string app, string image, params string[] args) => new()
    {
        Metadata = new V1ObjectMeta { Labels = Lab.Map("app", app) },
        Spec = new V1PodSpec { Containers = [new V1Container { Name = app, Image = image, Command = [$"/usr/bin/{app}"], Args = [.. args] }] },
    };

    /// <summary>The baker runs where it ran: so says the API, and so it is on the machine.</summary>
    public static async Task<bool> BakerIsUpAsync(this DialectStage stage) => stage.Lab.Cluster.AllReady("tezos", "app=baker", out _) && (await stage.Lab.PodsAsync("node-1")).Exists(p => p is { Name.Namespace: "tezos", Ready: true, Terminating: false });

    public static async Task<bool> IsCordonedAsync(this DialectStage stage, string node = "node-1") => (await stage.NodeAsync(node)).Spec.Unschedulable is true;

    /// <summary>A mark of a node; null when it is not there.</summary>
    public static async Task<string?> LabelAsync(this DialectStage stage, string node, string label) =>
        (await stage.NodeAsync(node)).Metadata.Labels?.TryGetValue(label, out var value) is true ? value : null;

    /// <summary>A mark of a node; null when it is not there.</summary>
    public static async Task<string?> AnnotationAsync(this DialectStage stage, string node, string annotation) =>
        (await stage.NodeAsync(node)).Metadata.Annotations?.TryGetValue(annotation, out var value) is true ? value : null;

    /// <summary>Each permission of a dialect has been used.</summary>
    public static void AssertUsed(this DialectStage stage, IDialect dialect) =>
        Assert.All(dialect.Permissions, p => Assert.True(stage.Lab.Wire.Used.ContainsKey((p.Group, p.Resource, p.Verb)), $"{p} was not used"));

    public static void AssertNotes(this DialectReport report, params string[] codes) => Assert.Equal(codes.Order(StringComparer.Ordinal), report.Sight!.Notes.Select(n => n.Code).Distinct().Order(StringComparer.Ordinal));
}
