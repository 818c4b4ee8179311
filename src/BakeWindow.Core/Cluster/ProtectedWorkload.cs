using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Cluster;

/// <summary>What a workload does for its baker.</summary>
public enum WorkloadRole
{
    /// <summary>The baker daemon (and accuser, attester).</summary>
    Baker,

    /// <summary>The Tezos node that the baker talks to.</summary>
    Node,

    /// <summary>The remote signer or the forwarder to it.</summary>
    Signer,

    /// <summary>The DAL node.</summary>
    Dal,

    /// <summary>A sentry: a public node in front of the baker's.</summary>
    Sentry,
}

/// <summary>A workload that must not be disturbed while its baker has a right near; declared in configuration.</summary>
public sealed record ProtectedWorkload
{
    /// <summary>A short name, unique; the PodDisruptionBudget is named after it.</summary>
    public required string Name { get; init; }

    /// <summary>Whose.</summary>
    public required BakerAddress Baker { get; init; }

    /// <summary>The namespace of its pods.</summary>
    public required string Namespace { get; init; }

    /// <summary>Which pods.</summary>
    public required LabelSelector Selector { get; init; }

    /// <summary>What it does.</summary>
    public required WorkloadRole Role { get; init; }

    /// <summary>True when the pod belongs to it.</summary>
    public bool Selects(PodView pod) => pod.Name.Namespace == Namespace && Selector.Matches(pod.Labels);
}
