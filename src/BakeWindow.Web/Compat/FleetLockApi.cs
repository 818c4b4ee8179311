using System.Text.Json;
using System.Text.RegularExpressions;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Web.Access;
using BakeWindow.Web.Api;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Granting;
using BakeWindow.Web.Observing;

namespace BakeWindow.Web.Compat;

/// <summary>
/// FleetLock (coreos.github.io/zincati/development/fleetlock/protocol): a host asks before it reboots, and says when it is back. Any status but 200 means no, and the client asks again by itself.
/// </summary>
internal static partial class FleetLockApi
{
    /// <summary>The name under which its locks stand.</summary>
    public const string Client = "fleetlock";

    private const int MostBody = 4096;

    public static void MapFleetLock(this IEndpointRouteBuilder app, DeclaredReads reads)
    {
        var group = app.MapGroup("/compat/fleetlock/v1").ExcludeFromDescription()
            .AllowsOr(reads.OpenCompat, Act.Request, "Zincati brings credentials only if its URL has some; BakeWindow:Api:Compat");
        group.MapPost("/pre-reboot", async (HttpContext http, FleetLockDesk desk) => await desk.PreRebootAsync(http));
        group.MapPost("/steady-state", async (HttpContext http, FleetLockDesk desk) => await desk.SteadyStateAsync(http));
    }

    /// <summary>What a request says; null with the answer to a bad one.</summary>
    internal static async Task<(string? Id, FleetLockNo? No)> ReadAsync(HttpRequest request)
    {
        if (request.Headers["fleet-lock-protocol"] != "true")
        {
            return (null, FleetLockNo.Bad("the header \"fleet-lock-protocol: true\" is missing"));
        }

        if (request.ContentLength > MostBody)
        {
            return (null, FleetLockNo.Bad("the body is longer than a FleetLock request is"));
        }

        try
        {
            using var json = await JsonDocument.ParseAsync(request.Body, new JsonDocumentOptions { MaxDepth = 8 }, request.HttpContext.RequestAborted);
            var (group, id) = (Text(json.RootElement, "group"), Text(json.RootElement, "id"));
            return group is null || !Group().IsMatch(group) ? (null, FleetLockNo.Bad("client_params.group must be one or more of the letters a-z, A-Z, digits, dot and hyphen"))
                : id is not { Length: > 0 and <= 253 } ? (null, FleetLockNo.Bad("client_params.id must name the host"))
                : (id, null);
        }
        catch (JsonException)
        {
            return (null, FleetLockNo.Bad("the body must be {\"client_params\":{\"group\":\"…\",\"id\":\"…\"}}"));
        }
    }

    private static string? Text(JsonElement body, string name) =>
        body.ValueKind is JsonValueKind.Object && body.TryGetProperty("client_params", out var parameters) && parameters.ValueKind is JsonValueKind.Object
        && parameters.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    [GeneratedRegex("^[a-zA-Z0-9.-]{1,253}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Group();
}

/// <summary>Maps hosts to nodes and asks for their locks.</summary>
internal sealed class FleetLockDesk(Grants grants, WorldBoard board, FleetLockSettings settings, GateMetrics metrics)
{
    public async Task<IResult> PreRebootAsync(HttpContext http)
    {
        var (node, no) = await NodeAsync(http.Request);
        if (node is null)
        {
            return no!.Result();
        }

        var verdict = await grants.AskAsync(node.Name, FleetLockApi.Client, settings.Need, http.RequestAborted);
        metrics.Decided(verdict);
        return verdict switch
        {
            Verdict.Allowed => Results.Text("", statusCode: StatusCodes.Status200OK),
            Verdict.Held => new FleetLockNo(StatusCodes.Status423Locked, "bakewindow_held", verdict.Message).Result(),
            _ => new FleetLockNo(StatusCodes.Status503ServiceUnavailable, "bakewindow_cannot_know", verdict.Message).Result(),
        };
    }

    public async Task<IResult> SteadyStateAsync(HttpContext http)
    {
        var (node, no) = await NodeAsync(http.Request);
        return node is null ? no!.Result()
            : await grants.GiveBackAsync(node.Name, FleetLockApi.Client, http.RequestAborted) is { } why ? new FleetLockNo(StatusCodes.Status503ServiceUnavailable, "bakewindow_cannot_know", why).Result()
            : Results.Text("", statusCode: StatusCodes.Status200OK);
    }

    private async Task<(NodeView? Node, FleetLockNo? No)> NodeAsync(HttpRequest request)
    {
        var (id, bad) = await FleetLockApi.ReadAsync(request);
        if (id is null)
        {
            return (null, bad);
        }

        if (board.Now.Cluster is not { Connected: true } cluster)
        {
            return (null, new FleetLockNo(StatusCodes.Status503ServiceUnavailable, "bakewindow_cannot_know", "the cluster is not being seen, so it is not known which node this is"));
        }

        return HostIds.Find(cluster, id) is { } node
            ? request.HttpContext.Caller().WhyNot(node.Name) is { } why ? (null, new FleetLockNo(StatusCodes.Status403Forbidden, "bakewindow_not_allowed", why)) : (node, null)
            : (null, new FleetLockNo(StatusCodes.Status404NotFound, "bakewindow_unknown_host", $"no node is called \"{id[..Math.Min(80, id.Length)]}\" or has it for its machine id or Zincati's id"));
    }
}

/// <summary>A no as FleetLock tells it. There are few kinds, for clients count them.</summary>
/// <param name="Status">The status; any but 2xx is a no.</param>
/// <param name="Kind">For machines.</param>
/// <param name="Value">For people.</param>
internal sealed record FleetLockNo(int Status, string Kind, string Value)
{
    public static FleetLockNo Bad(string why) => new(StatusCodes.Status400BadRequest, "bakewindow_bad_request", why);

    public IResult Result() => Results.Json(new { kind = Kind, value = Value }, statusCode: Status);
}
