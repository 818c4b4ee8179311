using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Selectors;
using BakeWindow.Simulator.Cluster.Store;

namespace BakeWindow.Simulator.Cluster.Admission;

/// <summary>What a webhook, a policy or a binding looks at: rules and two selectors.</summary>
internal sealed record Scope(IReadOnlyList<MatchRule> Rules, IReadOnlyList<MatchRule> Exceptions, bool Equivalent, LabelSelector? Namespaces, LabelSelector? Objects)
{
    /// <summary>Reads matchConstraints, matchResources, or a webhook; no rules at all take everything.</summary>
    public static Scope Read(JsonNode? part, string rules) => new(
        [.. part.Rows(rules).Select(MatchRule.Read)],
        [.. part.Rows("excludeResourceRules").Select(MatchRule.Read)],
        part.Text("matchPolicy") != "Exact",
        LabelSelector.Read(part.Part("namespaceSelector")),
        LabelSelector.Read(part.Part("objectSelector")));

    /// <summary>The form of the resource in which it is looked at; null where it isn't.</summary>
    public ResourceKind? Covers(AdmissionReview review, ClusterState cluster)
    {
        if (!ChoosesNamespace(review, cluster) || !ChoosesObject(review) || Form(Exceptions, review, cluster) is not null)
        {
            return null;
        }

        return Rules.Count == 0 ? review.Resource : Form(Rules, review, cluster);
    }

    private ResourceKind? Form(IReadOnlyList<MatchRule> rules, AdmissionReview review, ClusterState cluster) =>
        rules.Any(rule => rule.Covers(review, review.Resource)) ? review.Resource
        : !Equivalent ? null
        : cluster.Kinds.All.FirstOrDefault(form => form.Equals(review.Resource) && rules.Any(rule => rule.Covers(review, form)));

    // A Namespace is chosen by its own labels; what has no namespace is always chosen.
    private bool ChoosesNamespace(AdmissionReview review, ClusterState cluster)
    {
        var home = review.Resource == ResourceCatalog.Namespaces ? review.Object ?? review.OldObject
            : review.Namespace.Length > 0 ? cluster.Store.Find(ResourceCatalog.Namespaces, "", review.Namespace)
            : null;
        return Namespaces is null || home is null || Namespaces.Matches(home);
    }

    private bool ChoosesObject(AdmissionReview review) =>
        Objects is null || Objects.IsEverything || (review.Object is { } after && Objects.Matches(after)) || (review.OldObject is { } before && Objects.Matches(before));
}
