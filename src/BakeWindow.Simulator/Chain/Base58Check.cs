using System.Numerics;
using System.Security.Cryptography;

namespace BakeWindow.Simulator.Chain;

/// <summary>Writes bytes the way Tezos writes hashes, keys and addresses: a prefix that gives the first letters, the bytes, four bytes of checksum, in base 58.</summary>
internal static class Base58Check
{
    private const string Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    /// <summary>Encodes; no prefix of Tezos starts with a zero byte, so leading zeros need no care.</summary>
    public static string Encode(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> payload)
    {
        byte[] bytes = [.. prefix, .. payload, 0, 0, 0, 0];
        var checksum = SHA256.HashData(SHA256.HashData(bytes.AsSpan(0, bytes.Length - 4)));
        checksum.AsSpan(0, 4).CopyTo(bytes.AsSpan(bytes.Length - 4));
        var number = new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
        Span<char> text = stackalloc char[(bytes.Length * 138 / 100) + 1];
        var at = text.Length;
        while (!number.IsZero)
        {
            number = BigInteger.DivRem(number, 58, out var digit);
            text[--at] = Alphabet[(int)digit];
        }

        return new string(text[at..]);
    }
}
