using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using BakeWindow.Core.Gate;

namespace BakeWindow.Web.Compat;

/// <summary>
/// The gate in the shape of Prometheus' instant query (prometheus.io/docs/prometheus/latest/querying/api): for kured, which asks for <c>ALERTS</c> and reboots only when none fires, and for
/// maintenance-controller, whose check wants a vector of exactly one element. Pure.
/// </summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Json">The body.</param>
internal sealed partial record PrometheusReply(int Status, JsonObject Json)
{
    /// <summary>What fires while a node may not be rebooted.</summary>
    public const string Alert = "BakeWindowExclusion";

    /// <summary>The query of which kured makes its decision.</summary>
    public const string Alerts = "ALERTS";

    private const string SafeSeconds = "bakewindow_safe_seconds_remaining";

    /// <summary>The answer to a query at the address of one node.</summary>
    /// <param name="query">The query.</param>
    /// <param name="gate">The node at whose address it was asked.</param>
    /// <param name="world">The world.</param>
    /// <param name="now">The present.</param>
    public static PrometheusReply To(string? query, NodeGate gate, World world, DateTimeOffset now)
    {
        switch (query?.Trim())
        {
            case null or "":
                return Error(StatusCodes.Status400BadRequest, "bad_data", $"the parameter \"query\" is missing; ask for {Alerts} or for {SafeSeconds}");
            case Alerts:
                return Vector(gate.MayBeRebooted ? [] : [Firing(gate, now)]);
            case var text when Safe().Match(text) is { Success: true } m:
                // Of a node that is named, of all of them together, or of the one in the address.
                var named = m.Groups["node"] is { Success: true, Value: var node } ? node : null;
                return m.Groups["min"].Success && named is null
                    ? Vector([Sample([], Least(world, now), now)])
                    : Vector([Sample(m.Groups["min"].Success ? [] : new JsonObject { ["__name__"] = SafeSeconds, ["node"] = named ?? gate.Node }, NodeGate.SafeFor(world, named ?? gate.Node, now), now)]);
            default:
                return Error(StatusCodes.Status422UnprocessableEntity, "execution",
                    $"this is not a Prometheus, and knows two queries only: {Alerts}, and {SafeSeconds}{{node=\"…\"}} or min({SafeSeconds}). Ask your own Prometheus for anything else; BakeWindow's figures are at /metrics.");
        }
    }

    /// <summary>An error as Prometheus tells it.</summary>
    public static PrometheusReply Error(int status, string type, string why) => new(status, new JsonObject { ["status"] = "error", ["errorType"] = type, ["error"] = why });

    /// <summary>This answer and what another Prometheus says to the same query.</summary>
    public PrometheusReply With(JsonArray further)
    {
        var both = (JsonObject)Json.DeepClone();
        var result = both["data"]!["result"]!.AsArray();
        foreach (var sample in further)
        {
            result.Add(sample?.DeepClone());
        }

        return this with { Json = both };
    }

    private static JsonObject Firing(NodeGate gate, DateTimeOffset now) => Sample(
        new JsonObject
        {
            ["__name__"] = Alerts, ["alertname"] = Alert, ["alertstate"] = "firing", ["node"] = gate.Node,
            ["reason"] = gate.Verdict.Reason.Kebab(), ["message"] = gate.State is NodeGateState.Working ? "a maintenance of BakeWindow works on it, and has not asked for the reboot yet" : gate.Verdict.Message,
        }, null, now);

    private static TimeSpan Least(World world, DateTimeOffset now) =>
        world.Cluster is { } cluster && cluster.Nodes.Count > 0 ? cluster.Nodes.Keys.Min(n => NodeGate.SafeFor(world, n, now)) : TimeSpan.Zero;

    private static PrometheusReply Vector(JsonNode[] samples) => new(StatusCodes.Status200OK, new JsonObject
    {
        ["status"] = "success", ["data"] = new JsonObject { ["resultType"] = "vector", ["result"] = new JsonArray([.. samples]) },
    });

    private static JsonObject Sample(JsonObject metric, TimeSpan? value, DateTimeOffset now) => new()
    {
        ["metric"] = metric,
        ["value"] = new JsonArray(now.ToUnixTimeMilliseconds() / 1000m, value is { } v ? Math.Floor(v.TotalSeconds).ToString("0", CultureInfo.InvariantCulture) : "1"),
    };

    [GeneratedRegex("^(?<min>min\\s*\\(\\s*)?" + SafeSeconds + "\\s*(\\{\\s*node\\s*=\\s*\"(?<node>[^\"\\\\]{1,253})\"\\s*,?\\s*\\})?\\s*(?(min)\\))$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Safe();
}
