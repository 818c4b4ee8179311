using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Store;

namespace BakeWindow.Simulator.Cluster.Admission;

/// <summary>Which operations on which resources a webhook or a policy is for.</summary>
internal sealed record MatchRule(
    IReadOnlyList<string> Groups, IReadOnlyList<string> Versions, IReadOnlyList<string> Operations, IReadOnlyList<string> Resources, string Scope, IReadOnlyList<string> Names)
{
    public static MatchRule Read(JsonNode? rule) => new(
        Words(rule, "apiGroups"), Words(rule, "apiVersions"), Words(rule, "operations"), Words(rule, "resources"), rule.Text("scope") ?? "*", Words(rule, "resourceNames"));

    public bool Covers(AdmissionReview review, ResourceKind form) =>
        Has(Groups, form.Group) && Has(Versions, form.Version) && Has(Operations, review.Operation) && Resources.Any(one => IsFor(one, review))
        && (Scope == "*" || (Scope == "Namespaced") == review.Namespace.Length > 0) && (Names.Count == 0 || Names.Contains(review.Name));

    // pods is not pods/status; * is every resource without a subresource, */* everything.
    private static bool IsFor(string resource, AdmissionReview review)
    {
        var parts = resource.Split('/', 2);
        var subresource = parts.ElementAtOrDefault(1) ?? "";
        return (parts[0] == "*" || parts[0] == review.Resource.Plural) && (subresource == review.Subresource || subresource == "*");
    }

    private static bool Has(IReadOnlyList<string> words, string word) => words.Contains("*") || words.Contains(word);

    private static IReadOnlyList<string> Words(JsonNode? rule, string name) => [.. rule.Rows(name).Select(row => row.Text() ?? "")];
}
