using BakeWindow.Kubernetes;

namespace BakeWindow.Web.Maintaining;

/// <summary>One round of the floors.</summary>
/// <param name="At">When it was done.</param>
/// <param name="Wanted">For each declared workload whether its floor was to be open.</param>
/// <param name="Outcomes">What became of each.</param>
public sealed record FloorRound(DateTimeOffset At, IReadOnlyDictionary<string, bool> Wanted, IReadOnlyDictionary<string, FloorOutcome> Outcomes)
{
    /// <summary>Every floor that was to be closed is.</summary>
    public bool ClosedAsWanted => Wanted.All(w => w.Value || HasClosed(w.Key));

    /// <summary>This workload's floor was to be closed, and is.</summary>
    public bool HasClosed(string workload) => Wanted.TryGetValue(workload, out var open) && !open && Outcomes.GetValueOrDefault(workload)?.Floor is not null;
}
