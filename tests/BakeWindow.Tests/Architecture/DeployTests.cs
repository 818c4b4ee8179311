using System.Diagnostics;
using k8s;
using k8s.Models;

namespace BakeWindow.Tests.Architecture;

/// <summary>The manifests: they render, they keep to the restricted Pod Security Standard, and no component is forgotten.</summary>
public sealed class DeployTests
{
    private static readonly string Deploy = Path.Combine(Recorded.RepoRoot, "deploy");

    public static TheoryData<string> Overlays => [.. Folders("overlays")];

    public static TheoryData<string> Components => [.. Folders("components")];

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task An_overlay_renders_with_everything_that_it_needs(string overlay)
    {
        var all = await RenderAsync(Path.Combine(Deploy, "overlays", overlay));
        var pod = Assert.Single(all.OfType<V1Deployment>()).Spec.Template;
        Assert.Equal(overlay == "single" ? 1 : 2, Assert.Single(all.OfType<V1Deployment>()).Spec.Replicas);
        Assert.Contains(all.OfType<V1ConfigMap>(), c => pod.Spec.Volumes.Any(v => v.ConfigMap?.Name == c.Metadata.Name));
        Assert.All(pod.Spec.Volumes.Where(v => v.PersistentVolumeClaim is not null), v => Assert.Contains(all.OfType<V1PersistentVolumeClaim>(), c => c.Metadata.Name == v.PersistentVolumeClaim.ClaimName));
        Assert.All(all.OfType<V1Service>().SelectMany(s => s.Spec.Selector), l => Assert.Equal(l.Value, pod.Metadata.Labels[l.Key]));
        Assert.All(all.OfType<V1RoleBinding>().SelectMany(b => b.Subjects).Concat(all.OfType<V1ClusterRoleBinding>().SelectMany(b => b.Subjects)),
            s => Assert.Equal(("bakewindow", "bakewindow"), (s.Name, s.NamespaceProperty)));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task The_web_process_keeps_to_the_restricted_standard(string overlay)
    {
        var all = await RenderAsync(Path.Combine(Deploy, "overlays", overlay));
        Assert.Equal("restricted", all.OfType<V1Namespace>().Single().Metadata.Labels["pod-security.kubernetes.io/enforce"]);
        var pod = all.OfType<V1Deployment>().Single().Spec.Template.Spec;
        Assert.True(pod.SecurityContext.RunAsNonRoot);
        Assert.Equal(65532, pod.SecurityContext.RunAsUser);
        Assert.Equal("RuntimeDefault", pod.SecurityContext.SeccompProfile.Type);
        Assert.True(pod is { HostPID: null or false, HostNetwork: null or false, HostIPC: null or false });
        Assert.DoesNotContain(pod.Volumes, v => v.HostPath is not null);
        Assert.All(pod.Containers, c =>
        {
            Assert.Equal(false, c.SecurityContext.AllowPrivilegeEscalation);
            Assert.True(c.SecurityContext.ReadOnlyRootFilesystem);
            Assert.Equal(["ALL"], c.SecurityContext.Capabilities.Drop);
            Assert.NotNull(c.Resources.Limits["memory"]);
        });
        Assert.False(all.OfType<V1ServiceAccount>().Single().AutomountServiceAccountToken);
        var policy = all.OfType<V1NetworkPolicy>().Single().Spec;
        Assert.Equal(["Ingress", "Egress"], policy.PolicyTypes);
    }

    [Theory]
    [MemberData(nameof(Components))]
    public async Task A_component_renders_on_top_of_the_base(string component)
    {
        // As an operator writes it, in a folder of his own.
        var mine = Directory.CreateDirectory(Path.Combine(Recorded.RepoRoot, "artifacts", "deploy-tests", component)).FullName;
        await File.WriteAllTextAsync(Path.Combine(mine, "kustomization.yaml"), $"""
            apiVersion: kustomize.config.k8s.io/v1beta1
            kind: Kustomization
            resources: [../../../deploy/base]
            components: [../../../deploy/components/{component}]
            """);
        Assert.NotEmpty(await RenderTextAsync(mine));
    }

    private static string[] Folders(string below) =>
        [.. Directory.EnumerateDirectories(Path.Combine(Deploy, below)).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal)];

    // Kinds of other makers (ServiceMonitor, certificates) are not known to the client and stand for themselves.
    private static async Task<IReadOnlyList<object>> RenderAsync(string folder) => KubernetesYaml.LoadAllFromString(await RenderTextAsync(folder));

    private static async Task<string> RenderTextAsync(string folder)
    {
        Assert.SkipUnless(await KnowsComponentsAsync(), "kubectl 1.21 or newer, whose kustomize knows components, is not installed");
        var (code, said, complaints) = await KubectlAsync("kustomize", folder);
        Assert.True(code == 0, complaints);
        return said;
    }

    private static async Task<bool> KnowsComponentsAsync()
    {
        try
        {
            return (await KubectlAsync("version", "--client", "-o", "yaml")).Said.Contains("kustomizeVersion", StringComparison.Ordinal);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static async Task<(int Code, string Said, string Complaints)> KubectlAsync(params string[] arguments)
    {
        using var kubectl = Process.Start(new ProcessStartInfo("kubectl", arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var complaints = kubectl.StandardError.ReadToEndAsync();
        var said = await kubectl.StandardOutput.ReadToEndAsync();
        await kubectl.WaitForExitAsync();
        return (kubectl.ExitCode, said, await complaints);
    }
}
