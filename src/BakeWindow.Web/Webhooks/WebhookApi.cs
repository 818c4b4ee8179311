using System.Diagnostics;
using System.Text.Json;
using BakeWindow.Core.Disruptions;
using BakeWindow.Kubernetes.Admission;
using BakeWindow.Web.Maintaining;
using BakeWindow.Web.Observing;
using BakeWindow.Web.Recording;
using Microsoft.AspNetCore.Http.Features;

namespace BakeWindow.Web.Webhooks;

/// <summary>
/// Answers reviews from memory: no database, no call, nothing to wait for but the request's own bytes. What can't be read is answered with HTTP 400, and what is too much with 503, so that
/// the API server's failurePolicy decides; neither is ever taken for a yes or a no of BakeWindow's.
/// </summary>
public sealed partial class WebhookApi(WorldBoard board, MaintenanceRunner runner, DisruptionGuard guard, WebhookMetrics metrics, Decisions decisions, EvidenceLog evidence, TimeProvider time, ILogger<WebhookApi> logger) : IDisposable
{
    // An eviction is small; a delete brings a pod, and an update two workloads, each of at most what etcd stores.
    private const long SmallBody = 256 * 1024;
    private const long LargeBody = 4 * 1024 * 1024;

    // Together with the largest body, a bound for the memory that anybody can make this use.
    private const int AtOnce = 32;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly JsonDocumentOptions Depth = new() { MaxDepth = 64 };

    private readonly SemaphoreSlim places = new(AtOnce);
    private readonly Repeats repeats = new();

    /// <summary>Maps what the API server asks.</summary>
    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/webhooks/v1/evictions", (RequestDelegate)(http => ReviewAsync(http, "evictions", SmallBody)));
        app.MapPost("/webhooks/v1/deletes", (RequestDelegate)(http => ReviewAsync(http, "deletes", LargeBody)));
        app.MapPost("/webhooks/v1/workloads", (RequestDelegate)(http => ReviewAsync(http, "workloads", LargeBody)));
    }

    /// <inheritdoc/>
    public void Dispose() => places.Dispose();

    private async Task ReviewAsync(HttpContext http, string webhook, long most)
    {
        var started = Stopwatch.GetTimestamp();
        if (!places.Wait(0))
        {
            await FailAsync(http, webhook, StatusCodes.Status503ServiceUnavailable, "too-many", "too many reviews at once", started);
            return;
        }

        try
        {
            if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            {
                limit.MaxRequestBodySize = most;
            }

            using var patience = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
            patience.CancelAfter(Patience);
            using var body = await JsonDocument.ParseAsync(http.Request.Body, Depth, patience.Token);
            var (review, problem) = AdmissionReview.Read(body.RootElement);
            await (review is null
                ? FailAsync(http, webhook, StatusCodes.Status400BadRequest, "unreadable", problem ?? "", started)
                : AnswerAsync(http, webhook, review, started));
        }
        catch (JsonException)
        {
            await FailAsync(http, webhook, StatusCodes.Status400BadRequest, "unreadable", "the body is no JSON", started);
        }
        catch (BadHttpRequestException e)
        {
            await FailAsync(http, webhook, e.StatusCode, "unreadable", e.Message, started);
        }
        catch (OperationCanceledException) when (!http.RequestAborted.IsCancellationRequested)
        {
            await FailAsync(http, webhook, StatusCodes.Status408RequestTimeout, "too-slow", "the body did not come in time", started);
        }
        finally
        {
            places.Release();
        }
    }

    private async Task AnswerAsync(HttpContext http, string webhook, AdmissionReview review, long started)
    {
        var now = time.GetUtcNow();
        var world = board.Now;
        var answer = review.Request is { } request ? guard.Answer(world, runner.Emptying, request, now) : null;
        var text = AdmissionAnswer.Write(review.Uid, answer);
        metrics.Reviewed(webhook, answer, review.Request?.DryRun ?? false, Stopwatch.GetElapsedTime(started));
        if (answer is DisruptionAnswer.Refuse refused && review.Request is { DryRun: false } asked
            && repeats.IsNews($"{asked.Namespace}/{asked.Name} {asked.User} {refused.Reason}", now))
        {
            Log.Refused(logger, asked.Kind, Shown(asked.Namespace), Shown(asked.Name), Shown(asked.User), refused.Message);
        }

        if (answer is not DisruptionAnswer.LetThrough && answer?.Verdict is { } verdict && review.Request is { DryRun: false })
        {
            decisions.Note(world, verdict);
        }

        // A drain that is refused asks again every few seconds; once is enough for a time line.
        if (review.Request is { } wanted && answer is not null && ChangeWatcher.Of(wanted, answer, world, now) is { } told && repeats.IsNews($"{told.Subject} {told.Source} {told.Code}", now))
        {
            evidence.Write(told);
        }

        http.Response.ContentType = "application/json";
        http.Response.ContentLength = text.Length;
        await http.Response.BodyWriter.WriteAsync(text, http.RequestAborted);
    }

    private async Task FailAsync(HttpContext http, string webhook, int status, string why, string words, long started)
    {
        metrics.Failed(webhook, why, Stopwatch.GetElapsedTime(started));
        if (repeats.IsNews($"{webhook} {why}", time.GetUtcNow()))
        {
            Log.Failed(logger, webhook, words);
        }

        if (!http.Response.HasStarted)
        {
            http.Response.StatusCode = status;
            http.Response.ContentType = "text/plain; charset=utf-8";
            await http.Response.WriteAsync(words + "\n", http.RequestAborted);
        }
    }

    // Names come from outside; a log line is one line.
    private static string Shown(string text) => string.Concat(text.Take(200).Select(c => char.IsControl(c) ? ' ' : c));

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Kind} of {Namespace}/{Name} by {User} refused: {Message}")]
        public static partial void Refused(ILogger logger, DisruptionKind kind, string @namespace, string name, string user, string message);

        [LoggerMessage(2, LogLevel.Warning, "A review of {Webhook} got no answer: {Why}")]
        public static partial void Failed(ILogger logger, string webhook, string why);
    }
}
