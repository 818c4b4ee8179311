using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;

namespace BakeWindow.Simulator.Cluster;

/// <summary>The cluster's faults and questions over HTTP, below /sim/cluster.</summary>
public static class ClusterControl
{
    /// <summary>Maps them. A name that isn't there is a 400 that says which are.</summary>
    public static void MapClusterControl(this SimCluster cluster, IEndpointRouteBuilder endpoints)
    {
        var control = endpoints.MapGroup("/sim/cluster");
        control.MapPost("/nodes/{name}/reboot", (string name, double? seconds) => Try(() => cluster.RebootNode(name, Span(seconds))));
        control.MapPost("/nodes/{name}/kill", (string name) => Try(() => cluster.KillNode(name)));
        control.MapPost("/nodes/{name}/revive", (string name, double? seconds) => Try(() => cluster.ReviveNode(name, Span(seconds))));
        control.MapPost("/nodes/{name}/freeze", (string name) => Try(() => cluster.FreezeKubelet(name)));
        control.MapPost("/nodes/{name}/thaw", (string name) => Try(() => cluster.ThawKubelet(name)));
        control.MapPost("/pods/{ns}/{name}/ignore-term", (string ns, string name) => Try(() => cluster.IgnoreTerm(ns, name)));
        control.MapPost("/nodes/{name}/remove", (string name) => Try(() => cluster.RemoveNode(name)));
        control.MapPost("/pods/{ns}/{name}/never-end", (string ns, string name) => Try(() => cluster.NeverEnd(ns, name)));
        control.MapPost("/api/stop", () => Try(cluster.StopApi));
        control.MapPost("/api/start", () => Try(cluster.StartApi));
        control.MapPost("/api/latency", (double seconds) => Try(() => cluster.Latency = TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 60))));
        control.MapPost("/services/{ns}/{name}", (string ns, string name, string address) => Try(() => cluster.ResolveService($"{ns}/{name}", WebhookService.Endpoint(address))));
        control.MapPost("/watches/drop", () => Try(cluster.DropWatches));
        control.MapPost("/history/expire", () => Try(cluster.ExpireHistory));
        control.MapPost("/disruption/hold", () => Try(() => cluster.HoldDisruptionController(true)));
        control.MapPost("/disruption/release", () => Try(() => cluster.HoldDisruptionController(false)));
        control.MapPost("/writes/fail", ([FromBody] FailWrites plan) => Try(() => cluster.FailWrites(plan.Count, plan.Fault, plan.Path ?? "")));
        control.MapGet("/writes", () => cluster.Writes);
        control.MapGet("/ready", (string ns, string selector) => new { ready = cluster.AllReady(ns, selector, out var since), since });
    }

    private static TimeSpan? Span(double? seconds) => seconds is { } value ? TimeSpan.FromSeconds(value) : null;

    private static IResult Try(Action act)
    {
        try
        {
            act();
            return Results.NoContent();
        }
        catch (ArgumentException wrong)
        {
            return Results.Problem(wrong.Message, statusCode: StatusCodes.Status400BadRequest);
        }
    }

    private sealed record FailWrites(int Count, [property: JsonConverter(typeof(JsonStringEnumConverter<WriteFault>))] WriteFault Fault, string? Path);
}
