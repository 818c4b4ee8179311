namespace BakeWindow.Storage;

/// <summary>How a baker did in a cycle, as the protocol counted it when it was last asked.</summary>
internal sealed class CycleRow
{
    public required string ChainId { get; init; }

    public required string Baker { get; init; }

    public required int Cycle { get; init; }

    public required int FirstLevel { get; init; }

    public required int LastLevel { get; init; }

    /// <summary>The last level that the figures cover.</summary>
    public required int SeenLevel { get; set; }

    public required DateTimeOffset SeenAt { get; set; }

    /// <summary>JSON of Core's figures for this baker and cycle.</summary>
    public required string Figures { get; set; }
}
