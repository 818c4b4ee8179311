using BakeWindow.Core.Cluster;
using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Incidents;

/// <summary>
/// What happened in a cluster between two looks, as evidence: machines that stopped or came back, booted or were cordoned by others, protected pods that went, came, moved or fell out of
/// Ready, and floors that opened, closed or went. Told once per change. A view that was not seen, or is no longer being seen, tells nothing: what is unknown has not changed.
/// </summary>
public static class ClusterChanges
{
    private const string OfNodes = "watch of nodes";
    private const string OfPods = "watch of pods";

    /// <summary>The changes, machines first, each in order of name.</summary>
    /// <param name="before">The view before.</param>
    /// <param name="after">The view after.</param>
    /// <param name="workloads">Whose pods matter.</param>
    /// <param name="now">When it was seen; a watch tells no better time.</param>
    public static IReadOnlyList<Evidence> Between(ClusterView? before, ClusterView? after, IReadOnlyList<ProtectedWorkload> workloads, DateTimeOffset now) =>
        before is null || after is null || before.SeenAt == DateTimeOffset.UnixEpoch || !after.Connected ? [] : [.. Nodes(before, after, now), .. Pods(before, after, workloads, now), .. Floors(before, after, workloads, now)];

    private static IEnumerable<Evidence> Nodes(ClusterView before, ClusterView after, DateTimeOffset now)
    {
        if (ReferenceEquals(before.Nodes, after.Nodes))
        {
            yield break;
        }

        foreach (var name in before.Nodes.Keys.Union(after.Nodes.Keys).Order(StringComparer.Ordinal))
        {
            var (old, young) = (before.Nodes.GetValueOrDefault(name), after.Nodes.GetValueOrDefault(name));
            if (ReferenceEquals(old, young))
            {
                continue;
            }

            Evidence Of(string code, string text) => new() { At = now, Lane = EvidenceLane.Nodes, Subject = name, Code = code, Text = text, Source = OfNodes };
            if (old is null || young is null)
            {
                yield return old is null ? Of("node-joined", $"machine {name} joined the cluster") : Of("node-gone", $"machine {name} is gone from the cluster");
                continue;
            }

            if (old.Uid != young.Uid)
            {
                yield return Of("node-replaced", $"machine {name} was replaced by another of the same name");
            }
            else if (old.BootId != young.BootId && old.BootId.Length > 0 && young.BootId.Length > 0)
            {
                yield return Of("node-booted", $"machine {name} has booted");
            }

            if (old.Ready != young.Ready)
            {
                yield return young.Ready ? Of("node-ready", $"machine {name} is Ready again") : Of("node-not-ready", $"machine {name} is not Ready any more: its kubelet is silent, or says so itself");
            }

            if (old.Unschedulable != young.Unschedulable && young.Cordon is null && old.Cordon is null)
            {
                yield return young.Unschedulable ? Of("node-cordoned", $"machine {name} was cordoned by somebody else") : Of("node-uncordoned", $"machine {name} was uncordoned by somebody else");
            }

            if (old.Demand?.Source != young.Demand?.Source)
            {
                yield return new Evidence
                {
                    At = now, Lane = EvidenceLane.Neighbours, Subject = name, Source = OfNodes, Code = young.Demand is null ? "reboot-not-wanted" : "reboot-wanted",
                    Text = young.Demand is { } demand ? $"{demand.Source} says that machine {name} wants a reboot" : $"{old.Demand!.Source} takes back that machine {name} wants a reboot",
                };
            }
        }
    }

    private static IEnumerable<Evidence> Pods(ClusterView before, ClusterView after, IReadOnlyList<ProtectedWorkload> workloads, DateTimeOffset now)
    {
        if (ReferenceEquals(before.Pods, after.Pods))
        {
            yield break;
        }

        var old = Protected(before, workloads);
        var young = Protected(after, workloads);
        foreach (var (name, text) in old.Keys.Union(young.Keys).Select(n => (n, n.ToString())).OrderBy(n => n.Item2, StringComparer.Ordinal))
        {
            var was = old.TryGetValue(name, out var o) ? o.Pod : null;
            var has = young.TryGetValue(name, out var y) ? y.Pod : null;
            var baker = (o.Workload ?? y.Workload)?.Baker;
            Evidence Of(string code, string what) => new() { At = now, Lane = EvidenceLane.Pods, Subject = text, Code = code, Text = what, Source = OfPods, Baker = baker };
            foreach (var one in (was, has) switch
            {
                (null, null) => [],
                (null, { } came) => [Of("pod-created", $"pod {text} came{On(came)}")],
                ({ } gone, null) => [Of("pod-gone", $"pod {text} is gone{(gone.Terminating ? "" : ", without having been seen to end")}")],
                ({ } a, { } b) when a.Uid != b.Uid => [Of("pod-replaced", $"pod {text} was made anew{On(b)}{(a.Node is { } from && b.Node is { } to && from != to ? $"; it was on {from}" : "")}")],
                ({ } a, { } b) => Same(a, b, text, Of),
            })
            {
                yield return one;
            }
        }
    }

