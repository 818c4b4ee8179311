namespace BakeWindow.Core.Cluster;

/// <summary>The floor of one protected workload: its PodDisruptionBudget as the watch last saw it.</summary>
public sealed record FloorView
{
    /// <summary>Namespace of the budget.</summary>
    public required string Namespace { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What <see cref="Selector"/> says where it selects everything in the namespace.</summary>
    public const string EveryPod = "every pod";

    /// <summary>What <see cref="Selector"/> says where there is none.</summary>
    public const string NoPod = "nothing";

    private readonly LabelSelector? selects;

    /// <summary>The selector it carries, as text.</summary>
    public required string Selector
    {
        get;
        init
        {
            field = value;
            selects = value is not (EveryPod or NoPod) && LabelSelector.TryParse(value, out var read, out _) ? read : null;
        }
    }

    /// <summary>True when a pod is under this budget.</summary>
    public bool Covers(PodView pod) => pod.Name.Namespace == Namespace && (Selector == EveryPod || selects?.Matches(pod.Labels) is true);

    /// <summary>Set and owned by BakeWindow, adopted from somebody, or foreign.</summary>
    public required FloorOwner Owner { get; init; }

    /// <summary>What the disruption controller says may be disrupted now.</summary>
    public required int DisruptionsAllowed { get; init; }

    /// <summary>The controller has seen the newest spec; while it hasn't, the API refuses every eviction.</summary>
    public required bool Observed { get; init; }

    /// <summary>The spec lets nothing go (<c>maxUnavailable: 0</c>).</summary>
    public required bool Closed { get; init; }
}

/// <summary>Whose a PodDisruptionBudget is.</summary>
public enum FloorOwner
{
    /// <summary>Made by BakeWindow.</summary>
    Ours,

    /// <summary>It was there before; BakeWindow changes its spec and remembers the former one.</summary>
    Adopted,

    /// <summary>Somebody else's, untouched.</summary>
    Foreign,
}
