using System.Numerics;
using System.Security.Cryptography;

namespace BakeWindow.Core.Rights;

/// <summary>The address of a delegate: <c>tz1</c>, <c>tz2</c>, <c>tz3</c> or <c>tz4</c>, checked by its base58 checksum. A contract (<c>KT1</c>) can't bake.</summary>
public sealed record BakerAddress
{
    private const string Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    // The three bytes that give each kind its letters (Tezos base58 prefixes); a key hash of 20 bytes and 4 bytes of checksum follow.
    private static readonly (string Kind, byte[] Prefix)[] Kinds =
    [
        ("tz1", [6, 161, 159]),
        ("tz2", [6, 161, 161]),
        ("tz3", [6, 161, 164]),
        ("tz4", [6, 161, 166]),
    ];

    private BakerAddress(string value) => Value = value;

    /// <summary>The address as written, 36 characters.</summary>
    public string Value { get; }

    /// <summary>True for a BLS address (tz4), which needs a companion key for DAL.</summary>
    public bool IsBls => Value.StartsWith("tz4", StringComparison.Ordinal);

    /// <summary>Reads an address; <paramref name="error"/> says what is wrong with it and what would be right.</summary>
    public static bool TryParse(string? text, out BakerAddress address, out string error)
    {
        address = null!;
        error = "";
        var value = text?.Trim() ?? "";
        if (value.StartsWith("KT1", StringComparison.Ordinal))
        {
            error = $"\"{Shortened(value)}\" is a contract; a baker's address starts with tz1, tz2, tz3 or tz4";
            return false;
        }

        if (!Array.Exists(Kinds, k => value.StartsWith(k.Kind, StringComparison.Ordinal)))
        {
            error = $"\"{Shortened(value)}\" is no baker address; it must start with tz1, tz2, tz3 or tz4";
            return false;
        }

        if (value.Length != 36)
        {
            error = $"\"{Shortened(value)}\" has {value.Length} characters; a baker address has 36. Was a part of it lost in copying?";
            return false;
        }

        if (Decode(value) is not { } bytes)
        {
            error = $"\"{value}\" holds a character that base58 does not have (0, O, I, l or a sign). Copy the address again";
            return false;
        }

        if (!HasChecksum(bytes) || !Array.Exists(Kinds, k => value.StartsWith(k.Kind, StringComparison.Ordinal) && bytes.AsSpan().StartsWith(k.Prefix)))
        {
            error = $"\"{value}\" fails its checksum; one character or more is wrong. Copy the address again";
            return false;
        }

        address = new BakerAddress(value);
        return true;
    }

    /// <summary>Reads an address.</summary>
    /// <exception cref="FormatException">It is none; the message says why.</exception>
    public static BakerAddress Parse(string? text) => TryParse(text, out var address, out var error) ? address : throw new FormatException(error);

    /// <inheritdoc/>
    public override string ToString() => Value;

    private static string Shortened(string text) => text.Length <= 60 ? text : text[..60] + "…";

    private static byte[]? Decode(string text)
    {
        var number = BigInteger.Zero;
        foreach (var c in text)
        {
            var digit = Alphabet.IndexOf(c, StringComparison.Ordinal);
            if (digit < 0)
            {
                return null;
            }

            number = (number * 58) + digit;
        }

        return number.ToByteArray(isUnsigned: true, isBigEndian: true);
    }

    private static bool HasChecksum(byte[] bytes)
    {
        if (bytes.Length != 27)
        {
            return false;
        }

        var twice = SHA256.HashData(SHA256.HashData(bytes.AsSpan(0, 23)));
        return bytes.AsSpan(23).SequenceEqual(twice.AsSpan(0, 4));
    }
}
