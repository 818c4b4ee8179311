using System.Security.Cryptography;
using System.Text;
using BakeWindow.Core.Gate;

namespace BakeWindow.Web.Configuration;

/// <summary>Secrets come from files, never from the configuration itself, and are never shown.</summary>
internal static class SecretFiles
{
    public static byte[] TicketKey(BakeWindowOptions options, Complaints complaints)
    {
        var file = options.Tickets.KeyFile;
        if (file.Length == 0)
        {
            return RandomNumberGenerator.GetBytes(32);
        }

        if (Read("Tickets:KeyFile", file, complaints) is not { } bytes)
        {
            return [];
        }

        var key = TicketSeal.KeyIn(bytes);
        if (key.Length < 32)
        {
            complaints.Add("Tickets:KeyFile", file, $"it holds {key.Length} bytes, at least 32 are needed; make one with: openssl rand -base64 32 > {file}");
        }

        return key;
    }

    public static string? ApiToken(BakeWindowOptions options, Complaints complaints)
    {
        if (options.Api.TokenFile.Length == 0 || Read("Api:TokenFile", options.Api.TokenFile, complaints) is not { } bytes)
        {
            return null;
        }

        var token = Encoding.UTF8.GetString(bytes).Trim();
        if (token.Length < 16)
        {
            complaints.Add("Api:TokenFile", options.Api.TokenFile, "the token in it is shorter than 16 characters; make one with: openssl rand -hex 32");
        }

        return token;
    }

    /// <summary>What a file holds; null, with a complaint, when it can't be read.</summary>
    public static byte[]? Read(string setting, string file, Complaints complaints)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            complaints.Add(setting, file, $"it can't be read ({e.Message})");
            return null;
        }
    }
}
