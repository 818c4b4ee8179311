namespace BakeWindow.Storage;

/// <summary>How long one outage of a node lasted.</summary>
internal sealed class SampleRow
{
    public long Key { get; init; }

    public required string Node { get; init; }

    public required TimeSpan Outage { get; init; }

    public required DateTimeOffset At { get; init; }
}
