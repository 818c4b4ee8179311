using System.Diagnostics;
using System.Text;
using BakeWindow.Simulator.Cluster;

namespace BakeWindow.Tests.SimulatorCluster;

/// <summary>The real kubectl against the simulated API, over HTTP and on the real clock.</summary>
public sealed class KubectlTests : IAsyncLifetime
{
    private const string Kubectl = "/usr/bin/kubectl";

    private static readonly Dictionary<string, string> Baker = new(StringComparer.Ordinal) { ["app"] = "baker" };

    private readonly string kubeconfig = Path.Combine(Path.GetTempPath(), $"bakewindow-{Guid.NewGuid():N}.kubeconfig");
    private ClusterHost host = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Kubectl))
        {
            Assert.Skip("kubectl is not installed (apt package kubernetes-client)");
        }

        host = await ClusterHost.StartAsync(TimeProvider.System, new SimClusterOptions
        {
            ContainerStart = TimeSpan.FromMilliseconds(100), ContainerStop = TimeSpan.FromMilliseconds(100),
        });
        host.Cluster.AddNode("node-a");
        host.Cluster.AddNode("node-b", "zone-b");
        host.Cluster.AddStatefulSet("tezos", "baker", Baker, pinnedTo: ["node-a"]);
        host.Cluster.AddDaemonSet("tezos", "agent", new Dictionary<string, string>(StringComparer.Ordinal) { ["app"] = "agent" });
        host.Cluster.AddStaticPod("kube-system", "etcd", "node-a");
        await File.WriteAllTextAsync(kubeconfig, host.Cluster.Kubeconfig(host.Url));
        await Kube("wait --for=condition=Ready pod/baker-0 -n tezos --timeout=20s");
    }

    public async ValueTask DisposeAsync()
    {
        if (host is not null)
        {
            await host.DisposeAsync();
        }

        File.Delete(kubeconfig);
    }

    [Fact]
    public async Task It_gets_nodes_pods_and_budgets_as_tables()
    {
        await AddBudget(1);

        Assert.Contains("node-a   Ready    <none>", (await Kube("get nodes")).Out, StringComparison.Ordinal);
        var pods = (await Kube("get pods -A -o wide")).Out;
        Assert.Contains("baker-0", pods, StringComparison.Ordinal);
        Assert.Contains("etcd-node-a", pods, StringComparison.Ordinal);
        Assert.Contains("ALLOWED DISRUPTIONS", (await Kube("get pdb -A")).Out, StringComparison.Ordinal);
        Assert.Contains("baker   1/1", (await Kube("get sts -n tezos")).Out, StringComparison.Ordinal);
        Assert.Contains("node-a", (await Kube("get leases -n kube-node-lease")).Out, StringComparison.Ordinal);
        Assert.Contains("Name:               node-a", (await Kube("describe node node-a")).Out, StringComparison.Ordinal);
        Assert.Contains("Running", (await Kube("logs -n tezos baker-0")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_cordons_annotates_labels_and_uncordons()
    {
        Assert.Equal("node/node-a cordoned", (await Kube("cordon node-a")).Out.Trim());
        Assert.Equal("node/node-a already cordoned", (await Kube("cordon node-a")).Out.Trim());
        Assert.Contains("SchedulingDisabled", (await Kube("get node node-a")).Out, StringComparison.Ordinal);
        Assert.Equal("node/node-a uncordoned", (await Kube("uncordon node-a")).Out.Trim());
        Assert.Contains("annotated", (await Kube("annotate node node-a bakewindow.io/x=1")).Out, StringComparison.Ordinal);
        Assert.Contains("labeled", (await Kube("label node node-a bakewindow.io/x=1")).Out, StringComparison.Ordinal);
        Assert.Equal("1/1", (await Kube("get node node-a -o jsonpath={.metadata.labels.bakewindow\\.io/x}/{.metadata.annotations.bakewindow\\.io/x}")).Out);
        Assert.Contains("NotFound", (await Kube("cordon absent", succeeds: false)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_drain_waits_for_a_budget_that_blocks_and_goes_on_when_it_opens()
    {
        await AddBudget(0);

        var refused = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var drain = Kube("drain node-a --ignore-daemonsets --timeout=30s", succeeds: true, line =>
        {
            if (line.Contains("will retry", StringComparison.Ordinal))
            {
                refused.TrySetResult();
            }
        });
        await refused.Task.WaitAsync(Cancelled);
        await Kube("patch -n tezos pdb baker --type=merge -p {\"spec\":{\"maxUnavailable\":1}}");
        var (output, error) = await drain;

        Assert.Contains("will retry after 5s): Cannot evict pod as it would violate the pod's disruption budget.", error, StringComparison.Ordinal);
        Assert.Contains("pod/baker-0 evicted", output, StringComparison.Ordinal);
        AssertDrained(output);
        Assert.Equal("Pending", (await Kube("get pod -n tezos baker-0 -o jsonpath={.status.phase}")).Out);
    }

    [Fact]
    public async Task A_drain_without_eviction_sends_its_options_as_protobuf_and_is_understood()
    {
        await AddBudget(0);
        AssertDrained((await Kube("drain node-a --ignore-daemonsets --disable-eviction --timeout=20s")).Out);
        Assert.Equal("Pending", (await Kube("get pod -n tezos baker-0 -o jsonpath={.status.phase}")).Out);
    }

    // Debian's kubectl (1.20) ends with what it did to the last pods, newer ones with "drained"; either means that nothing is left to go.
    private static void AssertDrained(string output) => Assert.Matches("(?m)^node/node-a (drained|evicted|deleted)$", output);

    [Fact]
    public async Task It_applies_and_deletes_objects()
    {
        var manifest = Path.ChangeExtension(kubeconfig, ".yaml");
        await File.WriteAllTextAsync(manifest, "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n  namespace: tezos\ndata:\n  a: one\n");
        try
        {
            Assert.Contains("created", (await Kube($"apply --validate=false -f {manifest}")).Out, StringComparison.Ordinal);
            await File.WriteAllTextAsync(manifest, "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n  namespace: tezos\ndata:\n  b: two\n");
            Assert.Contains("configured", (await Kube($"apply --validate=false -f {manifest}")).Out, StringComparison.Ordinal);
            Assert.Equal("{\"b\":\"two\"}", (await Kube("get cm -n tezos settings -o jsonpath={.data}")).Out);
        }
        finally
        {
            File.Delete(manifest);
        }

        var before = (await Kube("get pod -n tezos baker-0 -o jsonpath={.metadata.uid}")).Out;
        Assert.Contains("deleted", (await Kube("delete pod -n tezos baker-0")).Out, StringComparison.Ordinal);
        await Kube("wait --for=condition=Ready pod/baker-0 -n tezos --timeout=20s");
        Assert.NotEqual(before, (await Kube("get pod -n tezos baker-0 -o jsonpath={.metadata.uid}")).Out);
    }

    [Fact]
    public async Task It_applies_a_definition_and_gets_annotates_and_deletes_its_objects()
    {
        const string Definition = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: { name: nodegates.example.test }
            spec:
              group: example.test
              scope: Cluster
              names: { plural: nodegates, kind: NodeGate, shortNames: [gate] }
              versions:
              - name: v1
                served: true
                storage: true
                subresources: { status: {} }
                additionalPrinterColumns: [{ name: Closed, type: boolean, jsonPath: .spec.closed }]
                schema: { openAPIV3Schema: { type: object, properties: { spec: { type: object, properties: { closed: { type: boolean, default: true } } } } } }
            """;
        await Apply(Definition);
        await Kube("wait --for=condition=Established crd/nodegates.example.test --timeout=20s");
        await Apply("apiVersion: example.test/v1\nkind: NodeGate\nmetadata: { name: node-a }\nspec: {}\n");

        Assert.Matches("NAME +CLOSED\nnode-a +true", (await Kube("get gate")).Out);
        Assert.Contains("annotated", (await Kube("annotate nodegate node-a bakewindow.io/x=1")).Out, StringComparison.Ordinal);
        await Apply("apiVersion: example.test/v1\nkind: NodeGate\nmetadata: { name: node-a }\nspec: { closed: false }\n");
        Assert.Equal("false/1/2", (await Kube("get gate node-a -o jsonpath={.spec.closed}/{.metadata.annotations.bakewindow\\.io/x}/{.metadata.generation}")).Out);
        Assert.Contains("deleted", (await Kube("delete gate node-a")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_drain_waits_for_a_webhook_that_says_429_and_goes_on_when_it_lets_it()
    {
        await using var hook = await TestWebhook.StartAsync();
        hook.Deny("BakeWindow: baking right at 14:07:30Z");
        await hook.RegisterAsync(host);
        var refused = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var drain = Kube("drain node-a --ignore-daemonsets --timeout=30s", succeeds: true, line => _ = line.Contains("will retry", StringComparison.Ordinal) && refused.TrySetResult());
        await refused.Task.WaitAsync(Cancelled);
        hook.Allow();
        var (output, error) = await drain;

        Assert.Contains("admission webhook \"evictions.bakewindow.io\" denied the request: BakeWindow: baking right at 14:07:30Z", error, StringComparison.Ordinal);
        AssertDrained(output);
    }

    [Fact]
    public async Task A_dry_run_of_a_drain_asks_the_webhook_and_changes_nothing()
    {
        await using var hook = await TestWebhook.StartAsync();
        await hook.RegisterAsync(host);
        await Kube("drain node-a --ignore-daemonsets --dry-run=server --timeout=20s");

        Assert.Equal("[\"All\"]", Assert.Single(hook.Asked)["object"]!["deleteOptions"]!["dryRun"]!.ToJsonString());
        Assert.Equal("Running", (await Kube("get pod -n tezos baker-0 -o jsonpath={.status.phase}")).Out);
    }

    private async Task Apply(string manifest)
    {
        var file = Path.ChangeExtension(kubeconfig, ".yaml");
        await File.WriteAllTextAsync(file, manifest);
        await Kube($"apply --validate=false -f {file}");
        File.Delete(file);
    }

    // Not by "kubectl create pdb": it sends the object as protobuf, which the simulator doesn't take.
    private Task AddBudget(int maxUnavailable) => host.BudgetAsync("maxUnavailable", maxUnavailable);

    private Task<(string Out, string Error)> Kube(string arguments, bool succeeds = true) => Kube(arguments, succeeds, _ => { });

    private async Task<(string Out, string Error)> Kube(string arguments, bool succeeds, Action<string> sees)
    {
        var start = new ProcessStartInfo(Kubectl) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in arguments.Split(' '))
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["KUBECONFIG"] = kubeconfig;
        start.Environment["HOME"] = Path.GetTempPath();
        using var process = Process.Start(start) ?? throw new InvalidOperationException("kubectl did not start");
        var output = process.StandardOutput.ReadToEndAsync(Cancelled);
        var error = new StringBuilder();
        while (await process.StandardError.ReadLineAsync(Cancelled) is { } line)
        {
            error.AppendLine(line);
            sees(line);
        }

        await process.WaitForExitAsync(Cancelled);
        Assert.True(process.ExitCode == 0 == succeeds, $"kubectl {arguments} ended with {process.ExitCode}:\n{await output}{error}");
        return (await output, error.ToString());
    }
}
