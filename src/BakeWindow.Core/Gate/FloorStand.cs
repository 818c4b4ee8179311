using BakeWindow.Core.Cluster;

namespace BakeWindow.Core.Gate;

/// <summary>How the floor of a workload stands to a disturbance of one node, as far as the watches show. All cases stand here.</summary>
public abstract record FloorStand
{
    private FloorStand()
    {
    }

    /// <summary>What is so, in words.</summary>
    public required string Words { get; init; }

    /// <summary>It lets the workload's pods on the node go.</summary>
    public sealed record Open : FloorStand;

    /// <summary>It lets nothing go yet.</summary>
    public sealed record Shut : FloorStand;

    /// <summary>There is none that BakeWindow could open or close; whether a pod may go is between the API server and others.</summary>
    public sealed record NotOurs : FloorStand;

    /// <summary>Looks at the budgets over the workload's pods.</summary>
    public static FloorStand Of(ProtectedWorkload workload, string node, ClusterView cluster)
    {
        // A budget is not asked about pods that run no more, are leaving, or do not run yet; an open one lets unready pods go always.
        var pods = Placement.PodsOf(workload, cluster).Where(p => p.Phase is not ("Succeeded" or "Failed")).ToList();
        var needed = pods.Exists(p => p is { Ready: true, Terminating: false } && p.Node == node);
        var budgets = cluster.Floors.Where(f => pods.Exists(f.Covers)).ToList();
        return budgets switch
        {
            [] => new NotOurs { Words = $"no PodDisruptionBudget covers the pods of {workload.Name}, so nothing but this answer holds them" },
            [{ Owner: FloorOwner.Foreign } foreign] => new NotOurs { Words = $"PodDisruptionBudget {Name(foreign)} is somebody else's; what it lets go is not known to follow the rights" },
            [{ Closed: true } closed] => new Shut { Words = $"the floor {Name(closed)} is closed" },
            [{ Observed: false } unseen] => new Shut { Words = $"the disruption controller has not seen the opened floor {Name(unseen)} yet" },
            [{ DisruptionsAllowed: <= 0 } spent] when needed => new Shut { Words = $"the opened floor {Name(spent)} lets nothing go, because other pods under it are missing" },
            [var open] => new Open { Words = $"{Name(open)} lets it go" },
            _ => new NotOurs { Words = $"the pods of {workload.Name} are under {budgets.Count} PodDisruptionBudgets ({string.Join(", ", budgets.Select(Name))}); the API server refuses every eviction of them until one is left" },
        };
    }

    private static string Name(FloorView floor) => $"{floor.Namespace}/{floor.Name}";
}
