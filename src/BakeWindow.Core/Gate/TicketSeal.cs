using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using BakeWindow.Core.Chain;

namespace BakeWindow.Core.Gate;

/// <summary>Signs tickets and checks them: HMAC-SHA-256 over the ticket's JSON, written <c>bwt1.payload.mac</c> in base64url. The key is shared by the web process and the agents.</summary>
public sealed class TicketSeal
{
    private const string Version = "bwt1";

    private readonly byte[] key;

    /// <summary>Makes a seal.</summary>
    /// <exception cref="ArgumentException">The key is shorter than 32 bytes.</exception>
    public TicketSeal(byte[] key) => this.key = key.Length >= 32
        ? [.. key]
        : throw new ArgumentException($"the ticket key has {key.Length} bytes; it needs at least 32 (make one with: openssl rand -base64 32)", nameof(key));

    /// <summary>The key that a file's bytes hold: base64 text, as <c>openssl rand -base64 32</c> writes it, or else the bytes themselves. Web process and agents read the same file, so by one rule.</summary>
    public static byte[] KeyIn(byte[] file)
    {
        var buffer = new byte[file.Length];
        return Convert.TryFromBase64String(Encoding.ASCII.GetString(file).Trim(), buffer, out var length) ? buffer[..length] : file;
    }

    /// <summary>Writes and signs the ticket.</summary>
    public string Sign(Ticket ticket)
    {
        var payload = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(Payload.Of(ticket), TicketJson.Default.Payload));
        return $"{Version}.{payload}.{Mac(payload)}";
    }

    /// <summary>Reads a ticket back if its signature holds. Whether it is still good for node, boot and time is <see cref="Check"/>'s to say.</summary>
    public Ticket? Open(string? text)
    {
        if (text is not { Length: < 4096 } || text.Split('.') is not [Version, var payload, var mac])
        {
            return null;
        }

        try
        {
            // Compared as text: base64 has several spellings for the same bytes, and a ticket has one.
            return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Mac(payload)), Encoding.UTF8.GetBytes(mac))
                ? JsonSerializer.Deserialize(Base64Url.DecodeFromChars(payload), TicketJson.Default.Payload)?.ToTicket()
                : null;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Says why a ticket must not be acted on here and now; null when it may.</summary>
    public string? Check(string? text, string node, string nodeUid, string bootId, DateTimeOffset now)
    {
        if (Open(text) is not { } ticket)
        {
            return "the ticket is not signed by this BakeWindow's key";
        }

        return ticket.Node != node || ticket.NodeUid != nodeUid ? $"the ticket is for node {ticket.Node} ({ticket.NodeUid}), not for {node} ({nodeUid})"
            : ticket.BootId != bootId ? "the ticket is used up: the node has booted since it was given"
            : now >= ticket.LatestStart ? $"the ticket's latest start was {ticket.LatestStart:O}"
            : null;
    }

    private string Mac(string payload) => Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{Version}.{payload}")));

    internal sealed record Payload(string M, string N, string U, string B, long D, int L, string H, DateTimeOffset S, DateTimeOffset E)
    {
        public static Payload Of(Ticket t) => new(t.Maintenance, t.Node, t.NodeUid, t.BootId, t.Need.Ticks, t.HeadLevel.Value, t.HeadHash, t.LatestStart, t.ExpiresAt);

        public Ticket ToTicket() => new(M, N, U, B, TimeSpan.FromTicks(D), new Level(L), H, S, E);
    }
}

[JsonSerializable(typeof(TicketSeal.Payload))]
internal sealed partial class TicketJson : JsonSerializerContext;
