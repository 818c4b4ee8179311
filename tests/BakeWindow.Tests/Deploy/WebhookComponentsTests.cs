using System.Diagnostics;
using BakeWindow.Tests.Kubernetes.Admission;
using k8s;
using k8s.Models;

namespace BakeWindow.Tests.Deploy;

/// <summary>The components of the webhook and of the admission policy, rendered by the real kubectl over a deployment like the base's.</summary>
public sealed class WebhookComponentsTests : IDisposable
{
    private const string Kubectl = "/usr/bin/kubectl";

    private static readonly string[] Never = ["bakewindow", "kube-system"];

    private readonly string folder = Directory.CreateTempSubdirectory("bakewindow-kustomize-").FullName;

    public WebhookComponentsTests() => Assert.SkipUnless(File.Exists(Kubectl), "kubectl is not installed (apt package kubernetes-client)");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("webhook-own-ca")]
    [InlineData("webhook-cert-manager")]
    public void Every_webhook_ignores_its_own_failure_answers_soon_and_leaves_the_two_namespaces_alone(string certificate)
    {
        var all = Render(certificate, "webhook-deletes", "webhook-workloads");

        var hooks = Assert.Single(all.OfType<V1ValidatingWebhookConfiguration>()).Webhooks;
        Assert.Equal(["evictions.bakewindow.io", "deletes.bakewindow.io", "workloads.bakewindow.io"], hooks.Select(h => h.Name));
        Assert.All(hooks, h =>
        {
            Assert.Equal(("Ignore", 3, "Equivalent", "None"), (h.FailurePolicy, h.TimeoutSeconds, h.MatchPolicy, h.SideEffects));
            var selector = Assert.Single(h.NamespaceSelector.MatchExpressions);
            Assert.Equal(("kubernetes.io/metadata.name", "NotIn"), (selector.Key, selector.OperatorProperty));
            Assert.Equal(Never, selector.Values);
            Assert.Equal("bakewindow-webhook", h.ClientConfig.Service.Name);
            Assert.StartsWith("/webhooks/v1/", h.ClientConfig.Service.Path, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void The_deployment_listens_where_the_service_points_and_finds_cert_managers_files()
    {
        var container = Assert.Single(Assert.Single(Render("webhook-cert-manager").OfType<V1Deployment>()).Spec.Template.Spec.Containers);

        Assert.Contains(container.Ports, p => p is { Name: "webhook", ContainerPort: 8443 });
        Assert.Contains(container.Env, e => e is { Name: "BakeWindow__Webhook__Port", Value: "8443" });
        Assert.Contains(container.Env, e => e is { Name: "BakeWindow__Webhook__CertFile", Value: "/etc/bakewindow/webhook/tls.crt" });
        Assert.Contains(container.Env, e => e.Name == "ANOTHER");
    }

    [Fact]
    public void Fail_is_for_evictions_alone() => Assert.Equal(["Fail", "Ignore"],
        Render("webhook-own-ca", "webhook-deletes", "webhook-fail").OfType<V1ValidatingWebhookConfiguration>().Single().Webhooks.Select(h => h.FailurePolicy));

    [Fact]
    public void The_policy_looks_at_no_eviction_and_is_bound_to_the_namespaces_of_protected_workloads()
    {
        var all = Render("admission-policy");

        Assert.Equal(["bakewindow-cordons", "bakewindow-deletes"], all.OfType<V1ValidatingAdmissionPolicy>().Select(p => p.Metadata.Name).Order());
        Assert.DoesNotContain(all.OfType<V1ValidatingAdmissionPolicy>(), p => p.Spec.MatchConstraints.ResourceRules.Any(r => r.Resources.Contains("pods/eviction")));
        var deletes = all.OfType<V1ValidatingAdmissionPolicyBinding>().Single(b => b.Metadata.Name == "bakewindow-deletes");
        Assert.Equal(("bakewindow-held", "bakewindow"), (deletes.Spec.ParamRef.Name, deletes.Spec.ParamRef.NamespaceProperty));
        Assert.Equal(["tezos"], Assert.Single(deletes.Spec.MatchResources.NamespaceSelector.MatchExpressions).Values);
    }

    private List<object> Render(params string[] components)
    {
        File.WriteAllText(Path.Combine(folder, "deployment.yaml"), """
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: bakewindow, namespace: bakewindow }
            spec:
              selector: { matchLabels: { app.kubernetes.io/name: bakewindow } }
              template:
                metadata: { labels: { app.kubernetes.io/name: bakewindow } }
                spec:
                  containers:
                    - name: bakewindow
                      image: bakewindow
                      env: [{ name: ANOTHER, value: "1" }]
            """);
        File.WriteAllText(Path.Combine(folder, "kustomization.yaml"), "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [deployment.yaml]\ncomponents:\n"
            + string.Concat(components.Select(c => $"  - {Path.GetRelativePath(folder, Shipped.Path(c))}\n")));
        using var kubectl = Process.Start(new ProcessStartInfo(Kubectl, $"kustomize {folder}") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (text, error) = (kubectl.StandardOutput.ReadToEnd(), kubectl.StandardError.ReadToEnd());
        kubectl.WaitForExit();
        Assert.True(kubectl.ExitCode == 0, error);
        // cert-manager's kinds are not the API's own.
        return KubernetesYaml.LoadAllFromString(string.Join("\n---\n", text.Split("\n---\n").Where(d => !d.Contains("cert-manager.io/v1\nkind", StringComparison.Ordinal))));
    }
}
