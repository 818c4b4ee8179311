using System.Security.Cryptography;
using System.Text;
using BakeWindow.Core.Secrets;
using BakeWindow.Web.Configuration;

namespace BakeWindow.Web.Access.SignIn;

/// <summary>The account of BakeWindow's own. Passwords are slow to check, so only one is checked at a time.</summary>
internal sealed class EmergencyAccount(Settings settings) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly SemaphoreSlim checking = new(1);

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

    public void Dispose() => checking.Dispose();

    private static bool Fits(PasswordHash hash, string password) => hash.Fits(password);

    private static bool Same(string a, string b) => CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(a)), SHA256.HashData(Encoding.UTF8.GetBytes(b)));
}
