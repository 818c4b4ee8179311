using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;

namespace BakeWindow.Core.Disruptions;

/// <summary>Which protected pods are held now: those whose eviction would be refused.</summary>
public static class HeldPods
{
    private const string Asker = "list";

    /// <summary>All protected pods that run, in order of name.</summary>
    public static IEnumerable<PodView> Protected(World world) => (world.Cluster?.Pods ?? [])
        .Where(p => p.Phase is not ("Succeeded" or "Failed") && world.Workloads.Any(w => w.Selects(p)))
        .OrderBy(p => p.Name.ToString(), StringComparer.Ordinal);

    /// <summary>The held ones, and why the first of them is.</summary>
    public static (IReadOnlyList<PodView> Pods, string Why) Of(World world, IReadOnlySet<string> emptying, DisruptionGuard guard, DateTimeOffset now)
    {
        var held = new List<PodView>();
        var why = "nothing is held";
        foreach (var pod in Protected(world))
        {
            var asked = new DisruptionRequest { Kind = DisruptionKind.Evict, Namespace = pod.Name.Namespace, Name = pod.Name.Name, User = Asker, Pod = pod };
            if (guard.Answer(world, emptying, asked, now) is DisruptionAnswer.Refuse refused)
            {
                why = held.Count == 0 ? refused.Message : why;
                held.Add(pod);
            }
        }

        return (held, why);
    }
}
