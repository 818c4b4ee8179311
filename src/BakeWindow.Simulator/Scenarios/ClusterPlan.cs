namespace BakeWindow.Simulator.Scenarios;

/// <summary>What exists in the cluster.</summary>
/// <param name="Nodes">Its nodes.</param>
/// <param name="Workloads">Its pods' owners.</param>
public sealed record ClusterPlan(IReadOnlyList<string> Nodes, IReadOnlyList<WorkloadPlan> Workloads)
{
    /// <summary>How long a machine takes to boot.</summary>
    public TimeSpan BootTime { get; init; } = TimeSpan.FromSeconds(90);
}

/// <summary>A StatefulSet and where its pods start.</summary>
/// <param name="Name">Its name, which is also the value of its pods' label <c>app</c>.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Role">Baker, Node or Sentry, as BakeWindow's configuration calls it.</param>
/// <param name="OnNodes">A node for every pod.</param>
public sealed record WorkloadPlan(string Name, string Namespace, string Role, IReadOnlyList<string> OnNodes)
{
    /// <summary>Selects its pods.</summary>
    public string Selector => $"app={Name}";

    /// <summary>An init container of this name asks for the signer first; null: there is none.</summary>
    public string? WaitsForSigner { get; init; }

    /// <summary>From Running to Ready.</summary>
    public TimeSpan ReadyAfter { get; init; } = TimeSpan.FromSeconds(5);
}