    private static IEnumerable<Evidence> Same(PodView a, PodView b, string name, Func<string, string, Evidence> of)
    {
        if (!a.Terminating && b.Terminating)
        {
            yield return of("pod-terminating", $"pod {name} was told to end{On(b)}");
        }

        if (a.Node is null && b.Node is not null)
        {
            yield return of("pod-scheduled", $"pod {name} was scheduled on {b.Node}");
        }

        if (a.Phase != b.Phase && b.Phase is "Failed" or "Unknown")
        {
            yield return of("pod-failed", $"pod {name} is {b.Phase}{On(b)}");
        }

        foreach (var container in b.Containers.Where(c => c.Restarts > (a.Containers.FirstOrDefault(o => o.Name == c.Name)?.Restarts ?? 0)))
        {
            yield return of("pod-restarted", $"container {container.Name} of {name} was started again{(container.LastExit is { } exit ? $"; it had ended with {exit.ToString(System.Globalization.CultureInfo.InvariantCulture)}" : "")}, {(container.Restarts == 1 ? "the first time" : $"{container.Restarts.ToString(System.Globalization.CultureInfo.InvariantCulture)} times in all")}{On(b)}");
        }

        if (a.Ready != b.Ready)
        {
            yield return b.Ready ? of("pod-ready", $"pod {name} is Ready{On(b)}") : of("pod-not-ready", $"pod {name} is not Ready any more{On(b)}");
        }
    }

    private static IEnumerable<Evidence> Floors(ClusterView before, ClusterView after, IReadOnlyList<ProtectedWorkload> workloads, DateTimeOffset now)
    {
        if (ReferenceEquals(before.Floors, after.Floors))
        {
            yield break;
        }

        var old = before.Floors.ToDictionary(f => (f.Namespace, f.Name));
        var young = after.Floors.ToDictionary(f => (f.Namespace, f.Name));
        foreach (var (key, was) in old.OrderBy(f => f.Key.Namespace, StringComparer.Ordinal).ThenBy(f => f.Key.Name, StringComparer.Ordinal))
        {
            var ours = was.Owner is not FloorOwner.Foreign;
            Evidence Of(string code, string text) => new()
            {
                At = now, Lane = ours ? EvidenceLane.OwnActs : EvidenceLane.Neighbours, Subject = $"{key.Namespace}/{key.Name}", Code = code, Text = text, Source = "watch of budgets", Baker = workloads.FirstOrDefault(w => w.Namespace == key.Namespace && w.Name == key.Name)?.Baker,
            };
            if (!young.TryGetValue(key, out var has))
            {
                yield return Of("floor-gone", $"the floor {key.Namespace}/{key.Name} is gone: nothing holds evictions of its pods");
            }
            else if (was.Closed != has.Closed)
            {
                yield return has.Closed ? Of("floor-closed", $"the floor {key.Namespace}/{key.Name} was closed: no pod of it may be evicted") : Of("floor-opened", $"the floor {key.Namespace}/{key.Name} was opened: a pod of it may be evicted");
            }
        }
    }

    private static string On(PodView pod) => pod.Node is { } node ? $" on {node}" : ", not scheduled yet";

    private static Dictionary<PodName, (PodView Pod, ProtectedWorkload Workload)> Protected(ClusterView cluster, IReadOnlyList<ProtectedWorkload> workloads)
    {
        var found = new Dictionary<PodName, (PodView, ProtectedWorkload)>();
        foreach (var pod in cluster.Pods)
        {
            if (workloads.FirstOrDefault(w => w.Selects(pod)) is { } workload)
            {
                found[pod.Name] = (pod, workload);
            }
        }

        return found;
    }
}
