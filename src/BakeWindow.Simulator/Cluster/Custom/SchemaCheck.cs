using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using BakeWindow.Simulator.Cluster.Api;
using BakeWindow.Simulator.Cluster.Cel;

namespace BakeWindow.Simulator.Cluster.Custom;

/// <summary>Holds an object against a schema and says what is wrong in the server's words.</summary>
internal sealed class SchemaCheck
{
    private const string NotChecked = "some validation rules were not checked because the object was invalid; correct the existing errors to complete validation";

    private static readonly TimeSpan PatternPatience = TimeSpan.FromSeconds(1);

    private readonly List<Cause> causes = [];

    /// <summary>Everything that is wrong.</summary>
    public static IReadOnlyList<Cause> Run(JsonObject? schema, JsonObject body)
    {
        var check = new SchemaCheck();
        check.Value(schema, body, "");
        var rules = new List<(string At, JsonNode? Rule, JsonNode? Self)>();
        Rules(schema, body, "", rules);
        if (check.causes.Count > 0 && rules.Count > 0)
        {
            check.Add("FieldValueInvalid", $"Invalid value: \"null\": {NotChecked}", "<nil>");
        }
        else
        {
            rules.ForEach(check.Rule);
        }

        return check.causes;
    }

    // Rules about objects that are there. Those that compare with what was before (oldSelf) are left out.
    private static void Rules(JsonObject? schema, JsonNode? value, string at, List<(string, JsonNode?, JsonNode?)> rules)
    {
        foreach (var rule in value is null ? [] : schema.Rows("x-kubernetes-validations"))
        {
            if (!(rule.Text("rule") ?? "").Contains("oldSelf", StringComparison.Ordinal))
            {
                rules.Add((at, rule, value));
            }
        }

        foreach (var (name, inner) in value is JsonObject ? schema.Part("properties") ?? [] : [])
        {
            Rules(inner as JsonObject, value.At(name), StructuralSchema.Join(at, name), rules);
        }

        for (var i = 0; i < value.Rows().Count; i++)
        {
            Rules(schema.Part("items"), value.Rows()[i], $"{at}[{i}]", rules);
        }
    }

    private void Rule((string At, JsonNode? Rule, JsonNode? Self) one)
    {
        var text = one.Rule.Text("rule") ?? "";
        try
        {
            if (CelExpression.Compile(text, ["self"]).Evaluate(new Dictionary<string, object?>(StringComparer.Ordinal) { ["self"] = one.Self }) is true)
            {
                return;
            }

            Add("FieldValueInvalid", $"Invalid value: \"{Shown(one.Self).Kind}\": {one.Rule.Text("message") ?? $"failed rule: {text.Trim()}"}", one.At);
        }
        catch (CelException wrong)
        {
            Add("FieldValueInvalid", $"Invalid value: \"{Shown(one.Self).Kind}\": rule '{text}' resulted in error: {wrong.Message}", one.At);
        }
    }

    private void Value(JsonObject? schema, JsonNode? value, string at)
    {
        if (schema is null || (value is null && schema.Flag("nullable")))
        {
            return;
        }

        if (value is null || (schema.Text("type") is { } type && !Fits(schema, type, value)))
        {
            var (kind, shown) = Shown(value);
            Add("FieldValueTypeInvalid", $"Invalid value: \"{kind}\": {at} in body must be of type {schema.Text("type")}: \"{shown}\"", at);
            return;
        }

        switch (value)
        {
            case JsonObject part:
                Object(schema, part, at);
                break;
            case JsonArray list:
                List(schema, list, at);
                break;
            default:
                Plain(schema, value, at);
                break;
        }
    }

    private static bool Fits(JsonObject schema, string type, JsonNode value) =>
        StructuralSchema.IsOf(type, value) || (schema.Flag("x-kubernetes-int-or-string") && (value.Whole() is not null || value.Text() is not null));

