using System.Text.Json.Nodes;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Bypasses;

namespace BakeWindow.Kubernetes.Rbac;

/// <summary>Asks the API server which permissions BakeWindow has; every caller may ask that about himself. Changes nothing.</summary>
public sealed class AccessCheck(ObjectApi api)
{
    private static readonly ResourceType Reviews = new("authorization.k8s.io", "v1", "selfsubjectaccessreviews");

    /// <summary>Those of the permissions that are not granted, in the order given.</summary>
    /// <param name="wanted">What is needed.</param>
    /// <param name="protectedIn">The namespace of protected workloads.</param>
    /// <param name="own">BakeWindow's own.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="ApiException">The API server does not tell.</exception>
    public async Task<IReadOnlyList<Permission>> MissingAsync(IEnumerable<Permission> wanted, string protectedIn, string own, CancellationToken ct)
    {
        var missing = new List<Permission>();
        foreach (var permission in wanted)
        {
            if (!await IsGrantedAsync(permission, protectedIn, own, ct))
            {
                missing.Add(permission);
            }
        }

        return missing;
    }

    private async Task<bool> IsGrantedAsync(Permission permission, string protectedIn, string own, CancellationToken ct)
    {
        var parts = permission.Resource.Split('/');
        var attributes = new JsonObject { ["verb"] = permission.Verb, ["group"] = permission.Group, ["resource"] = parts[0] };
        if (parts.Length > 1)
        {
            attributes["subresource"] = parts[1];
        }

        if (permission.Role.Scope switch { RbacScope.ProtectedNamespaces => protectedIn, RbacScope.OwnNamespace => own, RbacScope.Namespace n => n.Name, _ => null } is { } ns)
        {
            attributes["namespace"] = ns;
        }

        var question = new JsonObject { ["apiVersion"] = "authorization.k8s.io/v1", ["kind"] = "SelfSubjectAccessReview", ["spec"] = new JsonObject { ["resourceAttributes"] = attributes } };
        var answer = await api.CreateAsync(AuditPermissions.AskOwnRights, Reviews, null, question, ct);
        return (bool?)answer["status"]?["allowed"] is true;
    }
}
