using System.Security.Cryptography;
using System.Text;
using BakeWindow.Core.Secrets;
using BakeWindow.Web.Configuration;

namespace BakeWindow.Web.Access.SignIn;

/// <summary>The account of BakeWindow's own. Passwords are slow to check, so only one is checked at a time.</summary>
internal sealed class EmergencyAccount(Settings settings) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    // Whoever guesses from many networks must not fill the audit.
    private const int MostTold = 10;

    private readonly SemaphoreSlim checking = new(1);
    private readonly Lock gate = new();
    private (long Minute, int Refused) pace;
    private int untold;

    /// <summary>Its name; null when there is none.</summary>
    public string? Name => settings.SignIn?.Emergency?.Name;

    /// <summary>True for the right name and password. A wrong name takes as long as a wrong password.</summary>
    public async Task<bool> FitsAsync(string name, string password, CancellationToken ct)
    {
        if (settings.SignIn?.Emergency is not { } emergency || password.Length is 0 or > 200 || !await checking.WaitAsync(Patience, ct))
        {
            return false;
        }

        try
        {
            return await Task.Run(() => Fits(emergency.Password, password), ct) & Same(name, emergency.Name);
        }
        finally
        {
            checking.Release();
        }
    }

    /// <summary>What the audit is to say of a refused try; null when it has said enough in this minute, and the next that it says will tell how many those were.</summary>
    public string? Refused(DateTimeOffset now)
    {
        lock (gate)
        {
            var minute = now.ToUnixTimeSeconds() / 60;
            pace = pace.Minute == minute ? (minute, pace.Refused + 1) : (minute, 1);
            if (pace.Refused > MostTold)
            {
                untold++;
                return null;
            }

            var (before, more) = (untold, untold > 0);
            untold = 0;
            return $"emergency account: wrong name or password{(more ? $"; {before} more tries were refused before this one" : "")}";
        }
    }

    public void Dispose() => checking.Dispose();

    private static bool Fits(PasswordHash hash, string password) => hash.Fits(password);

    private static bool Same(string a, string b) => CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(a)), SHA256.HashData(Encoding.UTF8.GetBytes(b)));
}
