namespace BakeWindow.Core.Bypasses;

/// <summary>Somebody else in the cluster who evicts, drains, reboots or takes nodes away, as far as it matters to protection. All cases stand here.</summary>
public abstract record Neighbour
{
    private Neighbour(BypassSubject subject) => Subject = subject;

    /// <summary>The object that configures it.</summary>
    public BypassSubject Subject { get; }

    /// <summary>Karpenter's NodePool.</summary>
    /// <param name="Object">The pool.</param>
    /// <param name="ForcesAfter">terminationGracePeriod; null when not set.</param>
    /// <param name="ExpiresAfter">expireAfter; null when never.</param>
    /// <param name="Nodes">Nodes of it.</param>
    public sealed record NodePool(BypassSubject Object, TimeSpan? ForcesAfter, TimeSpan? ExpiresAfter, IReadOnlyList<string> Nodes) : Neighbour(Object);

    /// <summary>Karpenter's NodeClaim.</summary>
    /// <param name="Object">The claim.</param>
    /// <param name="Pool">Its NodePool; null when it has none.</param>
    /// <param name="Node">Its node; null before it is there.</param>
    /// <param name="ForcesAfter">Its own terminationGracePeriod, set when it was made.</param>
    /// <param name="Deleting">It is being deleted.</param>
    public sealed record NodeClaim(BypassSubject Object, string? Pool, string? Node, TimeSpan? ForcesAfter, bool Deleting) : Neighbour(Object);

    /// <summary>A Plan of the system-upgrade-controller.</summary>
    /// <param name="Object">The plan.</param>
    /// <param name="DisablesEviction">drain.disableEviction.</param>
    /// <param name="Forces">drain.force.</param>
    /// <param name="Gated">Its prepare container runs bakewindow.</param>
    /// <param name="Nodes">Nodes that it selects.</param>
    public sealed record UpgradePlan(BypassSubject Object, bool DisablesEviction, bool Forces, bool Gated, IReadOnlyList<string> Nodes) : Neighbour(Object);

    /// <summary>kured.</summary>
    /// <param name="Object">Its DaemonSet.</param>
    /// <param name="DrainTimeout">--drain-timeout; null when it drains without an end.</param>
    /// <param name="Forces">--force-reboot.</param>
    /// <param name="Gated">It asks BakeWindow before it starts.</param>
    public sealed record Kured(BypassSubject Object, TimeSpan? DrainTimeout, bool Forces, bool Gated) : Neighbour(Object);

    /// <summary>The Flatcar Linux update operator or its agent.</summary>
    /// <param name="Object">Its DaemonSet or Deployment.</param>
    /// <param name="Gated">The operator waits for BakeWindow's annotation before a reboot.</param>
    public sealed record Fluo(BypassSubject Object, bool Gated) : Neighbour(Object);

    /// <summary>A Machine of Cluster API.</summary>
    /// <param name="Object">The machine.</param>
    /// <param name="Node">Its node; null before it is there.</param>
    /// <param name="SkipsDrain">It is excluded from draining.</param>
    /// <param name="DrainTimeout">nodeDrainTimeout; null when it drains without an end.</param>
    public sealed record Machine(BypassSubject Object, string? Node, bool SkipsDrain, TimeSpan? DrainTimeout) : Neighbour(Object);

    /// <summary>A MachineHealthCheck of Cluster API.</summary>
    /// <param name="Object">The check.</param>
    /// <param name="Nodes">Nodes of the machines that it selects.</param>
    public sealed record HealthCheck(BypassSubject Object, IReadOnlyList<string> Nodes) : Neighbour(Object);

    /// <summary>A descheduler.</summary>
    /// <param name="Object">Its Deployment or CronJob.</param>
    public sealed record Descheduler(BypassSubject Object) : Neighbour(Object);

    /// <summary>cluster-autoscaler.</summary>
    /// <param name="Object">Its Deployment.</param>
    /// <param name="GivesUpAfter">--max-pod-eviction-time.</param>
    /// <param name="LongestGrace">--max-graceful-termination-sec: it kills what takes longer.</param>
    public sealed record Autoscaler(BypassSubject Object, TimeSpan GivesUpAfter, TimeSpan LongestGrace) : Neighbour(Object);
}
