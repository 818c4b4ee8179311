using BakeWindow.Core.Chain;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;
using BakeWindow.Kubernetes;
using BakeWindow.Kubernetes.Rbac;
using BakeWindow.Simulator.Cluster;
using k8s;
using k8s.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace BakeWindow.Tests.Kubernetes;

/// <summary>
/// A simulated cluster behind real HTTP on a clock that stands still until a test moves it: three nodes, and a baker whose pod runs on node-1 and can run on the others.
/// BakeWindow comes to it as the service account with the roles of <c>deploy/</c>, so that a right that is not granted shows.
/// </summary>
internal sealed class Lab : IAsyncDisposable
{
    public const string Domain = FailureDomains.Whole;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly WebApplication app;

    private Lab(WebApplication app, SimCluster cluster, FakeTimeProvider clock, ClusterSettings settings)
    {
        (this.app, Cluster, Clock, Settings) = (app, cluster, clock, settings);
        Admin = Connect("admin");
        Client = Connect(cluster.AddServiceAccount(settings.Namespace, "bakewindow"), Wire);
        Floors = new Floors(Client, settings.Workloads, clock);
        Executor = NewExecutor();
    }

    public static TicketSeal Seal { get; } = new(new byte[32]);

    public SimCluster Cluster { get; }

    public FakeTimeProvider Clock { get; }

    public ClusterSettings Settings { get; }

    /// <summary>Somebody who may do everything.</summary>
    public k8s.Kubernetes Admin { get; }

    /// <summary>BakeWindow's own way in.</summary>
    public k8s.Kubernetes Client { get; }

    public FaultyWire Wire { get; } = new();

    public Floors Floors { get; }

    public CommandExecutor Executor { get; }

    /// <summary>Where the API is served.</summary>
    public string Url => app.Urls.First();

    public ProtectedWorkload Baker => Settings.Workloads[0];

    public static Task<Lab> StartAsync(IReadOnlyList<ProtectedWorkload>? workloads = null, params RbacRole[] without) =>
        StartWithAsync(new ClusterSettings { Workloads = workloads ?? [Workloads.Of("alpha-baker", "app=baker")] }, without);

