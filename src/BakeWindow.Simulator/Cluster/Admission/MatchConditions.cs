using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Cel;

namespace BakeWindow.Simulator.Cluster.Admission;

/// <summary>Expressions that must all be true for a webhook or a policy to be asked.</summary>
internal sealed class MatchConditions(IReadOnlyList<CelExpression> conditions)
{
    public static MatchConditions Read(JsonNode? part, IReadOnlyCollection<string> variables) =>
        new([.. part.Rows("matchConditions").Select(row => CelExpression.Compile(row.Text("expression") ?? "", variables))]);

    /// <summary>Whether they hold. One that is false decides, whatever else fails; else a failure is told.</summary>
    public bool Hold(IReadOnlyDictionary<string, object?> variables, out string? failure)
    {
        failure = null;
        foreach (var condition in conditions)
        {
            try
            {
                if (condition.Evaluate(variables) is not true)
                {
                    failure = null;
                    return false;
                }
            }
            catch (CelException wrong)
            {
                failure ??= $"expression '{condition.Text}' resulted in error: {wrong.Message}";
            }
        }

        return failure is null;
    }
}
