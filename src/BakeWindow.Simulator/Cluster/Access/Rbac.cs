using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Api;
using BakeWindow.Simulator.Cluster.Store;

namespace BakeWindow.Simulator.Cluster.Access;

/// <summary>Role based access, evaluated from the Roles and bindings in the store; system:masters may do everything.</summary>
internal sealed class Rbac(ObjectStore store)
{
    private static readonly string[] OpenToAll = ["/healthz", "/livez", "/readyz", "/version"];
    private static readonly string[] OpenToAuthenticated = ["/api", "/apis", "/openapi", .. OpenToAll];

    /// <summary>Why it is allowed; null where nothing allows it.</summary>
    public string? Allows(Caller caller, AccessRequest wish)
    {
        if (caller.Groups.Contains("system:masters"))
        {
            return "";
        }

        return wish.Path is { } path ? PathAllows(caller, path, wish) : RolesAllow(caller, wish);
    }

    public void Demand(Caller caller, AccessRequest wish)
    {
        if (Allows(caller, wish) is not null)
        {
            return;
        }

        if (wish.Path is { } path)
        {
            throw new ApiRefusal(403, "Forbidden", $"forbidden: User \"{caller.User}\" cannot {wish.Verb} path \"{path}\"", []);
        }

        var qualified = wish.Group.Length == 0 ? wish.Resource : $"{wish.Resource}.{wish.Group}";
        var subject = wish.Name.Length == 0 ? qualified : $"{qualified} \"{wish.Name}\"";
        var where = wish.Namespace.Length == 0 ? "at the cluster scope" : $"in the namespace \"{wish.Namespace}\"";
        throw new ApiRefusal(
            403,
            "Forbidden",
            $"{subject} is forbidden: User \"{caller.User}\" cannot {wish.Verb} resource \"{wish.FullResource}\" in API group \"{wish.Group}\" {where}",
            Refusals.Details(wish.Name, wish.Group, wish.Resource));
    }

    private string? PathAllows(Caller caller, string path, AccessRequest wish)
    {
        var open = caller.Groups.Contains("system:authenticated") ? OpenToAuthenticated : OpenToAll;
        if (wish.Verb == "get" && open.Any(prefix => path == prefix || path.StartsWith(prefix + "/", StringComparison.Ordinal)))
        {
            return "RBAC: open to everybody who is asked for a name";
        }

        return Bindings(caller, null)
            .FirstOrDefault(binding => binding.Rules.Any(rule => Has(rule, "nonResourceURLs", path, prefixes: true) && Has(rule, "verbs", wish.Verb)))?.Why;
    }

    private string? RolesAllow(Caller caller, AccessRequest wish)
    {
        // Everybody with a name may ask what he may do.
        if (caller.Groups.Contains("system:authenticated") && wish.Verb == "create" && wish.Resource.StartsWith("selfsubject", StringComparison.Ordinal))
        {
            return "RBAC: allowed by ClusterRoleBinding \"system:basic-user\" of ClusterRole \"system:basic-user\" to Group \"system:authenticated\"";
        }

        return Bindings(caller, wish.Namespace).FirstOrDefault(binding => binding.Rules.Any(rule => Covers(rule, wish)))?.Why;
    }

    private static bool Covers(JsonNode? rule, AccessRequest wish) =>
        Has(rule, "apiGroups", wish.Group) && Has(rule, "verbs", wish.Verb)
        && (Has(rule, "resources", wish.FullResource) || (wish.Subresource.Length > 0 && Lists(rule, "resources", "*/" + wish.Subresource)))
        && (rule.Rows("resourceNames").Count == 0 || (wish.Name.Length > 0 && Lists(rule, "resourceNames", wish.Name)));

    private IEnumerable<Binding> Bindings(Caller caller, string? ns)
    {
        foreach (var binding in store.All(ResourceCatalog.ClusterRoleBindings))
        {
            if (Subject(binding, caller) is { } subject)
            {
                yield return Bound(binding, "ClusterRoleBinding", binding.Name(), subject, "");
            }
        }

        if (string.IsNullOrEmpty(ns))
        {
            yield break;
        }

        foreach (var binding in store.All(ResourceCatalog.RoleBindings, ns))
        {
            if (Subject(binding, caller) is { } subject)
            {
                yield return Bound(binding, "RoleBinding", $"{binding.Name()}/{ns}", subject, ns);
            }
        }
    }

    private Binding Bound(JsonObject binding, string kind, string title, string subject, string ns)
    {
        var roleKind = binding.Text("roleRef", "kind") ?? "";
        var roleName = binding.Text("roleRef", "name") ?? "";
        var role = roleKind == "Role" ? store.Find(ResourceCatalog.Roles, ns, roleName) : store.Find(ResourceCatalog.ClusterRoles, "", roleName);
        return new Binding($"RBAC: allowed by {kind} \"{title}\" of {roleKind} \"{roleName}\" to {subject}", role.Rows("rules"));
    }

    private static string? Subject(JsonObject binding, Caller caller)
    {
        foreach (var subject in binding.Rows("subjects"))
        {
            var name = subject.Text("name") ?? "";
            switch (subject.Text("kind"))
            {
                case "User" when name == caller.User:
                    return $"User \"{name}\"";
                case "Group" when caller.Groups.Contains(name):
                    return $"Group \"{name}\"";
                case "ServiceAccount" when caller.User == $"system:serviceaccount:{subject.Text("namespace")}:{name}":
                    return $"ServiceAccount \"{name}/{subject.Text("namespace")}\"";
            }
        }

        return null;
    }

    private static bool Has(JsonNode? rule, string list, string wanted, bool prefixes = false) =>
        Lists(rule, list, "*") || Lists(rule, list, wanted)
        || (prefixes && rule.Rows(list).Any(row => row.Text() is { } text && text.EndsWith('*') && wanted.StartsWith(text[..^1], StringComparison.Ordinal)));

    private static bool Lists(JsonNode? rule, string list, string wanted) => rule.Rows(list).Any(row => row.Text() == wanted);

    private sealed record Binding(string Why, IList<JsonNode?> Rules);
}
