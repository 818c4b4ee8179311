using System.Security.Cryptography;
using System.Text.Json;
using BakeWindow.Storage;
using Microsoft.AspNetCore.DataProtection;

namespace BakeWindow.Web.Access;

/// <summary>What the database knows of a session is sealed with the keys that all replicas share: whoever can write rows can't make himself an admin.</summary>
public sealed class SessionSeal(IDataProtectionProvider protection)
{
    private readonly IDataProtector protector = protection.CreateProtector("bakewindow.session");

    /// <summary>Seals it.</summary>
    /// <param name="id">The session, so that a seal can't be put on another row.</param>
    /// <param name="facts">What is known.</param>
    public byte[] Close(string id, SessionFacts facts) => protector.CreateProtector(id).Protect(JsonSerializer.SerializeToUtf8Bytes(facts));

    /// <summary>Opens it; null when the seal is not ours, or its key is lost.</summary>
    public SessionFacts? Open(KeptSession kept)
    {
        try
        {
            return JsonSerializer.Deserialize<SessionFacts>(protector.CreateProtector(kept.Id).Unprotect(kept.Ticket));
        }
        catch (Exception e) when (e is CryptographicException or JsonException)
        {
            return null;
        }
    }
}
