using System.Diagnostics;
using System.Net;
using BakeWindow.Kubernetes;
using BakeWindow.Simulator;
using BakeWindow.Tests.Kubernetes.Admission;
using k8s;

namespace BakeWindow.Tests.EndToEnd;

/// <summary>The real kubectl drains a node of the simulated cluster, whose API server asks BakeWindow's webhook as the shipped manifests say.</summary>
[Collection("end to end")]
public sealed class WebhookTests : IDisposable
{
    private const string Kubectl = "/usr/bin/kubectl";
    private const int Speed = 12;
    private const int Port = 18_443;

    private readonly string folder = Directory.CreateTempSubdirectory("bakewindow-kubectl-").FullName;

    public WebhookTests() => Assert.SkipUnless(File.Exists(Kubectl), "kubectl is not installed (apt package kubernetes-client)");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_drain_is_held_with_the_reason_and_goes_through_by_itself_when_the_window_opens()
    {
        await using var stage = await Stage.SetAsync(Speed, new SimOptions { Seed = 1 });
        await ApplyAsync(stage);
        stage.Sim.Cluster.ResolveService("bakewindow/bakewindow-webhook", new IPEndPoint(IPAddress.Loopback, Port));
        await stage.StartWebAsync(("BakeWindow__Webhook__Port", $"{Port}"), ("BakeWindow__Webhook__Rollouts", "hold"), ("BakeWindow__Cluster__TakeUpDemand", "false"));
        using var client = KubernetesConnection.Open(stage.Kubeconfig, null);
        await stage.UntilAsync(async () => (await client.AdmissionregistrationV1.ReadValidatingWebhookConfigurationAsync("bakewindow")).Webhooks.All(w => w.ClientConfig.CaBundle is { Length: > 0 }), "the CA is told");

        // A dry run first: it tells what the drain will meet, and gives up.
        var dry = await KubeAsync(stage, "drain node-3 --ignore-daemonsets --delete-emptydir-data --dry-run=server --timeout=3s");
        Assert.NotEqual(0, dry.Code);
        AssertExplained(dry.Text);
        var deleted = await KubeAsync(stage, "delete pod alpha-baker-0 -n tezos --wait=false");
        Assert.NotEqual(0, deleted.Code);
        AssertExplained(deleted.Text);
        var rolled = await KubeAsync(stage, "rollout restart statefulset/alpha-baker -n tezos");
        Assert.NotEqual(0, rolled.Code);
        AssertExplained(rolled.Text);
        Assert.Equal(0, (await KubeAsync(stage, "delete pod public-node-0 -n tezos --wait=false")).Code);

        var drain = await KubeAsync(stage, "drain node-3 --ignore-daemonsets --delete-emptydir-data --timeout=150s");

        Assert.True(drain.Code == 0, drain.Text + stage.WebSays);
        AssertExplained(drain.Text);
        Assert.Contains("will retry after 5s", drain.Text, StringComparison.Ordinal);
        Assert.Contains("node/node-3 drained", drain.Text, StringComparison.Ordinal);
        Assert.Equal(0, stage.Sim.Chain.Attendance.Of(stage.Sim.Chain.Watched).BlocksMissed);
        Assert.Contains("refused", stage.WebSays, StringComparison.Ordinal);
    }

    private static void AssertExplained(string text)
    {
        Assert.Contains(".bakewindow.io\" denied the request: BakeWindow: tz", text, StringComparison.Ordinal);
        Assert.Contains("bakes level", text, StringComparison.Ordinal);
        Assert.Contains("Next window", text, StringComparison.Ordinal);
    }

    // As an operator does: the components, rendered by kubectl, applied by kubectl.
    private async Task ApplyAsync(Stage stage)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "kustomization.yaml"), $"""
            apiVersion: kustomize.config.k8s.io/v1beta1
            kind: Kustomization
            components:
              - {Component("webhook-own-ca")}
              - {Component("webhook-deletes")}
              - {Component("webhook-workloads")}
            """);
        var rendered = await KubeAsync(stage, $"kustomize {folder}");
        Assert.True(rendered.Code == 0, rendered.Text);
        await File.WriteAllTextAsync(Path.Combine(folder, "all.yaml"), rendered.Text);
        var made = await KubeAsync(stage, $"create --validate=false -f {Path.Combine(folder, "all.yaml")}");
        Assert.True(made.Code == 0, made.Text);
    }

    private string Component(string name) => Path.GetRelativePath(folder, Shipped.Path(name));

    private static async Task<(int Code, string Text)> KubeAsync(Stage stage, string arguments)
    {
        var start = new ProcessStartInfo(Kubectl, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["KUBECONFIG"] = stage.Kubeconfig;
        using var kubectl = Process.Start(start)!;
        var (output, error) = (kubectl.StandardOutput.ReadToEndAsync(), kubectl.StandardError.ReadToEndAsync());
        await kubectl.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(4));
        return (kubectl.ExitCode, await output + await error);
    }
}
