namespace BakeWindow.Simulator.Chain;

/// <summary>A block, compactly: everything else about it follows from the seed.</summary>
/// <param name="Level">Its level.</param>
/// <param name="Unix">Its timestamp, in seconds since 1970.</param>
/// <param name="Round">Its round, or priority up to 011.</param>
/// <param name="Baker">Index of the baker that made it.</param>
/// <param name="OwnerWasDown">True when the owner of its round 0 was down at its turn: a block that was missed.</param>
/// <param name="Down">The bakers that could not attest it, one bit each, by index.</param>
/// <param name="Variant">How often the chain had changed its mind before; tells blocks of one level apart.</param>
public readonly record struct Block(int Level, long Unix, int Round, int Baker, bool OwnerWasDown, ulong Down, int Variant)
{
    /// <summary>Its timestamp.</summary>
    public DateTimeOffset Time => DateTimeOffset.FromUnixTimeSeconds(Unix);

    /// <summary>True when the baker attested it.</summary>
    public bool WasUp(int baker) => (Down >> baker & 1) == 0;
}
