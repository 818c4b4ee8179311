using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;

namespace BakeWindow.Storage;

/// <summary>
/// Rights as bytes. Baking: for each right the levels since the one before it and the round, <c>distance · 4 + round</c> as a varint; rounds above 2 write 3 there and the rest in a
/// varint of its own. Attesting: runs of <c>levels without a duty, levels with one, then the slots of each</c>, all varints; or the estimate as a double.
/// Eight bytes of checksum over the bytes <i>and</i> what the row says they are come first: a bit that fell over would otherwise be a right that was never there, or one that is gone.
/// </summary>
internal static class RightsCodec
{
    private const int SumLength = 8;
    private const byte EstimatedDuties = 0;
    private const byte KnownDuties = 1;

    public static byte[] PackBaking(string chainId, CycleRights rights)
    {
        List<byte> body = [];
        var level = rights.Span.First;
        foreach (var right in rights.Baking)
        {
            Varints.Write(body, ((uint)(right.Level - level) << 2) | (uint)Math.Min(right.Round, 3));
            if (right.Round >= 3)
            {
                Varints.Write(body, (uint)(right.Round - 3));
            }

            level = right.Level;
        }

        return Sealed(chainId, rights.Baker, rights.Span, RightsKind.Baking, [.. body]);
    }

    public static byte[] PackAttestations(string chainId, CycleRights rights)
    {
        List<byte> body = [];
        switch (rights.Attestations)
        {
            case AttestationDuties.Known known:
                body.Add(KnownDuties);
                PackRuns(body, known.SlotsPerLevel);
                break;
            case AttestationDuties.Estimated estimated:
                body.Add(EstimatedDuties);
                Span<byte> bits = stackalloc byte[8];
                BinaryPrimitives.WriteDoubleBigEndian(bits, estimated.SlotsPerLevel);
                body.AddRange(bits);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }

        return Sealed(chainId, rights.Baker, rights.Span, RightsKind.Attestation, [.. body]);
    }

    /// <summary>Reads both back; null when either is not what was written for this chain, baker and cycle.</summary>
    public static CycleRights? Unpack(string chainId, BakerAddress baker, CycleSpan span, ReadOnlySpan<byte> baking, ReadOnlySpan<byte> attestations) =>
        Opened(chainId, baker, span, RightsKind.Baking, ref baking)
        && Opened(chainId, baker, span, RightsKind.Attestation, ref attestations)
        && UnpackBaking(span, baking) is { } rights
        && UnpackDuties(span, attestations) is { } duties
            ? new CycleRights(baker, span, rights, duties)
            : null;

    private static void PackRuns(List<byte> body, short[] slots)
    {
        for (var i = 0; i < slots.Length;)
        {
            var duty = i;
            while (duty < slots.Length && slots[duty] == AttestationDuties.Known.None)
            {
                duty++;
            }

            var end = duty;
            while (end < slots.Length && slots[end] != AttestationDuties.Known.None)
            {
                end++;
            }

            Varints.Write(body, (uint)(duty - i));
            Varints.Write(body, (uint)(end - duty));
            for (; duty < end; duty++)
            {
                Varints.Write(body, (ushort)slots[duty]);
            }

            i = end;
        }
    }

    private static List<BakingRight>? UnpackBaking(CycleSpan span, ReadOnlySpan<byte> body)
    {
        List<BakingRight> rights = [];
        long level = span.First.Value;
        while (!body.IsEmpty)
        {
            if (!Varints.TryTake(ref body, out var packed))
            {
                return null;
            }

            long round = packed & 3;
            if (round == 3)
            {
                if (!Varints.TryTake(ref body, out var more))
                {
                    return null;
                }

                round += more;
            }

            level += packed >> 2;
            if (level > span.Last.Value || round > int.MaxValue)
            {
                return null;
            }

            rights.Add(new(new Level((int)level), (int)round));
        }

        return rights;
    }

    private static AttestationDuties? UnpackDuties(CycleSpan span, ReadOnlySpan<byte> body) => body switch
    {
        [EstimatedDuties, .. { Length: 8 } bits] => new AttestationDuties.Estimated(BinaryPrimitives.ReadDoubleBigEndian(bits)),
        [KnownDuties, .. var runs] => UnpackRuns(span, runs),
        _ => null,
    };

    private static AttestationDuties.Known? UnpackRuns(CycleSpan span, ReadOnlySpan<byte> body)
    {
        var slots = new short[span.Length];
        slots.AsSpan().Fill(AttestationDuties.Known.None);
        long at = 0;
        while (!body.IsEmpty)
        {
            if (!Varints.TryTake(ref body, out var without) || !Varints.TryTake(ref body, out var with) || (at += without) + with > slots.Length)
            {
                return null;
            }

            for (var i = 0; i < with; i++)
            {
                if (!Varints.TryTake(ref body, out var some) || some > (uint)short.MaxValue)
                {
                    return null;
                }

                slots[at++] = (short)some;
            }
        }

        return at == slots.Length ? new(slots) : null;
    }

    private static byte[] Sealed(string chainId, BakerAddress baker, CycleSpan span, string kind, byte[] body) =>
        [.. Sum(chainId, baker, span, kind, body), .. body];

    private static bool Opened(string chainId, BakerAddress baker, CycleSpan span, string kind, ref ReadOnlySpan<byte> packed)
    {
        if (packed.Length < SumLength || !packed[..SumLength].SequenceEqual(Sum(chainId, baker, span, kind, packed[SumLength..])))
        {
            return false;
        }

        packed = packed[SumLength..];
        return true;
    }

    private static ReadOnlySpan<byte> Sum(string chainId, BakerAddress baker, CycleSpan span, string kind, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{chainId} {baker} {span.Cycle} {span.First} {span.Last} {kind} "));
        hash.AppendData(body);
        return hash.GetHashAndReset().AsSpan(0, SumLength);
    }
}
