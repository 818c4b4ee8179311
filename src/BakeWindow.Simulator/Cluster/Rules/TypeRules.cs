using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using BakeWindow.Simulator.Cluster.Store;

namespace BakeWindow.Simulator.Cluster.Rules;

/// <summary>
/// Fields whose type the server's decoder would refuse. Only fields that BakeWindow and kubectl write are looked at; the others are stored as they come.
/// </summary>
internal static partial class TypeRules
{
    /// <summary>What the decoder says of the document; null where it decodes.</summary>
    public static string? Problem(ResourceKind resource, JsonObject body) =>
        Texts(body.Part("metadata", "labels"), "ObjectMeta.metadata.labels")
        ?? Texts(body.Part("metadata", "annotations"), "ObjectMeta.metadata.annotations")
        ?? resource.RulesOf switch
        {
            "Node" => Flag(body.At("spec", "unschedulable"), "NodeSpec.spec.unschedulable"),
            "Lease" => MicroTime(body.Text("spec", "renewTime")) ?? MicroTime(body.Text("spec", "acquireTime")),
            "PodDisruptionBudget" => IntOrText(body.At("spec", "maxUnavailable"), "maxUnavailable") ?? IntOrText(body.At("spec", "minAvailable"), "minAvailable"),
            "StatefulSet" or "Deployment" or "ReplicaSet" => Int(body.At("spec", "replicas"), $"{resource.Kind}Spec.spec.replicas"),
            _ => null,
        };

    private static string? Texts(JsonObject? map, string field) =>
        map?.Select(pair => pair.Value).FirstOrDefault(value => value is not null && value.GetValueKind() != JsonValueKind.String) is { } wrong
            ? $"json: cannot unmarshal {Word(wrong)} into Go struct field {field} of type string"
            : null;

    private static string? Flag(JsonNode? value, string field) =>
        value is null || value.GetValueKind() is JsonValueKind.True or JsonValueKind.False
            ? null
            : $"json: cannot unmarshal {Word(value)} into Go struct field {field} of type bool";

    private static string? Int(JsonNode? value, string field) =>
        value is null || value.Whole() is not null ? null : $"json: cannot unmarshal {Word(value)} into Go struct field {field} of type int32";

    private static string? IntOrText(JsonNode? value, string name) =>
        value is null || value.Whole() is not null || value.GetValueKind() == JsonValueKind.String
            ? null
            : $"json: cannot unmarshal {Word(value)} {value.ToJsonString()} into Go struct field PodDisruptionBudgetSpec.spec.{name} of type int32";

    // Exactly six decimals; .NET's round-trip format has seven and is refused.
    private static string? MicroTime(string? text)
    {
        const string Layout = "2006-01-02T15:04:05.000000Z07:00";
        if (text is null || SixDecimals().IsMatch(text))
        {
            return null;
        }

        var seconds = Seconds().Match(text);
        var decimals = SixDecimalsAndMore().Match(text);
        var rest = decimals.Success ? decimals.Groups["rest"].Value : seconds.Success ? seconds.Groups["rest"].Value : text;
        var wanted = decimals.Success ? "Z07:00" : seconds.Success ? ".000000" : "2006";
        return $"parsing time \"{text}\" as \"{Layout}\": cannot parse \"{rest}\" as \"{wanted}\"";
    }

    private static string Word(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        JsonValueKind.True or JsonValueKind.False => "bool",
        JsonValueKind.Array => "array",
        _ => "object",
    };

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}(Z|[+-]\d\d:\d\d)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SixDecimals();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}(?<rest>.+)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SixDecimalsAndMore();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?<rest>.*)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Seconds();
}
