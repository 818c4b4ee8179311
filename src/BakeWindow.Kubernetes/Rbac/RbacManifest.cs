using System.Text;

namespace BakeWindow.Kubernetes.Rbac;

/// <summary>Writes <see cref="Permissions"/> as the manifest that an operator applies.</summary>
public static class RbacManifest
{
    private const string Head = """
        # What BakeWindow may do in a cluster, and why. Written from Permissions.cs by RbacManifest.cs; a test holds the two together.
        # Edit before use: namespace "bakewindow" is BakeWindow's own; the Role and RoleBinding "bakewindow-protect" are wanted once
        # in each namespace of protected workloads ("tezos" here). Leave out "bakewindow-maintain" and BakeWindow only answers and protects.
        apiVersion: v1
        kind: Namespace
        metadata:
          name: bakewindow
        ---
        apiVersion: v1
        kind: ServiceAccount
        metadata:
          name: bakewindow
          namespace: bakewindow
        """;

    /// <summary>The manifest, with line feeds.</summary>
    public static string Text { get; } = Write();

    /// <summary>The name of a role in the manifest.</summary>
    public static string NameOf(RbacRole role) => $"bakewindow-{role.ToString().ToLowerInvariant()}";

    private static string Write()
    {
        var text = new StringBuilder(Head.ReplaceLineEndings("\n")).Append('\n');
        foreach (var role in Permissions.All.GroupBy(p => p.Role))
        {
            var name = NameOf(role.Key);
            var (scope, place) = role.Key switch
            {
                RbacRole.Protect => ("", "  namespace: tezos\n"),
                RbacRole.Lock => ("", "  namespace: bakewindow\n"),
                _ => ("Cluster", ""),
            };
            text.Append($"---\napiVersion: rbac.authorization.k8s.io/v1\nkind: {scope}Role\nmetadata:\n  name: {name}\n{place}rules:\n");
            foreach (var resource in role.GroupBy(p => (p.Group, p.Resource)))
            {
                foreach (var permission in resource)
                {
                    text.Append($"  # {permission.Verb}: {permission.Reason}\n");
                }

                var verbs = string.Join(", ", resource.Select(p => $"\"{p.Verb}\""));
                text.Append($"  - apiGroups: [\"{resource.Key.Group}\"]\n    resources: [\"{resource.Key.Resource}\"]\n    verbs: [{verbs}]\n");
            }

            text.Append($"---\napiVersion: rbac.authorization.k8s.io/v1\nkind: {scope}RoleBinding\nmetadata:\n  name: {name}\n{place}roleRef:\n")
                .Append($"  apiGroup: rbac.authorization.k8s.io\n  kind: {scope}Role\n  name: {name}\n")
                .Append("subjects:\n  - kind: ServiceAccount\n    name: bakewindow\n    namespace: bakewindow\n");
        }

        return text.ToString();
    }
}
