namespace BakeWindow.Storage;

/// <summary>At which levels of a cycle a baker attested, as far as blocks were read.</summary>
internal sealed class AttestedRow
{
    public required string ChainId { get; init; }

    public required string Baker { get; init; }

    public required int Cycle { get; init; }

    /// <summary>Levels whose attestation stands in a block.</summary>
    public required int Made { get; set; }

    /// <summary>Levels with a duty whose attestation stands in no block that could hold it.</summary>
    public required int Missed { get; set; }

    /// <summary>Which levels were read, and which were missed; packed by Core.</summary>
    public required byte[] Levels { get; set; }
}
