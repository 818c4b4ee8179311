namespace BakeWindow.Core.Time;

/// <summary>A span in which an operator wants nothing disturbed: holidays, an audit, a launch.</summary>
/// <param name="Span">When.</param>
/// <param name="Reason">Why, in the operator's words.</param>
/// <param name="Owner">Who set it.</param>
public sealed record FreezePeriod(TimeRange Span, string Reason, string Owner)
{
    /// <summary>The only node that it holds; null: everything.</summary>
    public string? Node { get; init; }

    /// <summary>True when it holds a disturbance of this node; null stands for a question about bakers or a workload, which a freeze of one node leaves alone.</summary>
    public bool Holds(string? node) => Node is null || Node == node;
}