    private void Object(JsonObject schema, JsonObject part, string at)
    {
        foreach (var (name, inner) in (schema.Part("properties") ?? []).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (part.ContainsKey(name))
            {
                Value(inner as JsonObject, part[name], StructuralSchema.Join(at, name));
            }
        }

        foreach (var name in schema.Rows("required").Select(row => row.Text() ?? "").Where(name => !part.ContainsKey(name)))
        {
            Add("FieldValueRequired", "Required value", StructuralSchema.Join(at, name));
        }

        if (schema.Part("additionalProperties") is { } each)
        {
            foreach (var (name, value) in part)
            {
                Value(each, value, StructuralSchema.Join(at, name));
            }
        }
    }

    private void List(JsonObject schema, JsonArray list, string at)
    {
        if (schema.Whole("maxItems") is { } most && list.Count > most)
        {
            Add("FieldValueTooMany", $"Too many: {list.Count}: must have at most {most} items", at);
        }

        if (schema.Whole("minItems") is { } least && list.Count < least)
        {
            Invalid(at, $"{list.Count}", $"should have at least {least} items");
        }

        for (var i = 0; i < list.Count; i++)
        {
            Value(schema.Part("items"), list[i], $"{at}[{i}]");
        }
    }

    private void Plain(JsonObject schema, JsonNode value, string at)
    {
        var choices = schema.Rows("enum");
        if (choices.Count > 0 && !choices.Any(choice => JsonNode.DeepEquals(choice, value)))
        {
            causes.Add(Cause.Unsupported(at, value.ToJsonString(Wire.Options), [.. choices.Select(choice => choice.Text() ?? choice?.ToJsonString() ?? "null")]));
        }

        if (value.Text() is { } text)
        {
            Text(schema, text, at);
        }
        else if (value.GetValueKind() == JsonValueKind.Number)
        {
            Number(schema, value, at);
        }
    }

    private void Text(JsonObject schema, string text, string at)
    {
        if (schema.Whole("minLength") is { } least && text.Length < least)
        {
            Invalid(at, $"\"{text}\"", $"should be at least {least} chars long");
        }

        if (schema.Whole("maxLength") is { } most && text.Length > most)
        {
            Add("FieldValueTooLong", $"Too long: may not be more than {most} bytes", at);
        }

        if (schema.Text("pattern") is { } pattern && !Regex.IsMatch(text, pattern, RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, PatternPatience))
        {
            Invalid(at, $"\"{text}\"", $"should match '{pattern}'");
        }

        if (schema.Text("format") == "date-time" && Stamps.Read(text) is null)
        {
            Invalid(at, $"\"{text}\"", $"must be of type date-time: \"{text}\"");
        }
    }

    private void Number(JsonObject schema, JsonNode value, string at)
    {
        var number = double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture);
        if (Limit(schema, "minimum") is { } least && number < least)
        {
            Invalid(at, value.ToJsonString(), string.Create(CultureInfo.InvariantCulture, $"should be greater than or equal to {least}"));
        }

        if (Limit(schema, "maximum") is { } most && number > most)
        {
            Invalid(at, value.ToJsonString(), string.Create(CultureInfo.InvariantCulture, $"should be less than or equal to {most}"));
        }
    }

    private static double? Limit(JsonObject schema, string name) =>
        schema[name] is JsonValue limit && double.TryParse(limit.ToJsonString(), CultureInfo.InvariantCulture, out var number) ? number : null;

    private void Invalid(string at, string value, string why) => Add("FieldValueInvalid", $"Invalid value: {value}: {at} in body {why}", at);

    private void Add(string reason, string message, string at) => causes.Add(new Cause(reason, message, at));

    private static (string Kind, string Shown) Shown(JsonNode? value) => value?.GetValueKind() switch
    {
        null => ("null", "null"),
        JsonValueKind.String => ("string", "string"),
        JsonValueKind.Number => value.Whole() is null ? ("number", "number") : ("integer", "integer"),
        JsonValueKind.True or JsonValueKind.False => ("boolean", "boolean"),
        JsonValueKind.Array => ("array", "array"),
        _ => ("object", "object"),
    };
}