    /// <summary>node-1 and node-2 stand in zone-a, node-3 in zone-b; whether that makes failure domains is the settings' to say.</summary>
    public static async Task<Lab> StartWithAsync(ClusterSettings settings, params RbacRole[] without)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 10, 1, 12, 0, 0, TimeSpan.Zero));
        var cluster = new SimCluster(clock, new SimClusterOptions { Reaction = TimeSpan.Zero });
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var web = builder.Build();
        cluster.MapKubernetes(web);
        await web.StartAsync();

        var lab = new Lab(web, cluster, clock, settings);
        cluster.AddNamespace("tezos");
        await lab.GrantAsync(Permissions.All.Where(p => !without.Contains(p.Role)));
        cluster.AddNode("node-1");
        cluster.AddStatefulSet("tezos", "baker", Map("app", "baker"));
        await lab.UntilAsync(lab.IsQuietAsync);
        cluster.AddNode("node-2");
        cluster.AddNode("node-3", "zone-b");
        lab.Wire.Requests.Clear();
        return lab;
    }

    public CommandExecutor NewExecutor(ClusterSettings? settings = null) => new(Client, settings ?? Settings, Floors, Seal, Clock);

    public k8s.Kubernetes Connect(string token, params DelegatingHandler[] handlers) =>
        new(new KubernetesClientConfiguration { Host = $"{app.Urls.First()}/as/{token}", HttpClientTimeout = Timeout.InfiniteTimeSpan }, handlers);

    /// <summary>A neighbour's way in.</summary>
    public HttpClient Door() => new() { BaseAddress = new Uri($"{Url}/as/admin/") };

    /// <summary>Carries out a command; the clock moves on only if it waits for it.</summary>
    public async Task<CommandOutcome> DoAsync(ClusterCommand command, CommandExecutor? executor = null) => await MovingAsync((executor ?? Executor).ExecuteAsync(command, default));

    /// <summary>Carries out a command that must come out so.</summary>
    public async Task<T> DoAsync<T>(ClusterCommand command)
        where T : CommandOutcome => Assert.IsType<T>(await DoAsync(command));

    /// <summary>Lets a task that may wait for the clock end.</summary>
    public async Task<T> MovingAsync<T>(Task<T> task)
    {
        await Task.WhenAny(task, Task.Delay(200));
        while (!task.IsCompleted)
        {
            Clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.WhenAny(task, Task.Delay(5));
        }

        return await task;
    }

    /// <summary>Moves the clock until it is so.</summary>
    public async Task UntilAsync(Func<Task<bool>> claim)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await claim())
        {
            Assert.False(patience.IsCancellationRequested, "it did not become so");
            Clock.Advance(TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>Takes the lock and cordons.</summary>
    public async Task<long> BeginAsync(string maintenance = "M-1", string node = "node-1")
    {
        var fence = (await DoAsync<CommandOutcome.LeaseTaken>(new ClusterCommand.TakeLease(Domain, maintenance))).Fence;
        await DoAsync<CommandOutcome.Done>(new ClusterCommand.Cordon(node, maintenance, fence));
        return fence;
    }

    public Ticket TicketFor(V1Node node, string maintenance = "M-1") => new(
        maintenance, node.Metadata.Name, node.Metadata.Uid, node.Status.NodeInfo.BootID, TimeSpan.FromMinutes(12), new Level(100), "BL", Clock.GetUtcNow().AddMinutes(10), Clock.GetUtcNow().AddMinutes(22));

    public Task<V1Node> NodeAsync(string name = "node-1") => Admin.CoreV1.ReadNodeAsync(name);

    public async Task<CordonMark?> MarkAsync(string node = "node-1") => CordonMarkText.Read((await NodeAsync(node)).Metadata.Annotations?.TryGetValue(Mark.Cordon, out var text) is true ? text : null);

    public async Task<List<PodView>> PodsAsync(string? node = null) =>
        [.. (await Admin.CoreV1.ListPodForAllNamespacesAsync(fieldSelector: node is null ? null : $"spec.nodeName={node}")).Items.Select(BakeWindow.Kubernetes.Watching.PodFacts.Of)];

    /// <summary>There are pods and all of them are Ready.</summary>
    public async Task<bool> IsQuietAsync() => await PodsAsync() is { Count: > 0 } pods && pods.TrueForAll(p => p is { Ready: true, Terminating: false });

    /// <summary>Evicts round by round until nothing is left that should go.</summary>
    public async Task DrainAsync(string node = "node-1", string maintenance = "M-1") => await UntilAsync(async () =>
        await DoAsync<CommandOutcome.Evicted>(new ClusterCommand.EvictPods(node, maintenance, false)) is { Left.Count: 0 });

    public async Task<List<V1PodDisruptionBudget>> BudgetsAsync() => [.. (await Admin.PolicyV1.ListNamespacedPodDisruptionBudgetAsync("tezos")).Items];

    public Task<V1PodDisruptionBudget> BringBudgetAsync(string name, V1PodDisruptionBudgetSpec spec) => Admin.PolicyV1.CreateNamespacedPodDisruptionBudgetAsync(
        new V1PodDisruptionBudget { ApiVersion = "policy/v1", Kind = "PodDisruptionBudget", Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = "tezos" }, Spec = spec }, "tezos");

    /// <summary>Somebody else tries to evict a pod; false when it is held.</summary>
    public async Task<bool> TryEvictAsync(PodName pod)
    {
        try
        {
            await Admin.CoreV1.CreateNamespacedPodEvictionAsync(
                new V1Eviction { ApiVersion = "policy/v1", Kind = "Eviction", Metadata = new V1ObjectMeta { Name = pod.Name, NamespaceProperty = pod.Namespace } }, pod.Name, pod.Namespace);
            return true;
        }
        catch (k8s.Autorest.HttpOperationException e) when (e.Response.StatusCode is System.Net.HttpStatusCode.TooManyRequests)
        {
            return false;
        }
    }

    /// <summary>The partition, strategy or template of the StatefulSet changes, as its owner changes it.</summary>
    public Task PatchSetAsync(string patch) => Admin.AppsV1.PatchNamespacedStatefulSetAsync(new V1Patch(patch, V1Patch.PatchType.StrategicMergePatch), "baker", "tezos");

    public Task<V1StatefulSet> SetAsync() => Admin.AppsV1.ReadNamespacedStatefulSetAsync("baker", "tezos");

    public static Dictionary<string, string> Map(string key, string value) => new(StringComparer.Ordinal) { [key] = value };

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Admin.Dispose();
        Cluster.Dispose();
        await app.StopAsync(new CancellationToken(canceled: true));
        await app.DisposeAsync();
    }

    /// <summary>The server goes away.</summary>
    public Task StopAsync() => app.StopAsync(new CancellationToken(canceled: true));

    /// <summary>Gives BakeWindow's service account what permissions say, as an operator applies it: object by object of the manifest.</summary>
    public async Task GrantAsync(IEnumerable<Permission> permissions)
    {
        foreach (var one in KubernetesYaml.LoadAllFromString(RbacManifest.Of(permissions)))
        {
            if (one is V1Role { Metadata.NamespaceProperty: { } place })
            {
                Cluster.AddNamespace(place);
            }

            _ = one switch
            {
                V1ClusterRole r => (object)await Admin.RbacAuthorizationV1.CreateClusterRoleAsync(r),
                V1Role r => await Admin.RbacAuthorizationV1.CreateNamespacedRoleAsync(r, r.Metadata.NamespaceProperty),
                V1ClusterRoleBinding b => await Admin.RbacAuthorizationV1.CreateClusterRoleBindingAsync(b),
                V1RoleBinding b => await Admin.RbacAuthorizationV1.CreateNamespacedRoleBindingAsync(b, b.Metadata.NamespaceProperty),
                _ => one,
            };
        }
    }
}
