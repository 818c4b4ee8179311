using System.Text;

namespace BakeWindow.Kubernetes.Rbac;

/// <summary>Writes permissions as the manifests that an operator applies; a test holds the files under <c>deploy/</c> to it.</summary>
public static class RbacManifest
{
    /// <summary>The namespace of protected workloads in what is written; an operator puts his own there, and repeats the role for each further one.</summary>
    public const string ProtectedNamespace = "tezos";

    private const string Own = "bakewindow";

    private const string Head = "# Written from the permissions that the code names; a test holds the two together. Each verb has its reason beside it.\n";

    /// <summary>The name of a role in the manifests.</summary>
    public static string NameOf(RbacRole role) => $"bakewindow-{role.Name}";

    /// <summary>The file, below the repository, in which a role stands.</summary>
    public static string FileOf(RbacRole role) =>
        role.OptIn ? $"deploy/components/{role.Component}/rbac.yaml" : role.Scope is RbacScope.ProtectedNamespaces ? "deploy/components/protect/rbac.yaml" : "deploy/base/rbac.yaml";

    /// <summary>Every file with its text, with line feeds.</summary>
    public static IReadOnlyDictionary<string, string> Files(IEnumerable<Permission> permissions) =>
        permissions.GroupBy(p => FileOf(p.Role), StringComparer.Ordinal).ToDictionary(f => f.Key, f => Head + Of(f), StringComparer.Ordinal);

    /// <summary>The roles of some permissions and their bindings, as YAML documents.</summary>
    public static string Of(IEnumerable<Permission> permissions)
    {
        var text = new StringBuilder();
        foreach (var role in permissions.GroupBy(p => p.Role))
        {
            Write(text, role.Key, [.. role]);
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, RbacRole role, IReadOnlyList<Permission> permissions)
    {
        var name = NameOf(role);
        var (kind, place) = role.Scope switch
        {
            RbacScope.ProtectedNamespaces => ("", $"  namespace: {ProtectedNamespace}\n"),
            RbacScope.OwnNamespace => ("", $"  namespace: {Own}\n"),
            RbacScope.Namespace n => ("", $"  namespace: {n.Name}\n"),
            _ => ("Cluster", ""),
        };
        text.Append($"---\n# {role.Why}\napiVersion: rbac.authorization.k8s.io/v1\nkind: {kind}Role\nmetadata:\n  name: {name}\n{place}rules:\n");
        foreach (var rule in permissions.GroupBy(p => (p.Group, p.Resource, Names: string.Join(", ", p.Names.Select(n => $"\"{n}\"")))))
        {
            foreach (var permission in rule)
            {
                text.Append($"  # {permission.Verb}: {permission.Reason}\n");
            }

            text.Append($"  - apiGroups: [\"{rule.Key.Group}\"]\n    resources: [\"{rule.Key.Resource}\"]\n")
                .Append(rule.Key.Names.Length > 0 ? $"    resourceNames: [{rule.Key.Names}]\n" : "")
                .Append($"    verbs: [{string.Join(", ", rule.Select(p => $"\"{p.Verb}\""))}]\n");
        }

        text.Append($"---\napiVersion: rbac.authorization.k8s.io/v1\nkind: {kind}RoleBinding\nmetadata:\n  name: {name}\n{place}roleRef:\n")
            .Append($"  apiGroup: rbac.authorization.k8s.io\n  kind: {kind}Role\n  name: {name}\n")
            .Append($"subjects:\n  - kind: ServiceAccount\n    name: bakewindow\n    namespace: {Own}\n");
    }
}
