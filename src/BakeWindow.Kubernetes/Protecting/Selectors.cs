using System.Text.Json.Nodes;
using BakeWindow.Core.Cluster;
using k8s;
using k8s.Models;

namespace BakeWindow.Kubernetes.Protecting;

/// <summary>Label selectors in the API's own form.</summary>
internal static class Selectors
{
    /// <summary>A budget's selector matches these labels. In policy/v1 none matches nothing and an empty one matches every pod of the namespace.</summary>
    public static bool Matches(V1LabelSelector? selector, IReadOnlyDictionary<string, string> labels) =>
        selector is not null
        && (selector.MatchLabels ?? new Dictionary<string, string>(StringComparer.Ordinal)).All(l => labels.TryGetValue(l.Key, out var value) && value == l.Value)
        && (selector.MatchExpressions ?? []).All(e => Holds(e, labels));

    /// <summary>A declared selector as a budget carries it.</summary>
    public static V1LabelSelector Of(LabelSelector selector)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        var expressions = new List<V1LabelSelectorRequirement>();
        foreach (var requirement in selector.Requirements)
        {
            if (requirement is { Test: LabelSelector.Test.In, Values: [var only] } && labels.TryAdd(requirement.Key, only))
            {
                continue;
            }

            expressions.Add(new V1LabelSelectorRequirement
            {
                Key = requirement.Key,
                OperatorProperty = requirement.Test switch
                {
                    LabelSelector.Test.In => "In",
                    LabelSelector.Test.NotIn => "NotIn",
                    LabelSelector.Test.Exists => "Exists",
                    _ => "DoesNotExist",
                },
                Values = requirement.Values.Count > 0 ? [.. requirement.Values] : null,
            });
        }

        return new V1LabelSelector { MatchLabels = labels.Count > 0 ? labels : null, MatchExpressions = expressions.Count > 0 ? expressions : null };
    }

    /// <summary>
    /// The whole selector as a merge patch sets it: a part that is not wanted is taken away, else the patch would leave the old one in force beside the new.
    /// </summary>
    public static JsonNode Json(V1LabelSelector? standing, V1LabelSelector wanted)
    {
        var labels = new JsonObject();
        foreach (var key in (standing?.MatchLabels?.Keys ?? []).Concat(wanted.MatchLabels?.Keys ?? []).Distinct(StringComparer.Ordinal))
        {
            labels[key] = wanted.MatchLabels?.TryGetValue(key, out var value) is true ? value : null;
        }

        var expressions = wanted.MatchExpressions is null ? null : JsonNode.Parse(KubernetesJson.Serialize(wanted.MatchExpressions));
        return new JsonObject { ["matchLabels"] = labels, ["matchExpressions"] = expressions };
    }

    /// <summary>Labels that a pod of the workload would have at least: stands in for its pods while there are none.</summary>
    public static IReadOnlyDictionary<string, string> LeastLabels(LabelSelector selector)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var requirement in selector.Requirements.Where(r => r.Test is LabelSelector.Test.In or LabelSelector.Test.Exists))
        {
            labels.TryAdd(requirement.Key, requirement.Values.Count > 0 ? requirement.Values[0] : "");
        }

        return labels;
    }

    /// <summary>For people, in the API's usual notation.</summary>
    public static string Text(V1LabelSelector? selector)
    {
        if (selector is null)
        {
            return FloorView.NoPod;
        }

        string[] parts =
        [
            .. (selector.MatchLabels ?? new Dictionary<string, string>(StringComparer.Ordinal)).OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}={l.Value}"),
            .. (selector.MatchExpressions ?? []).Select(Text),
        ];
        return parts.Length == 0 ? FloorView.EveryPod : string.Join(',', parts);
    }

    private static string Text(V1LabelSelectorRequirement e) => e.OperatorProperty switch
    {
        "Exists" => e.Key,
        "DoesNotExist" => "!" + e.Key,
        _ => $"{e.Key} {e.OperatorProperty.ToLowerInvariant()} ({string.Join(',', e.Values ?? [])})",
    };

    private static bool Holds(V1LabelSelectorRequirement e, IReadOnlyDictionary<string, string> labels)
    {
        var there = labels.TryGetValue(e.Key, out var value);
        return e.OperatorProperty switch
        {
            "In" => there && (e.Values ?? []).Contains(value),
            "NotIn" => !there || !(e.Values ?? []).Contains(value),
            "Exists" => there,
            "DoesNotExist" => !there,
            _ => false,
        };
    }
}
