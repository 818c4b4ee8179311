using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Selectors;

namespace BakeWindow.Simulator.Cluster.Admission;

/// <summary>A ValidatingAdmissionPolicyBinding: where a policy applies, with which parameters, and what follows.</summary>
internal sealed record PolicyBinding(string Name, string Policy, Scope? Scope, IReadOnlyList<string> Actions, JsonObject? ParamRef)
{
    public static PolicyBinding Read(JsonObject body) => new(
        body.Name(),
        body.Text("spec", "policyName") ?? "",
        body.Part("spec", "matchResources") is { } resources ? Scope.Read(resources, "resourceRules") : null,
        [.. body.Rows("spec", "validationActions").Select(row => row.Text() ?? "")],
        body.Part("spec", "paramRef"));

    /// <summary>The parameters to evaluate with: one null where the policy takes none; none where they are missing.</summary>
    public IReadOnlyList<JsonObject?> Parameters(Policy policy, AdmissionReview review, ClusterState cluster)
    {
        if (policy.ParamKind is not { } wanted || ParamRef is null)
        {
            return [null];
        }

        var kind = cluster.Kinds.OfKind(wanted.Version, wanted.Kind) ?? throw new Cel.CelException($"failed to configure policy: failed to find resource referenced by paramKind: '{wanted.Version}, Kind={wanted.Kind}'");
        var ns = kind.Namespaced ? ParamRef.Text("namespace") ?? review.Namespace : "";
        if (ParamRef.Text("name") is { } name)
        {
            return cluster.Store.Find(kind, ns, name) is { } body ? [kind.Show(body)] : [];
        }

        var chosen = LabelSelector.Read(ParamRef.Part("selector")) ?? LabelSelector.Everything;
        return [.. cluster.Store.All(kind, kind.Namespaced ? ns : null).Where(chosen.Matches).Select(kind.Show)];
    }
}
