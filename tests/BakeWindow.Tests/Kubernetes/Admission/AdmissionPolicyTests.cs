using System.Net;
using BakeWindow.Core.Cluster;
using BakeWindow.Kubernetes.Admission;
using BakeWindow.Kubernetes.Api;
using k8s;
using k8s.Models;

namespace BakeWindow.Tests.Kubernetes.Admission;

/// <summary>The shipped admission policy in a simulated cluster that carries policies out, with the list that BakeWindow keeps.</summary>
public sealed class AdmissionPolicyTests
{
    [Fact]
    public async Task A_delete_of_a_held_pod_is_refused_with_the_reason_until_the_list_names_it_no_more()
    {
        await using var lab = await Lab.StartAsync();
        await lab.GrantAsync(AdmissionPermissions.All);
        await lab.Admin.CoreV1.CreateNamespacedConfigMapAsync(Shipped.Read<V1ConfigMap>("admission-policy/held.yaml"), "bakewindow");
        foreach (var one in KubernetesYaml.LoadAllFromString(await File.ReadAllTextAsync(Shipped.Path("admission-policy/policy.yaml"))))
        {
            _ = one switch
            {
                V1ValidatingAdmissionPolicy p => (object)await lab.Admin.AdmissionregistrationV1.CreateValidatingAdmissionPolicyAsync(p),
                V1ValidatingAdmissionPolicyBinding b => await lab.Admin.AdmissionregistrationV1.CreateValidatingAdmissionPolicyBindingAsync(b),
                _ => one,
            };
        }

        lab.Clock.Advance(TimeSpan.FromSeconds(2));
        var list = new HeldList(new ObjectApi(lab.Client, lab.Clock), "bakewindow");
        var pod = Assert.Single(await lab.PodsAsync());
        await list.WriteAsync([pod], "BakeWindow: a block is near", default);
        lab.Clock.Advance(TimeSpan.FromSeconds(1));

        var refused = await Assert.ThrowsAsync<k8s.Autorest.HttpOperationException>(() => DeleteAsync(lab, pod));
        Assert.Equal(HttpStatusCode.Forbidden, refused.Response.StatusCode);
        Assert.Contains("BakeWindow: a block is near", refused.Response.Content, StringComparison.Ordinal);

        await list.WriteAsync([], "nothing is held", default);
        lab.Clock.Advance(TimeSpan.FromSeconds(1));
        await DeleteAsync(lab, pod);
    }

    private static Task<V1Pod> DeleteAsync(Lab lab, PodView pod) => lab.Admin.CoreV1.DeleteNamespacedPodAsync(pod.Name.Name, pod.Name.Namespace);
}
