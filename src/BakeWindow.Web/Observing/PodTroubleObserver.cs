using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Incidents;
using BakeWindow.Web.Hosting;
using BakeWindow.Web.Recording;

namespace BakeWindow.Web.Observing;

/// <summary>Tells what keeps protected pods from their work, once when it is seen and once when it is over: a storage of another version, an init container that waits for the signer, a pod without a node.</summary>
public sealed partial class PodTroubleObserver(WorldBoard board, EvidenceLog evidence, TimeProvider time, ILogger<PodTroubleObserver> logger) : BackgroundService
{
    private readonly Dictionary<PodName, PodTrouble> told = [];
    private readonly WakeUps wakeUps = new(time) { Every = TimeSpan.FromSeconds(15) };
    private IReadOnlyList<PodView>? seen;

    /// <summary>Looks once.</summary>
    public Task LookAsync(CancellationToken ct)
    {
        var world = board.Now;
        if (world.Cluster is { Connected: true } cluster && !ReferenceEquals(cluster.Pods, seen))
        {
            seen = cluster.Pods;
            Look(world, cluster);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (board.Now.Cluster is null)
        {
            return;
        }

        board.Changed += Wake;
        await wakeUps.RunAsync(LookAsync, e => Log.LookFailed(logger, e), stoppingToken);
        board.Changed -= Wake;
    }

    private void Wake(World world)
    {
        if (world.Cluster is { } cluster && !ReferenceEquals(cluster.Pods, seen))
        {
            wakeUps.Wake();
        }
    }

    private void Look(World world, ClusterView cluster)
    {
        var now = new Dictionary<PodName, (PodTrouble Trouble, ProtectedWorkload Workload)>();
        foreach (var workload in world.Workloads)
        {
            foreach (var pod in Placement.PodsOf(workload, cluster))
            {
                if (PodTrouble.Of(pod) is { } trouble)
                {
                    now[pod.Name] = (trouble, workload);
                }
            }
        }

        foreach (var (pod, (trouble, workload)) in now)
        {
            // A loop that goes round once more is the same trouble.
            if (!told.TryGetValue(pod, out var before) || before.Code != trouble.Code)
            {
                Write($"pod-{trouble.Code.Kebab()}", pod, trouble.Words + ".", trouble.Since ?? time.GetUtcNow(), workload);
            }

            told[pod] = trouble;
        }

        foreach (var (pod, before) in told.Where(t => !now.ContainsKey(t.Key)).ToList())
        {
            told.Remove(pod);
            Write("pod-trouble-over", pod, $"{pod}: no more {before.Code.Kebab()}.", time.GetUtcNow(), world.Workloads.FirstOrDefault(w => w.Namespace == pod.Namespace));
        }
    }

    private void Write(string code, PodName pod, string text, DateTimeOffset at, ProtectedWorkload? workload) => evidence.Write(new Evidence
    {
        At = at, Lane = EvidenceLane.Pods, Subject = pod.ToString(), Code = code, Text = text, Source = "watch of pods", Baker = workload?.Baker,
    });

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "A look for pods in trouble failed; the next one tries again")]
        public static partial void LookFailed(ILogger logger, Exception e);
    }
}
