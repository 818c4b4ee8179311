using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Kubernetes;
using BakeWindow.Simulator.Cluster;
using k8s;
using k8s.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace BakeWindow.Tests.Kubernetes.AnyCluster;

/// <summary>
/// A namespace of its own in a cluster: the simulated one, always, and the one that <c>BAKEWINDOW_TEST_KUBECONFIG</c> names. It is deleted at the end, with all that is in it; nothing
/// outside of it is touched.
/// </summary>
internal sealed class Place : IAsyncDisposable
{
    public const string Simulated = "simulated";
    public const string Real = "real";

    private const string Kubeconfig = "BAKEWINDOW_TEST_KUBECONFIG";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly WebApplication? simulation;

    private Place(k8s.Kubernetes client, string name, WebApplication? simulation)
    {
        (Client, Namespace, this.simulation) = (client, name, simulation);
        Settings = new ClusterSettings { Namespace = name, Workloads = [Workloads.Of("alpha", "app=alpha", name)] };
        Floors = new Floors(client, Settings.Workloads, TimeProvider.System);
        Executor = new CommandExecutor(client, Settings, Floors, new TicketSeal(new byte[32]), TimeProvider.System);
    }

    public static TheoryData<string> Kinds => [Simulated, Real];

    public k8s.Kubernetes Client { get; }

    public string Namespace { get; }

    public ClusterSettings Settings { get; }

    public Floors Floors { get; }

    public CommandExecutor Executor { get; }

    public ProtectedWorkload Baker => Settings.Workloads[0];

    /// <summary>Makes the namespace; skips when the real cluster is asked for and none is named.</summary>
    public static async Task<Place> MakeAsync(string kind)
    {
        var file = Environment.GetEnvironmentVariable(Kubeconfig) ?? "";
        Assert.SkipUnless(kind == Simulated || file.Length > 0, $"no real cluster: set {Kubeconfig} to a kubeconfig whose user may make namespaces");
        var web = kind == Simulated ? await SimulateAsync() : null;
        var client = web is null
            ? KubernetesConnection.Open(file, null)
            : new k8s.Kubernetes(new KubernetesClientConfiguration { Host = $"{web.Urls.First()}/as/admin", HttpClientTimeout = Timeout.InfiniteTimeSpan });
        var name = $"bakewindow-test-{Guid.NewGuid():N}"[..28];
        await client.CoreV1.CreateNamespaceAsync(new V1Namespace { Metadata = new V1ObjectMeta { Name = name } });
        return new Place(client, name, web);
    }

    /// <summary>A StatefulSet of one pod, Ready.</summary>
    public async Task<V1Pod> BakeAsync()
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["app"] = "alpha" };
        await Client.AppsV1.CreateNamespacedStatefulSetAsync(new V1StatefulSet
        {
            Metadata = new V1ObjectMeta { Name = "alpha", Labels = labels },
            Spec = new V1StatefulSetSpec
            {
                Replicas = 1,
                ServiceName = "alpha",
                Selector = new V1LabelSelector { MatchLabels = labels },
                Template = new V1PodTemplateSpec
                {
                    Metadata = new V1ObjectMeta { Labels = labels },
                    Spec = new V1PodSpec
                    {
                        TerminationGracePeriodSeconds = 1,
                        Containers = [new V1Container { Name = "alpha", Image = Environment.GetEnvironmentVariable("BAKEWINDOW_TEST_IMAGE") ?? "registry.k8s.io/pause:3.10" }],
                    },
                },
            },
        }, Namespace);
        return await ReadyAsync(_ => true);
    }

    /// <summary>The pod, once it is Ready and as it should be.</summary>
    public async Task<V1Pod> ReadyAsync(Func<V1Pod, bool> right)
    {
        V1Pod? found = null;
        await UntilAsync(async () =>
        {
            found = (await Client.CoreV1.ListNamespacedPodAsync(Namespace, labelSelector: "app=alpha")).Items
                .FirstOrDefault(p => p.Metadata.DeletionTimestamp is null && p.Status?.Conditions?.Any(c => c is { Type: "Ready", Status: "True" }) is true && right(p));
            return found is not null;
        }, "the pod is Ready");
        return found!;
    }

    /// <summary>Asks for an eviction; the status that is answered.</summary>
    public async Task<int> EvictAsync(V1Pod pod)
    {
        try
        {
            var eviction = new V1Eviction { Metadata = new V1ObjectMeta { Name = pod.Metadata.Name, NamespaceProperty = Namespace } };
            await Client.CoreV1.CreateNamespacedPodEvictionAsync(eviction, pod.Metadata.Name, Namespace);
            return 201;
        }
        catch (k8s.Autorest.HttpOperationException e)
        {
            return (int)e.Response.StatusCode;
        }
    }

    /// <summary>Sets the floor and, like the floor round, asks again while the cluster can't be asked; any other outcome is a failure that names itself.</summary>
    public async Task SetAsync(bool open)
    {
        FloorOutcome? outcome = null;
        await UntilAsync(async () => (outcome = await Floors.SetAsync(Baker, open, default)) is not FloorOutcome.Unavailable, "the floor can be set");
        Assert.True(outcome is FloorOutcome.Changed or FloorOutcome.Kept, $"{outcome}");
    }

    public async Task<List<V1PodDisruptionBudget>> BudgetsAsync() => [.. (await Client.PolicyV1.ListNamespacedPodDisruptionBudgetAsync(Namespace)).Items];

    public static async Task UntilAsync(Func<Task<bool>> isSo, string what)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await isSo())
        {
            Assert.False(patience.IsCancellationRequested, $"\"{what}\" did not come to pass");
            // Another program's controllers are waited for.
            await Task.Delay(50);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Client.CoreV1.DeleteNamespaceAsync(Namespace);
        Client.Dispose();
        if (simulation is not null)
        {
            await simulation.StopAsync(new CancellationToken(canceled: true));
            await simulation.DisposeAsync();
        }
    }

    private static async Task<WebApplication> SimulateAsync()
    {
        var cluster = new SimCluster(TimeProvider.System, new SimClusterOptions { ContainerStart = TimeSpan.FromMilliseconds(50), ContainerStop = TimeSpan.FromMilliseconds(50) });
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var web = builder.Build();
        cluster.MapKubernetes(web);
        cluster.AddNode("node-1");
        await web.StartAsync();
        return web;
    }
}
