using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Cel;

namespace BakeWindow.Simulator.Cluster.Admission;

/// <summary>A ValidatingAdmissionPolicy, read.</summary>
internal sealed record Policy(string Name)
{
    public required Scope Scope { get; init; }

    public required MatchConditions Conditions { get; init; }

    /// <summary>False: failurePolicy Ignore.</summary>
    public required bool FailsClosed { get; init; }

    /// <summary>apiVersion and kind of the parameters; null where it takes none.</summary>
    public (string Version, string Kind)? ParamKind { get; init; }

    public required IReadOnlyList<(string Name, CelExpression Expression)> Variables { get; init; }

    public required IReadOnlyList<Validation> Validations { get; init; }

    public static Policy Read(JsonObject body)
    {
        var spec = body.Part("spec");
        return new Policy(body.Name())
        {
            Scope = Scope.Read(spec.Part("matchConstraints"), "resourceRules"),
            Conditions = MatchConditions.Read(spec, AdmissionVariables.OfPolicies),
            FailsClosed = spec.Text("failurePolicy") != "Ignore",
            ParamKind = spec.Part("paramKind") is { } param ? (param.Text("apiVersion") ?? "", param.Text("kind") ?? "") : null,
            Variables = [.. spec.Rows("variables").Select(row => (row.Text("name") ?? "", Expression(row, "expression")!))],
            Validations = [.. spec.Rows("validations").Select(row => new Validation(Expression(row, "expression")!, row.Text("message"), Expression(row, "messageExpression"), row.Text("reason") ?? "Invalid"))],
        };
    }

    private static CelExpression? Expression(JsonNode? row, string name) => row.Text(name) is { } text ? CelExpression.Compile(text, AdmissionVariables.OfPolicies) : null;
}

/// <summary>One thing that must be true, and what is said when it isn't.</summary>
internal sealed record Validation(CelExpression Expression, string? Message, CelExpression? MessageExpression, string Reason)
{
    public string Told(IReadOnlyDictionary<string, object?> variables)
    {
        try
        {
            if (MessageExpression?.Evaluate(variables) is string { Length: > 0 } text)
            {
                return text;
            }
        }
        catch (CelException)
        {
            // A message that can't be made is replaced by the plain one.
        }

        return Message ?? $"failed expression: {Expression.Text.Trim()}";
    }
}
