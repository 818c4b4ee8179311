using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace BakeWindow.Web.Access;

/// <summary>
/// How a token is written: <c>bw_api_id_secret+crc</c>. The beginning tells scanners whose it is, the checksum at the end tells them that it is one; what lies between is 256 bits of chance. All parts but the
/// kind are letters and digits, so that a double click selects it whole.
/// </summary>
/// <param name="Kind">For what it was made.</param>
/// <param name="Id">The public part.</param>
/// <param name="Secret">The secret part.</param>
public sealed record TokenText(string Kind, string Id, string Secret)
{
    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int SecretBytes = 32;
    private const int SecretDigits = 43;
    private const int IdDigits = 10;
    private const int SumDigits = 6;

    /// <summary>Longer is none.</summary>
    public const int Longest = 100;

    /// <summary>What every token begins with.</summary>
    public const string Prefix = "bw_";

    /// <summary>A new one.</summary>
    /// <param name="kind">Lower-case letters.</param>
    public static TokenText New(string kind) => new(kind, Number(RandomNumberGenerator.GetBytes(7), IdDigits), Number(RandomNumberGenerator.GetBytes(SecretBytes), SecretDigits));

    /// <summary>Reads one; null when it is none, or was mistyped.</summary>
    public static TokenText? Read(string? text)
    {
        if (text is not { Length: <= Longest } || !text.StartsWith(Prefix, StringComparison.Ordinal) || text.Split('_') is not [_, var kind, { Length: IdDigits } id, { Length: SecretDigits + SumDigits } rest])
        {
            return null;
        }

        var token = new TokenText(kind, id, rest[..SecretDigits]);
        return token.ToString() == text ? token : null;
    }

    /// <summary>What is kept of the secret. It is random, so one round is as good as many.</summary>
    public byte[] Hash()
    {
        Span<byte> bytes = stackalloc byte[SecretDigits];
        return SHA256.HashData(bytes[..Encoding.ASCII.GetBytes(Secret, bytes)]);
    }

    /// <summary>As its owner sees it, once.</summary>
    public override string ToString()
    {
        var body = $"{Prefix}{Kind}_{Id}_{Secret}";
        return body + Number(Sum(body), SumDigits);
    }

    private static string Number(byte[] bytes, int digits)
    {
        var value = new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
        return string.Create(digits, value, static (chars, rest) =>
        {
            for (var i = chars.Length - 1; i >= 0; i--)
            {
                rest = BigInteger.DivRem(rest, Digits.Length, out var digit);
                chars[i] = Digits[(int)digit];
            }
        });
    }

    // CRC-32 as zip and Ethernet have it: it is against typing errors and for scanners, not against people.
    private static byte[] Sum(string text)
    {
        var crc = uint.MaxValue;
        foreach (var c in text)
        {
            crc ^= c;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ (0xEDB88320 & (0 - (crc & 1)));
            }
        }

        crc = ~crc;
        return [(byte)(crc >> 24), (byte)(crc >> 16), (byte)(crc >> 8), (byte)crc];
    }
}
