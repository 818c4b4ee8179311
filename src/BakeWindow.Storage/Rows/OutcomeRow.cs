namespace BakeWindow.Storage;

/// <summary>What became of one right of a baker.</summary>
internal sealed class OutcomeRow
{
    public required string ChainId { get; init; }

    public required string Baker { get; init; }

    public required int Level { get; init; }

    /// <summary>The round of the right.</summary>
    public required int Round { get; init; }

    public required int Cycle { get; init; }

    /// <summary><c>made</c>, <c>missed</c>, <c>stolen</c> (an earlier owner's block, taken over), <c>spared</c> (its turn never came) or <c>unknown</c>.</summary>
    public required string Result { get; set; }

    /// <summary>Who made the block, and at which round.</summary>
    public required string MadeBy { get; set; }

    public required int MadeRound { get; set; }

    public required DateTimeOffset At { get; set; }
}
