using System.Text.Json.Nodes;

namespace BakeWindow.Simulator.Cluster.Selectors;

/// <summary>A choice of objects by their labels. Without requirements it takes everything.</summary>
internal sealed class LabelSelector
{
    public static readonly LabelSelector Everything = new([]);

    private readonly IReadOnlyList<Requirement> requirements;

    public LabelSelector(IReadOnlyList<Requirement> requirements) => this.requirements = requirements;

    public bool IsEverything => requirements.Count == 0;

    public bool Matches(JsonObject body) => MatchesLabels(body.Part("metadata", "labels"));

    private bool MatchesLabels(JsonObject? labels) => requirements.All(requirement => requirement.Matches(labels.Text(requirement.Key)));

    /// <summary>The form inside objects: matchLabels and matchExpressions. Null (no selector) takes nothing.</summary>
    public static LabelSelector? Read(JsonObject? selector)
    {
        if (selector is null)
        {
            return null;
        }

        var wanted = new List<Requirement>();
        foreach (var (key, value) in selector.Part("matchLabels") ?? [])
        {
            wanted.Add(new Requirement(key, Operator.In, [value.Text() ?? ""]));
        }

        foreach (var row in selector.Rows("matchExpressions"))
        {
            wanted.Add(new Requirement(row.Text("key") ?? "", OperatorNamed(row.Text("operator")), [.. row.Rows("values").Select(value => value.Text() ?? "")]));
        }

        return new LabelSelector(wanted);
    }

    /// <summary>The words of node affinity: the same operators and two for numbers, which no workload here uses.</summary>
    public static Operator OperatorNamed(string? name) => name switch
    {
        "In" => Operator.In,
        "NotIn" => Operator.NotIn,
        "Exists" => Operator.Exists,
        "DoesNotExist" => Operator.Absent,
        _ => Operator.Never,
    };
}
