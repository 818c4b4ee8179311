using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace BakeWindow.Storage;

/// <summary>The rule by which each row of the audit seals the one before it.</summary>
internal static class AuditChain
{
    /// <summary>What the first row seals.</summary>
    public static byte[] Nothing { get; } = new byte[SHA256.HashSizeInBytes];

    /// <summary>SHA-256 over the hash before and every field, each with its length in front, so that no two rows read alike.</summary>
    public static byte[] Hash(byte[] before, long key, DateTimeOffset at, AuditNote note)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(before);
        Number(key);
        Number(at.ToUnixTimeMilliseconds());
        foreach (var text in (ReadOnlySpan<string?>)[note.Kind, note.Who, note.From, note.Subject, note.Detail, note.Before, note.After])
        {
            Number(text is null ? -1 : Encoding.UTF8.GetByteCount(text));
            hash.AppendData(Encoding.UTF8.GetBytes(text ?? ""));
        }

        return hash.GetHashAndReset();

        void Number(long value)
        {
            Span<byte> bytes = stackalloc byte[sizeof(long)];
            BinaryPrimitives.WriteInt64BigEndian(bytes, value);
            hash.AppendData(bytes);
        }
    }
}
