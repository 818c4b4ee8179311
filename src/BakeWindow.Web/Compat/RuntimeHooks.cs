using System.Text.Json;
using System.Text.Json.Nodes;
using BakeWindow.Core.Gate;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Observing;
using Microsoft.AspNetCore.Mvc;

namespace BakeWindow.Web.Compat;

/// <summary>
/// Cluster API's Runtime SDK (<c>hooks.runtime.cluster.x-k8s.io/v1alpha1</c>): before a new version goes to control plane or workers, and after the control plane has it, Cluster API asks. An
/// answer with <c>retryAfterSeconds</c> above zero holds it. Cluster API calls over TLS only, so they are served beside the admission webhook.
/// </summary>
public sealed class RuntimeHooks(RuntimeHookSettings settings, WorldBoard board, TimeProvider time)
{
    private const string Version = "hooks.runtime.cluster.x-k8s.io/v1alpha1";
    private const int MostBody = 1 << 20;
    private static readonly TimeSpan LeastWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan MostWait = TimeSpan.FromMinutes(10);

    /// <summary>All hooks that hold something. The later ones are not known to older versions, whose discovery fails on them.</summary>
    public static IReadOnlyList<string> Known { get; } = ["BeforeClusterUpgrade", "AfterControlPlaneUpgrade", "BeforeControlPlaneUpgrade", "BeforeWorkersUpgrade", "AfterWorkersUpgrade"];

    /// <summary>Those of every version since 1.2: before anything, and between control plane and workers.</summary>
    public static IReadOnlyList<string> Usual { get; } = ["BeforeClusterUpgrade", "AfterControlPlaneUpgrade"];

    /// <summary>Maps what Cluster API asks.</summary>
    public void Map(IEndpointRouteBuilder app)
    {
        var group = app.MapGroup($"/compat/cluster-api/{Version}").ExcludeFromDescription().WithMetadata(new RequestSizeLimitAttribute(MostBody));
        group.MapPost("/discovery", async (HttpContext http) =>
            await ReadAsync(http, "DiscoveryRequest") is (_, { } no) ? Answer(Failure("DiscoveryResponse", no)) : Answer(Discovery(settings)));
        group.MapPost("/{hook}/{name}", async (string hook, HttpContext http) =>
        {
            var known = Known.FirstOrDefault(k => k.Equals(hook, StringComparison.OrdinalIgnoreCase));
            if (known is null)
            {
                return Answer(Failure("Response", $"there is no hook \"{hook[..Math.Min(40, hook.Length)]}\" here; there are {string.Join(", ", Known)}"));
            }

            var (request, no) = await ReadAsync(http, known + "Request");
            return Answer(request is null ? Failure(known + "Response", no!) : Decide(known, request, settings, board.Now, time.GetUtcNow()));
        });
    }

    /// <summary>The answer to one hook.</summary>
    internal static JsonObject Decide(string hook, JsonObject request, RuntimeHookSettings settings, World world, DateTimeOffset now)
    {
        var cluster = $"{Text(request, "namespace")}/{Text(request, "name")}";
        var hold = settings.Clusters.Count > 0 && !settings.Clusters.Contains(cluster, StringComparer.Ordinal) ? null : UpgradeHold.Of(world, now);
        var response = Response(hook + "Response", "Success", hold is null ? "" : $"BakeWindow: {hold.Message}");
        response["retryAfterSeconds"] = hold is null ? 0 : Wait(hold, now);
        return response;
    }

    private static JsonObject Discovery(RuntimeHookSettings settings)
    {
        var response = Response("DiscoveryResponse", "Success", "");
        response["handlers"] = new JsonArray([.. settings.Hooks.Select(hook => new JsonObject
        {
            ["name"] = NameOf(hook),
            ["requestHook"] = new JsonObject { ["apiVersion"] = Version, ["hook"] = hook },
            ["timeoutSeconds"] = 10,
            // When BakeWindow does not answer, an upgrade does not begin.
            ["failurePolicy"] = "Fail",
        })]);
        return response;
    }

    // A DNS label: before-cluster-upgrade.
    private static string NameOf(string hook) => string.Concat(hook.Select((c, i) => char.IsUpper(c) ? (i == 0 ? "" : "-") + char.ToLowerInvariant(c) : c.ToString()));

    private static int Wait(UpgradeHold hold, DateTimeOffset now)
    {
        var wait = hold.NextSafeAt - now ?? TimeSpan.FromMinutes(1);
        return (int)Math.Ceiling((wait < LeastWait ? LeastWait : wait > MostWait ? MostWait : wait).TotalSeconds);
    }

    private static async Task<(JsonObject? Request, string? No)> ReadAsync(HttpContext http, string kind)
    {
        try
        {
            var json = await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted) as JsonObject;
            return json?["apiVersion"] is JsonValue v && v.TryGetValue<string>(out var version) && version == Version && json["kind"] is JsonValue k && k.TryGetValue<string>(out var said) && said == kind
                ? (json, null)
                : (null, $"the body must be a {kind} of {Version}");
        }
        catch (JsonException)
        {
            return (null, $"the body must be a {kind} of {Version} in JSON");
        }
    }

    private static string? Text(JsonObject request, string name) =>
        request["cluster"] is JsonObject cluster && cluster["metadata"] is JsonObject metadata && metadata[name] is JsonValue v && v.TryGetValue<string>(out var text) ? text : null;

    private static JsonObject Failure(string kind, string why) => Response(kind, "Failure", why);

    private static JsonObject Response(string kind, string status, string message) => new() { ["apiVersion"] = Version, ["kind"] = kind, ["status"] = status, ["message"] = message };

    private static IResult Answer(JsonObject response) => Results.Text(response.ToJsonString(), "application/json");
}
