using BakeWindow.Kubernetes.Rbac;

namespace BakeWindow.Tests.Kubernetes;

public sealed class RbacTests
{
    [Fact]
    public void The_manifest_grants_exactly_what_the_code_names() =>
        Assert.Equal(RbacManifest.Text, File.ReadAllText(Path.Combine(Recorded.RepoRoot, "src", "BakeWindow.Kubernetes", "Rbac", "bakewindow.yaml")));

    [Fact]
    public void What_must_never_be_granted_is_not()
    {
        Assert.DoesNotContain(Permissions.All, p => p.Verb == "*" || p.Resource.Contains('*') || p.Group.Contains('*'));
        Assert.DoesNotContain(Permissions.All, p => p.Resource is "secrets" or "pods/exec" or "nodes/proxy" or "serviceaccounts/token");
        Assert.DoesNotContain(Permissions.All, p => p.Resource == "pods" && p.Verb is not ("get" or "list" or "watch"));
        Assert.DoesNotContain(Permissions.All, p => p.Resource == "nodes" && p.Verb is "update" or "delete");
        Assert.DoesNotContain("*", RbacManifest.Text);
    }

    [Fact]
    public void Every_permission_has_a_reason_and_stands_once()
    {
        Assert.All(Permissions.All, p => Assert.True(p.Reason.Length > 10));
        Assert.Equal(Permissions.All.Count, Permissions.All.Select(p => (p.Group, p.Resource, p.Verb)).Distinct().Count());
    }
}
