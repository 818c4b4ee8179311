using System.Text.Json;
using BakeWindow.Core.Signers;

namespace BakeWindow.Tezos.Signers;

/// <summary>Asks a remote signer for public keys, and whether its clients must prove who they are. It can't ask for a signature. When it must not ask at all, <see cref="SignerQuiet"/> says.</summary>
/// <param name="url">The signer's address; user info in it becomes a header and is never shown.</param>
/// <param name="time">The clock of the deadline.</param>
/// <param name="patience">How long an answer may take.</param>
public sealed class SignerProbe(Uri url, TimeProvider time, TimeSpan patience)
{
    private const int LongestBody = 64 << 10;

    /// <summary>Asks for a key. Throws nothing but the caller's cancellation: every answer is a finding.</summary>
    /// <param name="keyHash">The key's hash.</param>
    /// <param name="ct">Ends the call.</param>
    public async Task<SignerFinding> KeyAsync(string keyHash, CancellationToken ct = default)
    {
        var (status, body, failed) = await ProbeHttp.GetAsync(Under($"keys/{Uri.EscapeDataString(keyHash)}"), LongestBody, time, patience, ct);
        return failed ?? status switch
        {
            200 => Has(body, "public_key") is true ? new SignerFinding.KeyServed() : new SignerFinding.Broken("200 without a public key"),
            404 => new SignerFinding.KeyUnknown(),
            500 => new SignerFinding.Refusing(),
            502 or 503 or 504 => new SignerFinding.NoSigner(status),
            _ => new SignerFinding.Broken(FormattableString.Invariant($"status {status}")),
        };
    }

    /// <summary>Whether a client must sign its requests with a key that the signer knows; null when that was not told.</summary>
    public async Task<bool?> WantsAuthenticationAsync(CancellationToken ct = default)
    {
        var (status, body, failed) = await ProbeHttp.GetAsync(Under("authorized_keys"), LongestBody, time, patience, ct);
        return failed is null && status == 200 ? Has(body, "authorized_keys") : null;
    }

    private Uri Under(string path) => new UriBuilder(url) { Path = url.AbsolutePath.TrimEnd('/') + "/" + path }.Uri;

    private static bool? Has(string body, string property)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind is JsonValueKind.Object ? json.RootElement.TryGetProperty(property, out var value) && (value.ValueKind is JsonValueKind.String or JsonValueKind.Array) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
