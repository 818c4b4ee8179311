using System.Security.Cryptography;
using System.Text;

namespace BakeWindow.Web.Feeds;

/// <summary>The token in a feed's address: a public part by which it is found, and 256 bits of chance that are known to nobody but who holds the address.</summary>
/// <param name="Id">The public part.</param>
/// <param name="Secret">The rest.</param>
internal sealed record FeedSecret(string Id, string Secret)
{
    private const int SecretLength = 43;
    private const int IdLength = 12;

    /// <summary>A new one.</summary>
    public static FeedSecret New() => new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdLength / 2)), Url(RandomNumberGenerator.GetBytes(32)));

    /// <summary>Reads one; null when it is none.</summary>
    public static FeedSecret? Read(string text) =>
        text.Length == IdLength + 1 + SecretLength && text[IdLength] == '.' && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            ? new(text[..IdLength], text[(IdLength + 1)..])
            : null;

    /// <summary>What is kept of the secret; it is random, so one round is as good as many.</summary>
    public byte[] Hash() => SHA256.HashData(Encoding.ASCII.GetBytes(Secret));

    /// <summary>As it stands in the address.</summary>
    public override string ToString() => $"{Id}.{Secret}";

    private static string Url(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
