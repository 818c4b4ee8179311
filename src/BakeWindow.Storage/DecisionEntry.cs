namespace BakeWindow.Storage;

/// <summary>A recorded answer of the gate, without what it was decided on.</summary>
/// <param name="Id">Which: <c>d-1f3c…</c>.</param>
/// <param name="At">When it was first given.</param>
/// <param name="Client">Who asked.</param>
/// <param name="Node">About which node (or workload); empty: about bakers.</param>
/// <param name="Outcome"><c>allowed</c>, <c>held</c> or <c>unknown</c>.</param>
/// <param name="Reason">The reason's code.</param>
/// <param name="Message">In words.</param>
public sealed record DecisionEntry(string Id, DateTimeOffset At, string Client, string Node, string Outcome, string Reason, string Message)
{
    /// <summary>The level of the right in question.</summary>
    public int? Level { get; init; }

    /// <summary>What right of one's own was at stake; empty: none.</summary>
    public string Right { get; init; } = "";

    /// <summary>How often the same was asked and answered since, in a row.</summary>
    public int Repeats { get; init; }

    /// <summary>When it was last answered so.</summary>
    public required DateTimeOffset LastAt { get; init; }
}
