using BakeWindow.Core.Cluster;
using BakeWindow.Kubernetes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace BakeWindow.Tests.Kubernetes;

/// <summary>A running watcher and what it has published.</summary>
internal sealed class Views : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource end = new();
    private readonly Lock gate = new();
    private readonly List<ClusterView> all = [];
    private readonly Task running;
    private TaskCompletionSource next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Views(k8s.Kubernetes client, TimeProvider time, params ProtectedWorkload[] workloads)
    {
        var watcher = new ClusterWatcher(client, new ClusterSettings { Workloads = workloads }, Take, time, NullLogger<ClusterWatcher>.Instance, seed: 1);
        running = watcher.RunAsync(end.Token);
    }

    public IReadOnlyList<ClusterView> All
    {
        get
        {
            lock (gate)
            {
                return [.. all];
            }
        }
    }

    /// <summary>Waits for a view of that kind, published from now on or last; the clock, when given, is moved on by <paramref name="step"/> meanwhile.</summary>
    public async Task<ClusterView> UntilAsync(Func<ClusterView, bool> claim, FakeTimeProvider? clock = null, TimeSpan? step = null)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            Task wait;
            lock (gate)
            {
                if (all.Count > 0 && claim(all[^1]))
                {
                    return all[^1];
                }

                wait = next.Task;
            }

            Assert.False(patience.IsCancellationRequested, $"no such view; the last of {All.Count} was {Tell(All is [.., var last] ? last : null)}");
            clock?.Advance(step ?? TimeSpan.FromMilliseconds(250));
            await Task.WhenAny(wait, Task.Delay(clock is null ? 500 : 5));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await running;
        end.Dispose();
    }

    private void Take(ClusterView view)
    {
        lock (gate)
        {
            all.Add(view);
            next.SetResult();
            next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private static string Tell(ClusterView? v) => v is null ? "none" : $"connected {v.Connected}, nodes {string.Join(' ', v.Nodes.Keys)}, {v.Pods.Count} pods, seen {v.SeenAt:T}";
}
