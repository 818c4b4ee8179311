namespace BakeWindow.Storage;

/// <summary>The last number given out under a name.</summary>
internal sealed class CounterRow
{
    public required string Name { get; init; }

    public required long Value { get; init; }
}
