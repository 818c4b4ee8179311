using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using BakeWindow.Core.Alerting;
using BakeWindow.Core.Wire;
using BakeWindow.Web.Configuration;

namespace BakeWindow.Web.Notifying;

/// <summary>
/// POSTs JSON to a program that checks the signature: HMAC-SHA256 over id, time and body, so that neither can be put to another. Whoever receives refuses what is older than some minutes and drops ids that he has seen.
/// </summary>
internal sealed class WebhookChannel(DeclaredChannel.Webhook channel, TimeProvider time) : IChannel
{
    /// <summary>The header with the id.</summary>
    public const string Id = "X-BakeWindow-Id";

    /// <summary>The header with the time of sending, in seconds since 1970.</summary>
    public const string Timestamp = "X-BakeWindow-Timestamp";

    /// <summary>The header with the signature, <c>v1=</c> and hexadecimal digits.</summary>
    public const string Signature = "X-BakeWindow-Signature";

    private readonly GuardedHttp http = new(channel.AllowPrivate);

    /// <inheritdoc/>
    public Task SendAsync(Notice notice, CancellationToken ct)
    {
        var a = notice.Change.Alert;
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new NoticeDocument(notice.Id, notice.Change.Turn.Word(), notice.Change.At, a.Id, a.Kind.Word(), a.Severity.ToString().ToLowerInvariant(), notice.Title, notice.Text, a.Title, a.Lines, a.Since, a.Baker?.Value, a.Node, notice.Link.Length > 0 ? notice.Link : null),
            WireJson.Plain.NoticeDocument);
        var at = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var request = new HttpRequestMessage(HttpMethod.Post, channel.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add(Id, notice.Id);
        request.Headers.Add(Timestamp, at);
        request.Headers.Add(Signature, "v1=" + Sign(channel.Key, notice.Id, at, body));
        return http.SendAsync(request, ct);
    }

    /// <summary>The signature in hexadecimal digits: over <c>ID.TIMESTAMP.BODY</c>.</summary>
    public static string Sign(byte[] key, string id, string timestamp, byte[] body) => 
        Convert.ToHexStringLower(HMACSHA256.HashData(key, (byte[])[.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body]));

    public void Dispose() => http.Dispose();
}
