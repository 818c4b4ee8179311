using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Cel;
using BakeWindow.Simulator.Cluster.Store;

namespace BakeWindow.Simulator.Cluster.Admission;

/// <summary>ValidatingAdmissionPolicies. They are in force as soon as policy and binding are stored; a real server takes about half a second.</summary>
internal sealed class Policies
{
    private readonly ClusterState cluster;
    private ByResource<Policy> policies = new([]);
    private ILookup<string, PolicyBinding> bindings = Array.Empty<PolicyBinding>().ToLookup(binding => binding.Policy, StringComparer.Ordinal);

    public Policies(ClusterState cluster)
    {
        this.cluster = cluster;
        cluster.Store.Subscribe(Notice);
    }

    /// <summary>Evaluates what concerns a request.</summary>
    /// <exception cref="Api.ApiRefusal">A policy that denies is not satisfied.</exception>
    public void Demand(AdmissionReview review, List<string> warnings)
    {
        var denied = new List<(string Reason, string Message)>();
        foreach (var policy in policies.For(review))
        {
            if (policy.Scope.Covers(review, cluster) is not { } form)
            {
                continue;
            }

            foreach (var binding in bindings[policy.Name].Where(binding => binding.Scope is null || binding.Scope.Covers(review, cluster) is not null))
            {
                foreach (var (reason, told) in Failures(policy, binding, review.As(form), review))
                {
                    if (binding.Actions.Contains("Warn"))
                    {
                        warnings.Add($"Validation failed for ValidatingAdmissionPolicy '{policy.Name}' with binding '{binding.Name}': {told}");
                    }

                    if (binding.Actions.Contains("Deny"))
                    {
                        denied.Add((reason, $"ValidatingAdmissionPolicy '{policy.Name}' with binding '{binding.Name}' denied request: {told}"));
                    }
                }
            }
        }

        if (denied.Count > 0)
        {
            throw AdmissionRefusals.ByPolicies(review, denied[0].Reason, [.. denied.Select(one => one.Message)]);
        }
    }

    private List<(string Reason, string Message)> Failures(Policy policy, PolicyBinding binding, AdmissionReview shown, AdmissionReview asked)
    {
        try
        {
            var parameters = binding.Parameters(policy, asked, cluster);
            return parameters.Count > 0 ? [.. parameters.SelectMany(one => Evaluate(policy, AdmissionVariables.Of(shown, asked, cluster), one))]
                : binding.ParamRef.Text("parameterNotFoundAction") == "Allow" ? []
                : Broken(policy, "failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction");
        }
        catch (CelException wrong)
        {
            return Broken(policy, wrong.Message);
        }
    }

    private static List<(string Reason, string Message)> Evaluate(Policy policy, Dictionary<string, object?> names, JsonObject? parameters)
    {
        names["params"] = parameters;
        names["variables"] = Lazily(policy, names);
        if (!policy.Conditions.Hold(names, out var failure))
        {
            return failure is null ? [] : Broken(policy, failure);
        }

        var failures = new List<(string, string)>();
        foreach (var validation in policy.Validations)
        {
            try
            {
                if (validation.Expression.Evaluate(names) is not true)
                {
                    failures.Add((validation.Reason, validation.Told(names)));
                }
            }
            catch (CelException wrong)
            {
                failures.AddRange(Broken(policy, $"expression '{validation.Expression.Text}' resulted in error: {wrong.Message}"));
            }
        }

        return failures;
    }

    // Variables are worked out when an expression asks for them, and once.
    private static Func<string, (bool Found, object? Value)> Lazily(Policy policy, Dictionary<string, object?> names)
    {
        var known = new Dictionary<string, object?>(StringComparer.Ordinal);
        return name =>
        {
            if (!known.TryGetValue(name, out var value) && policy.Variables.FirstOrDefault(one => one.Name == name).Expression is { } expression)
            {
                value = known[name] = expression.Evaluate(names);
            }

            return (known.ContainsKey(name), value);
        };
    }

    private static List<(string Reason, string Message)> Broken(Policy policy, string why) => policy.FailsClosed ? [("Invalid", why)] : [];

    private void Notice(Change change)
    {
        if (change.Key.Resource == ResourceCatalog.PolicyBindings)
        {
            bindings = cluster.Store.All(ResourceCatalog.PolicyBindings).Select(PolicyBinding.Read).ToLookup(binding => binding.Policy, StringComparer.Ordinal);
        }
        else if (change.Key.Resource == ResourceCatalog.Policies)
        {
            policies = new ByResource<Policy>(cluster.Store.All(ResourceCatalog.Policies).Select(Policy.Read).Select(policy => (policy, policy.Scope)));
            cluster.Agenda.Once($"policies/{change.Key.Name}", cluster.Options.Reaction, () => cluster.Writes.Edit(change.Key, WriteStatus));
        }
    }

    // Types are not checked here; that they were, is said all the same.
    private static void WriteStatus(JsonObject policy)
    {
        var status = policy.Need("status");
        status["observedGeneration"] = policy.Generation();
        status["typeChecking"] ??= new JsonObject();
    }
}
