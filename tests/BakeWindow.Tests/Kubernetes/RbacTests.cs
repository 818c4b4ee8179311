using BakeWindow.Kubernetes.Rbac;

namespace BakeWindow.Tests.Kubernetes;

public sealed class RbacTests
{
    // After a change of permissions: BAKEWINDOW_WRITE_RBAC=1 writes the files anew, and the diff shows what is asked for.
    [Fact]
    public void The_manifests_grant_exactly_what_the_code_names()
    {
        var files = RbacManifest.Files(Permissions.Everything);
        if (Environment.GetEnvironmentVariable("BAKEWINDOW_WRITE_RBAC") == "1")
        {
            foreach (var (file, text) in files)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Recorded.RepoRoot, file))!);
                File.WriteAllText(Path.Combine(Recorded.RepoRoot, file), text);
            }
        }

        Assert.All(files, f => Assert.Equal(f.Value, File.ReadAllText(Path.Combine(Recorded.RepoRoot, f.Key))));
        Assert.Equal(files.Keys.Order(), Directory.EnumerateFiles(Path.Combine(Recorded.RepoRoot, "deploy"), "rbac.yaml", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Recorded.RepoRoot, f)).Order());
    }

    [Fact]
    public void What_must_never_be_granted_is_not()
    {
        Assert.DoesNotContain(Permissions.Everything, p => p.Verb == "*" || p.Resource.Contains('*') || p.Group.Contains('*'));
        Assert.DoesNotContain(Permissions.Everything, p => p.Resource is "pods/exec" or "nodes/proxy" or "serviceaccounts/token");
        // One Secret and one configuration of its own, by name: never all of them, never a new one.
        Assert.DoesNotContain(Permissions.Everything, p => p.Resource == "secrets" && (p.Names.Count == 0 || p.Verb is not ("get" or "update") || p.Role.Scope is not RbacScope.OwnNamespace));
        Assert.DoesNotContain(Permissions.Everything, p => p.Group == "admissionregistration.k8s.io" && p.Verb is not ("get" or "list") && (p.Names.Count == 0 || p.Verb is not "patch"));
        Assert.DoesNotContain(Permissions.Everything, p => p.Resource == "pods" && p.Verb is not ("get" or "list" or "watch" or "patch"));
        Assert.DoesNotContain(Permissions.Everything, p => p.Resource == "nodes" && p.Verb is "update" or "delete");
        Assert.DoesNotContain("*", RbacManifest.Of(Permissions.Everything));
    }

    [Fact]
    public void Every_permission_has_a_reason_and_stands_once()
    {
        Assert.All(Permissions.Everything, p => Assert.True(p.Reason.Length > 10));
        Assert.Equal(Permissions.Everything.Count, Permissions.Everything.Select(p => (p.Role, p.Group, p.Resource, p.Verb, string.Join(',', p.Names))).Distinct().Count());
    }
}
