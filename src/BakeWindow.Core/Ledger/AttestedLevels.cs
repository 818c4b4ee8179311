using System.Buffers.Binary;
using BakeWindow.Core.Chain;

namespace BakeWindow.Core.Ledger;

/// <summary>Which levels of a cycle were looked at, and at which of them a baker's attestation is missing. What was not looked at is not known, and never made.</summary>
public sealed class AttestedLevels
{
    private const int Header = 8;

    private readonly byte[] read;
    private readonly byte[] missed;

    private AttestedLevels(CycleSpan span, byte[] read, byte[] missed) => (Span, this.read, this.missed) = (span, read, missed);

    /// <summary>The cycle.</summary>
    public CycleSpan Span { get; }

    /// <summary>Levels with a duty that were looked at and attested.</summary>
    public int Made => Count(read) - Missed;

    /// <summary>Levels with a duty whose attestation stands in no block that could hold it.</summary>
    public int Missed => Count(missed);

    /// <summary>None looked at.</summary>
    public static AttestedLevels None(CycleSpan span) => new(span, new byte[(span.Length + 7) / 8], new byte[(span.Length + 7) / 8]);

    /// <summary>Reads what <see cref="Pack"/> wrote; null when it is of other levels or broken.</summary>
    public static AttestedLevels? Unpack(CycleSpan span, ReadOnlySpan<byte> packed)
    {
        var bytes = (span.Length + 7) / 8;
        return packed.Length == Header + (2 * bytes) && BinaryPrimitives.ReadInt32LittleEndian(packed) == span.First.Value && BinaryPrimitives.ReadInt32LittleEndian(packed[4..]) == span.Length
            ? new AttestedLevels(span, packed.Slice(Header, bytes).ToArray(), packed[(Header + bytes)..].ToArray())
            : null;
    }

    /// <summary>Writes it: the first level and their number, a bit for each level that was looked at, a bit for each that was missed.</summary>
    public byte[] Pack()
    {
        var packed = new byte[Header + (2 * read.Length)];
        BinaryPrimitives.WriteInt32LittleEndian(packed, Span.First.Value);
        BinaryPrimitives.WriteInt32LittleEndian(packed.AsSpan(4), Span.Length);
        read.CopyTo(packed, Header);
        missed.CopyTo(packed, Header + read.Length);
        return packed;
    }

    /// <summary>True when the level was looked at.</summary>
    public bool IsRead(Level level) => Span.Contains(level) && Bit(read, level);

    /// <summary>True when it was looked at and missed.</summary>
    public bool IsMissed(Level level) => Span.Contains(level) && Bit(missed, level);

    /// <summary>With one more level.</summary>
    public AttestedLevels With(Level level, bool made)
    {
        if (!Span.Contains(level))
        {
            return this;
        }

        var (nextRead, nextMissed) = ((byte[])read.Clone(), (byte[])missed.Clone());
        var at = level - Span.First;
        nextRead[at / 8] |= (byte)(1 << (at % 8));
        nextMissed[at / 8] = (byte)(made ? nextMissed[at / 8] & ~(1 << (at % 8)) : nextMissed[at / 8] | (1 << (at % 8)));
        return new AttestedLevels(Span, nextRead, nextMissed);
    }

    private static int Count(byte[] bits) => bits.Sum(b => System.Numerics.BitOperations.PopCount(b));

    private bool Bit(byte[] bits, Level level) => (bits[(level - Span.First) / 8] >> ((level - Span.First) % 8) & 1) == 1;
}

/// <summary>Which attestations are looked up.</summary>
public static class AttestationDuty
{
    // A baker of so many slots a level on average has none at a level with a chance of e^-20: missing from a block it has missed.
    private const double SlotsForEveryLevel = 20;

    /// <summary>Whether the baker had to attest the level; null: what is known of its rights doesn't tell.</summary>
    public static bool? At(Rights.CycleRights rights, ChainView chain, Level level) => !rights.Span.Contains(level) ? null : rights.Attestations switch
    {
        Rights.AttestationDuties.Known known => known.SlotsPerLevel[level - rights.Span.First] != Rights.AttestationDuties.Known.None,
        Rights.AttestationDuties.Estimated e => e.SlotsPerLevel >= SlotsForEveryLevel || chain.AllBakersAttestAt(level) ? true : null,
        _ => null,
    };
}
