using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace BakeWindow.Core.Secrets;

/// <summary>
/// A password as it may lie in a file: <c>pbkdf2-sha256$600000$salt$hash</c>, salt and hash in base64. Slow on purpose: whoever steals the file must pay for each guess.
/// </summary>
public sealed class PasswordHash
{
    /// <summary>Rounds of new hashes: what OWASP asks for with SHA-256.</summary>
    public const int Rounds = 600_000;

    /// <summary>Bytes of a salt.</summary>
    public const int SaltBytes = 16;

    private const string Scheme = "pbkdf2-sha256";
    private const int HashBytes = 32;
    private const int LeastRounds = 100_000;
    private const int MostRounds = 10_000_000;

    private readonly int rounds;
    private readonly byte[] salt;
    private readonly byte[] hash;

    private PasswordHash(int rounds, byte[] salt, byte[] hash) => (this.rounds, this.salt, this.hash) = (rounds, salt, hash);

    /// <summary>The hash of a password.</summary>
    /// <param name="password">As it is typed.</param>
    /// <param name="salt">Fresh random bytes, <see cref="SaltBytes"/> of them.</param>
    public static PasswordHash Of(string password, byte[] salt) => new(Rounds, salt, Derive(password, salt, Rounds));

    /// <summary>Reads one; <paramref name="error"/> says what is wrong and never what stood there.</summary>
    public static bool TryParse(string text, out PasswordHash? read, out string error)
    {
        (read, error) = (null, "");
        if (text.Trim().Split('$') is not [Scheme, var roundsText, var saltText, var hashText])
        {
            error = $"it is no line like {Scheme}$rounds$salt$hash";
            return false;
        }

        var (saltBytes, hashBytes) = (new byte[64], new byte[64]);
        if (!int.TryParse(roundsText, NumberStyles.None, CultureInfo.InvariantCulture, out var rounds) || rounds is < LeastRounds or > MostRounds)
        {
            error = $"its rounds are no number from {LeastRounds} to {MostRounds}";
        }
        else if (!Convert.TryFromBase64String(saltText, saltBytes, out var saltLength) || saltLength < SaltBytes || !Convert.TryFromBase64String(hashText, hashBytes, out var hashLength) || hashLength != HashBytes)
        {
            error = $"salt (at least {SaltBytes} bytes) and hash ({HashBytes} bytes) must be base64";
        }
        else
        {
            read = new PasswordHash(rounds, saltBytes[..saltLength], hashBytes[..hashLength]);
        }

        return read is not null;
    }

    /// <summary>True for the password it was made of. Takes the same time for every other.</summary>
    public bool Fits(string password) => CryptographicOperations.FixedTimeEquals(Derive(password, salt, rounds), hash);

    /// <summary>As it is written to a file.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Scheme}${rounds}${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}");

    private static byte[] Derive(string password, byte[] salt, int rounds) =>
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password.Normalize()), salt, rounds, HashAlgorithmName.SHA256, HashBytes);
}
