using System.Text.Json;
using System.Text.Json.Nodes;

namespace BakeWindow.Simulator.Cluster.Custom;

/// <summary>
/// The openAPIV3Schema of a custom resource: drops fields that it doesn't know, fills in defaults, and checks what is left. Rules in CEL
/// (x-kubernetes-validations) are evaluated where they stand; transition rules (oldSelf), not, anyOf, oneOf and allOf are not looked at.
/// </summary>
internal sealed class StructuralSchema(JsonObject? root)
{
    private static readonly string[] Always = ["apiVersion", "kind", "metadata"];

    /// <summary>Drops what the schema doesn't know and names it, e.g. spec.colour.</summary>
    public IReadOnlyList<string> Prune(JsonObject body)
    {
        var unknown = new List<string>();
        Prune(root, body, "", unknown);
        return unknown;
    }

    /// <summary>Fills in the defaults of objects that are there.</summary>
    public void FillIn(JsonObject body) => FillIn(root, body);

    /// <summary>What is wrong with an object.</summary>
    public IReadOnlyList<Api.Cause> Check(JsonObject body) => SchemaCheck.Run(root, body);

    private static void Prune(JsonObject? schema, JsonNode? node, string at, List<string> unknown)
    {
        switch (node)
        {
            case JsonArray list when schema.Part("items") is { } items:
                for (var i = 0; i < list.Count; i++)
                {
                    Prune(items, list[i], $"{at}[{i}]", unknown);
                }

                break;
            case JsonObject part when schema.Part("additionalProperties") is { } each:
                foreach (var (name, value) in part)
                {
                    Prune(each, value, Join(at, name), unknown);
                }

                break;
            case JsonObject part:
                Prune(schema, part, at, unknown);
                break;
        }
    }

    private static void Prune(JsonObject? schema, JsonObject part, string at, List<string> unknown)
    {
        var keepsAll = schema is null || schema.Flag("x-kubernetes-preserve-unknown-fields") || schema.Flag("additionalProperties");
        var known = schema.Part("properties");
        foreach (var name in part.Select(pair => pair.Key).ToList())
        {
            if (at.Length == 0 && Always.Contains(name))
            {
                continue;
            }

            if (known?[name] is JsonObject inner)
            {
                Prune(inner, part[name], Join(at, name), unknown);
            }
            else if (!keepsAll)
            {
                unknown.Add(Join(at, name));
                part.Remove(name);
            }
        }
    }

    private static void FillIn(JsonObject? schema, JsonNode? node)
    {
        if (node is JsonObject part)
        {
            foreach (var (name, inner) in schema.Part("properties") ?? [])
            {
                if ((!part.ContainsKey(name) || (part[name] is null && !inner.Flag("nullable"))) && inner.At("default") is { } value)
                {
                    part[name] = value.DeepClone();
                }

                FillIn(inner as JsonObject, part[name]);
            }

            foreach (var (_, value) in schema.Part("additionalProperties") is { } each ? part.ToList() : [])
            {
                FillIn(schema.Part("additionalProperties"), value);
            }
        }
        else if (node is JsonArray list && schema.Part("items") is { } items)
        {
            foreach (var row in list)
            {
                FillIn(items, row);
            }
        }
    }

    public static string Join(string at, string name) => at.Length == 0 ? name : $"{at}.{name}";

    /// <summary>Whether a value is of the type that a schema names.</summary>
    public static bool IsOf(string type, JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.String => type == "string",
        JsonValueKind.True or JsonValueKind.False => type == "boolean",
        JsonValueKind.Number => type == "number" || (type == "integer" && value.Whole() is not null),
        JsonValueKind.Array => type == "array",
        JsonValueKind.Object => type == "object",
        _ => false,
    };
}
