using System.Text.Json.Nodes;
using BakeWindow.Kubernetes.Dialects;
using BakeWindow.Simulator.Neighbours;

namespace BakeWindow.Tests.Kubernetes.Dialects;

/// <summary>Neighbours and their objects on a stage.</summary>
internal static class StageCalls
{
    /// <summary>A neighbour's way to the API server.</summary>
    public static ClusterCalls Calls(this Lab lab) => new(new HttpClient { BaseAddress = new Uri(lab.Admin.BaseUri.AbsoluteUri.TrimEnd('/') + "/") });

    /// <summary>Makes an object of a neighbour's.</summary>
    public static async Task MakeAsync(this Lab lab, string path, string json) => Assert.Equal(201, await lab.Calls().CreateAsync(path, (JsonObject)JsonNode.Parse(json)!));

    /// <summary>Changes an object by a merge patch.</summary>
    public static async Task ChangeAsync(this Lab lab, string path, string json) => Assert.Equal(200, await lab.Calls().PatchAsync(path, (JsonObject)JsonNode.Parse(json)!));

    /// <summary>One field of an object as JSON text; null when it is not there.</summary>
    public static async Task<string?> FieldAsync(this Lab lab, string path, params string[] field) =>
        field.Aggregate((JsonNode?)await lab.Calls().FindAsync(path), (json, step) => json?[step])?.ToJsonString();

    /// <summary>On which node the baker runs; null while it runs nowhere.</summary>
    public static async Task<string?> BakersNodeAsync(this Lab lab) =>
        (await lab.PodsAsync()).FirstOrDefault(p => p is { Ready: true, Terminating: false } && p.Labels.GetValueOrDefault("app") == "baker")?.Node;

    /// <summary>Lets a neighbour go on, step by step, until it is so, or the time is over.</summary>
    public static async Task<bool> GoOnAsync(this Lab lab, Func<Task> step, Func<Task<bool>> claim, TimeSpan within)
    {
        for (var end = lab.Clock.GetUtcNow() + within; lab.Clock.GetUtcNow() < end;)
        {
            await step();
            if (await claim())
            {
                return true;
            }

            lab.Clock.Advance(TimeSpan.FromSeconds(5));
        }

        return false;
    }

    /// <summary>A closed round in which every first write meets a conflict, and an open one: each permission of the dialect is needed, and none is missing.</summary>
    public static async Task NeedsAllItsRightsAsync(this DialectStage stage, IDialect dialect)
    {
        var spoiled = new HashSet<string>(StringComparer.Ordinal);
        stage.Lab.Wire.Fate = r => r.Method == HttpMethod.Patch && spoiled.Add(r.RequestUri!.AbsolutePath) ? Mishap.Conflict : Mishap.None;
        stage.Lab.Wire.Used.Clear();
        Assert.All(await stage.SyncAsync(closed: true), r => Assert.Empty(r.Problems));
        Assert.All(dialect.Permissions, p => Assert.Contains((p.Group, p.Resource, p.Verb), stage.Lab.Wire.Used.Keys));
    }
}
