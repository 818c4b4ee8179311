using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace BakeWindow.Core.Auditing;

/// <summary>The rule by which each row of the audit seals everything before it. Whoever has the rows can follow it; nobody can change one and keep the seals of those behind it.</summary>
public static class AuditChain
{
    /// <summary>The bytes of a seal.</summary>
    public const int SealLength = SHA256.HashSizeInBytes;

    /// <summary>SHA-256 over the seal before, key, time in milliseconds since 1970, and every text with its length in front (−1 for none), so that no two rows read alike. Numbers are 64 bits, big end first.</summary>
    /// <param name="before">The seal of the row before; zeros before the first.</param>
    /// <param name="line">The row; its own <see cref="AuditLine.Hash"/> does not count.</param>
    public static byte[] Seal(ReadOnlySpan<byte> before, AuditLine line)
    {
        ReadOnlySpan<string?> texts = [line.Kind, line.Who, line.From, line.Subject, line.Detail, line.Before, line.After];
        var length = SealLength + (2 * sizeof(long));
        foreach (var text in texts)
        {
            length += sizeof(long) + Encoding.UTF8.GetByteCount(text ?? "");
        }

        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            before.CopyTo(buffer);
            var rest = buffer.AsSpan(SealLength);
            rest = Number(rest, line.Key);
            rest = Number(rest, line.At.ToUnixTimeMilliseconds());
            foreach (var text in texts)
            {
                var written = text is null ? 0 : Encoding.UTF8.GetBytes(text, rest[sizeof(long)..]);
                rest = Number(rest, text is null ? -1 : written)[written..];
            }

            return SHA256.HashData(buffer.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static Span<byte> Number(Span<byte> into, long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(into, value);
        return into[sizeof(long)..];
    }
}
