namespace BakeWindow.Storage;

/// <summary>How long one outage of a node lasted.</summary>
internal sealed class SampleRow
{
    public long Key { get; init; }

    public required string Node { get; init; }

    public required TimeSpan Outage { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary><c>namespace/name</c> of the workload that came back; empty where only the node is known.</summary>
    public string Workload { get; init; } = "";

    /// <summary>Why it was away: <c>maintenance</c>, <c>node-death</c>, …; empty on rows of before it was kept.</summary>
    public string Cause { get; init; } = "";

    /// <summary>JSON of the times at which it came back step by step; empty where they were not seen.</summary>
    public string Phases { get; init; } = "";
}
