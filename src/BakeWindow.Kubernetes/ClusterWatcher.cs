using System.Threading.Channels;
using BakeWindow.Core.Cluster;
using BakeWindow.Kubernetes.Watching;
using k8s.Models;
using Microsoft.Extensions.Logging;

namespace BakeWindow.Kubernetes;

/// <summary>
/// Watches nodes, pods and PodDisruptionBudgets, and publishes what it sees as an immutable <see cref="ClusterView"/>. A burst of events is one publication;
/// an event that changes no fact (a heartbeat) is none, but for the time at which the cluster was seen.
/// </summary>
public sealed class ClusterWatcher
{
    // How much newer "seen at" must be to be published for its own sake; the gate holds a cluster that was not seen for three minutes.
    private static readonly TimeSpan SeenStep = TimeSpan.FromSeconds(5);

    // Room for one: what is touched while a view is published is the next view, however often.
    private readonly Channel<bool> touched = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private readonly Action<ClusterView> publish;
    private readonly WatchedKind<V1Node, NodeView> nodes;
    private readonly WatchedKind<V1Pod, PodView> pods;
    private readonly WatchedKind<V1PodDisruptionBudget, FloorView> floors;
    private readonly Func<CancellationToken, Task>[] loops;

    /// <summary>Makes a watcher; it does nothing until <see cref="RunAsync"/>.</summary>
    /// <param name="client">The way to the cluster.</param>
    /// <param name="settings">What is declared.</param>
    /// <param name="publish">Takes each new view; called from one task at a time, and should be quick.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Where breaks and recoveries are told.</param>
    /// <param name="seed">For the jitter of pauses.</param>
    public ClusterWatcher(
        k8s.Kubernetes client, ClusterSettings settings, Action<ClusterView> publish, TimeProvider time, ILogger<ClusterWatcher> log, int seed = 0)
    {
        this.publish = publish;
        var protectedIn = settings.Workloads.Select(w => w.Namespace).ToHashSet(StringComparer.Ordinal);

        nodes = new(n => NodeFacts.Of(n, settings.FailureDomainLabel), NodeFacts.Same, time, Touch);
        pods = new(PodFacts.Of, PodFacts.Same, time, Touch);
        floors = new(b => protectedIn.Contains(b.Metadata.NamespaceProperty) ? FloorFacts.Of(b) : null, (a, b) => a == b, time, Touch);

        var sources = new WatchSources(client, time);
        loops =
        [
            new ListWatch<V1Node, NodeView>(sources.Nodes(), nodes, new Random(seed), time, log).RunAsync,
            new ListWatch<V1Pod, PodView>(sources.Pods(), pods, new Random(seed + 1), time, log).RunAsync,
            new ListWatch<V1PodDisruptionBudget, FloorView>(sources.Budgets(), floors, new Random(seed + 2), time, log).RunAsync,
        ];
    }

    /// <summary>Watches and publishes until it is called off. Ends early only when <c>publish</c> throws.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        using var all = CancellationTokenSource.CreateLinkedTokenSource(ct);
        List<Task> running = [.. loops.Select(loop => loop(all.Token)), PublishAsync(all.Token)];
        try
        {
            await await Task.WhenAny(running);
        }
        finally
        {
            await all.CancelAsync();
            await Task.WhenAll(running);
        }
    }

    private async Task PublishAsync(CancellationToken ct)
    {
        var last = ClusterView.Unseen;
        var (lastNodes, lastPods, lastFloors) = ((object)last.Nodes, (object)last.Pods, (object)last.Floors);
        while (await NextTouchAsync(ct))
        {
            var (node, pod, floor) = (nodes.Now(), pods.Now(), floors.Now());
            var connected = node.Connected && pod.Connected && floor.Connected;
            var seen = Min(node.Seen, Min(pod.Seen, floor.Seen));
            var changed = !ReferenceEquals(node.Views, lastNodes) || !ReferenceEquals(pod.Views, lastPods) || !ReferenceEquals(floor.Views, lastFloors);
            if (!changed && connected == last.Connected && seen - last.SeenAt < SeenStep)
            {
                continue;
            }

            last = new ClusterView
            {
                Nodes = ReferenceEquals(node.Views, lastNodes) ? last.Nodes : node.Views.ToDictionary(n => n.Name, StringComparer.Ordinal),
                Pods = pod.Views,
                Floors = floor.Views,
                SeenAt = seen,
                Connected = connected,
            };
            (lastNodes, lastPods, lastFloors) = (node.Views, pod.Views, floor.Views);
            publish(last);
        }
    }

    private async Task<bool> NextTouchAsync(CancellationToken ct)
    {
        try
        {
            return await touched.Reader.WaitToReadAsync(ct) && touched.Reader.TryRead(out _);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private void Touch() => touched.Writer.TryWrite(true);

    private static DateTimeOffset Min(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
