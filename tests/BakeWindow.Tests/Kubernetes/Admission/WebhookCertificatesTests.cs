using System.Text;
using BakeWindow.Core.Cluster;
using BakeWindow.Kubernetes.Admission;
using BakeWindow.Kubernetes.Api;
using k8s;
using k8s.Models;

namespace BakeWindow.Tests.Kubernetes.Admission;

/// <summary>The Secret and the webhook configuration in a simulated cluster, with the rights of the component and no others.</summary>
public sealed class WebhookCertificatesTests : IAsyncLifetime
{
    private static readonly string[] Names = ["bakewindow-webhook.bakewindow.svc"];

    private Lab lab = null!;

    private DateTimeOffset Now => lab.Clock.GetUtcNow();

    public async ValueTask InitializeAsync()
    {
        lab = await Lab.StartAsync();
        await lab.GrantAsync(AdmissionPermissions.All);
        await lab.Admin.CoreV1.CreateNamespacedSecretAsync(Shipped.Read<V1Secret>("webhook-own-ca/secret.yaml"), "bakewindow");
        await lab.Admin.CoreV1.CreateNamespacedConfigMapAsync(Shipped.Read<V1ConfigMap>("admission-policy/held.yaml"), "bakewindow");
        var configuration = Shipped.Read<V1ValidatingWebhookConfiguration>("webhook/configuration.yaml");
        // Somebody added one of his own to it.
        configuration.Webhooks.Add(Shipped.Read<V1ValidatingWebhookConfiguration>("webhook/configuration.yaml").Webhooks[0]);
        configuration.Webhooks[1].Name = "evictions.example.org";
        configuration.Webhooks[1].ClientConfig.CaBundle = "theirs"u8.ToArray();
        await lab.Admin.AdmissionregistrationV1.CreateValidatingWebhookConfigurationAsync(configuration);
    }

    public ValueTask DisposeAsync() => lab.DisposeAsync();

    [Fact]
    public async Task The_empty_secret_is_filled_once_and_found_by_the_next()
    {
        var made = await Replica().KeepAsync(Now, default);

        Assert.Equal(made, await Replica().KeepAsync(Now, default));
        Assert.Equal(1, lab.Wire.Writes);
    }

    [Fact]
    public async Task Two_replicas_at_the_same_moment_end_with_the_same_certificate()
    {
        // The first write of each finds that another was quicker.
        var turns = 0;
        lab.Wire.Fate = r => r.Method == HttpMethod.Put && Interlocked.Increment(ref turns) == 1 ? Mishap.Conflict : Mishap.None;
        var sets = await Task.WhenAll(Replica().KeepAsync(Now, default), Replica().KeepAsync(Now, default));
        var secret = await lab.Admin.CoreV1.ReadNamespacedSecretAsync(AdmissionPermissions.SecretName, "bakewindow");

        var standing = CertificateSet.Read(secret.Data.ToDictionary())!;
        Assert.Contains(standing, sets);
        Assert.Equal(standing, await Replica().KeepAsync(Now, default));
    }

    [Fact]
    public async Task The_configuration_is_told_of_the_ca_for_its_own_webhooks_only()
    {
        var replica = Replica();
        var set = await replica.KeepAsync(Now, default);

        Assert.True(await replica.TellAsync(set, default));
        Assert.False(await replica.TellAsync(set, default));
        var hooks = (await ConfigurationAsync()).Webhooks;
        Assert.Equal(set.Bundle, Encoding.ASCII.GetString(hooks[0].ClientConfig.CaBundle));
        Assert.Equal("theirs", Encoding.ASCII.GetString(hooks[1].ClientConfig.CaBundle));
        Assert.Equal(("Ignore", 3), (hooks[0].FailurePolicy, hooks[0].TimeoutSeconds));
    }

    [Fact]
    public async Task A_manifest_that_is_applied_anew_is_told_again()
    {
        var replica = Replica();
        var set = await replica.KeepAsync(Now, default);
        await replica.TellAsync(set, default);
        var configuration = await ConfigurationAsync();
        configuration.Webhooks[0].ClientConfig.CaBundle = null;
        await lab.Admin.AdmissionregistrationV1.ReplaceValidatingWebhookConfigurationAsync(configuration, "bakewindow");

        Assert.True(await replica.TellAsync(set, default));
    }

    [Fact]
    public async Task Every_right_of_the_component_is_used_and_none_is_missing()
    {
        var replica = Replica();
        await replica.TellAsync(await replica.KeepAsync(Now, default), default);
        await new HeldList(Api(), "bakewindow").WriteAsync([new PodView { Name = new PodName("tezos", "baker-0"), Uid = "u", Phase = "Running", Ready = true, Node = "node-1" }], "a right", default);

        Assert.Equal(AdmissionPermissions.All.Select(p => (p.Group, p.Resource, p.Verb)).Order(), lab.Wire.Used.Keys.Order());
        var held = await lab.Admin.CoreV1.ReadNamespacedConfigMapAsync(AdmissionPermissions.HeldName, "bakewindow");
        Assert.Equal(("tezos/baker-0", "node-1", "a right"), (held.Data["pods"], held.Data["nodes"], held.Data["why"]));
    }

    [Fact]
    public async Task Without_its_secret_it_says_which_component_brings_it_and_makes_none()
    {
        await lab.Admin.CoreV1.DeleteNamespacedSecretAsync(AdmissionPermissions.SecretName, "bakewindow");

        var failed = await Assert.ThrowsAsync<ApiException>(() => Replica().KeepAsync(Now, default));
        Assert.Contains("deploy/components/webhook-own-ca", failed.Message, StringComparison.Ordinal);
        Assert.Equal(0, lab.Wire.Writes);
    }

    private ObjectApi Api() => new(lab.Client, lab.Clock);

    private WebhookCertificates Replica() => new(Api(), "bakewindow", Names);

    private Task<V1ValidatingWebhookConfiguration> ConfigurationAsync() => lab.Admin.AdmissionregistrationV1.ReadValidatingWebhookConfigurationAsync("bakewindow");
}
