using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using BakeWindow.Core.Disruptions;

namespace BakeWindow.Kubernetes.Admission;

/// <summary>
/// The answer to the API server. A no is always 429: a drain tries again by itself on that and on nothing else. <c>retryAfterSeconds</c> is never set: the client library would sleep
/// for as long inside its call, and not notice a window that opens earlier.
/// </summary>
public static class AdmissionAnswer
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes it.</summary>
    /// <param name="uid">Which question.</param>
    /// <param name="answer">The answer; null where what is asked takes no pod away.</param>
    public static ReadOnlyMemory<byte> Write(string uid, DisruptionAnswer? answer)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(buffer, Plain);
        json.WriteStartObject();
        json.WriteString("apiVersion", "admission.k8s.io/v1");
        json.WriteString("kind", "AdmissionReview");
        json.WriteStartObject("response");
        json.WriteString("uid", uid);
        json.WriteBoolean("allowed", answer is not DisruptionAnswer.Refuse);
        switch (answer)
        {
            case DisruptionAnswer.Refuse refuse:
                json.WriteStartObject("status");
                json.WriteNumber("code", 429);
                json.WriteString("reason", "TooManyRequests");
                json.WriteString("message", refuse.Message);
                json.WriteEndObject();
                break;
            case DisruptionAnswer.Warn warn:
                json.WriteStartArray("warnings");
                json.WriteStringValue(warn.Message);
                json.WriteEndArray();
                break;
        }

        if (answer is not null)
        {
            json.WriteStartObject("auditAnnotations");
            json.WriteString("reason", answer.Reason);
            if (answer.NextSafeAt is { } next)
            {
                json.WriteString("next-safe-at", next.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }
}
