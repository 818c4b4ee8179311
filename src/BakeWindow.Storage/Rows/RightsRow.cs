namespace BakeWindow.Storage;

/// <summary>One baker's rights of one kind in one cycle, packed by <see cref="RightsCodec"/>.</summary>
internal sealed class RightsRow
{
    public required string ChainId { get; init; }

    public required string Baker { get; init; }

    public required int Cycle { get; init; }

    public required string Kind { get; init; }

    public required int FirstLevel { get; init; }

    public required int LastLevel { get; init; }

    public required byte[] Packed { get; init; }
}
