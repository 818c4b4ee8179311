namespace BakeWindow.Core.Cluster;

/// <summary>How a workload's rollout stands, as just read.</summary>
public sealed record RolloutView
{
    /// <summary>The controller replaces pods by itself; otherwise (OnDelete) only pods that go come back with the new template.</summary>
    public required bool ReplacesPods { get; init; }

    /// <summary>Pods with an ordinal below it keep the old template (StatefulSet, RollingUpdate); 0: none is held.</summary>
    public int Partition { get; init; }

    /// <summary>The controller has seen the newest spec, and as many pods as wanted are Ready.</summary>
    public required bool Settled { get; init; }

    /// <summary>Settled, and every pod has the newest template.</summary>
    public required bool Complete { get; init; }

    /// <summary>Pods that still have an old template, in the order in which they are to go; those of a Deployment are its controller's business and not listed.</summary>
    public IReadOnlyList<OldPod> Old { get; init; } = [];

    /// <summary>The maintenance that looks has given the restart already.</summary>
    public bool Restarted { get; init; }

    /// <summary>How many pods of how many are done, for people.</summary>
    public required string Progress { get; init; }
}

/// <summary>A pod with an old template.</summary>
/// <param name="Name">Which.</param>
/// <param name="Uid">Its uid; the pod that takes its place has another.</param>
/// <param name="Ordinal">Its ordinal in a StatefulSet; 0 elsewhere.</param>
public sealed record OldPod(PodName Name, string Uid, int Ordinal);
