using System.Text.Json;
using BakeWindow.Core.Wire;
using BakeWindow.Tests.Tezos;
using Microsoft.AspNetCore.Http;

namespace BakeWindow.Tests.Cli;

/// <summary>Answers of a BakeWindow.</summary>
internal static class Verdicts
{
    public static VerdictDocument Open(string? node = "node-3") => new()
    {
        Allowed = true,
        Known = true,
        Reason = "safe-window",
        Message = "Open for 12 min.",
        Node = node,
        At = Run.Now,
        Need = "PT12M",
        NeedSource = "stated",
        ValidUntil = Run.Now.AddSeconds(6),
        BackBy = Run.Now.AddMinutes(40),
        Cost = new(0, 84, 0.017),
        Findings = [new("head", true, "level 105, 3 s old")],
    };

    public static VerdictDocument Held(string message = "tz1… bakes level 400 (round 0).") => Open() with
    {
        Allowed = false,
        Reason = "baking-right-ahead",
        Message = message,
        NextSafeAt = Run.Now.AddMinutes(2),
        SafeFor = "PT47M",
        LargestGap = "PT1H34M",
        BackBy = null,
        Right = new("tz1…", "baking", 400, 0, Run.Now.AddMinutes(1), Run.Now.AddMinutes(1)),
        Findings = [new("head", true, "level 105, 3 s old"), new("baking-right-ahead", false, message)],
    };

    public static VerdictDocument Unknown() => Open() with { Allowed = false, Known = false, Reason = "head-stale", Message = "Can't know: head 105 is 90 s old.", BackBy = null };

    public static string Json(VerdictDocument verdict) => JsonSerializer.Serialize(verdict, WireJson.Plain.VerdictDocument);

    public static FakeNode AnswerGate(this FakeNode server, int status, VerdictDocument verdict, string? retryAfter = null) =>
        server.Answer("/api/v1/gate", context => WriteAsync(context, status, Json(verdict), retryAfter));

    public static Task WriteAsync(HttpContext context, int status, string body, string? retryAfter = null)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.Headers.RetryAfter = retryAfter;
        return context.Response.WriteAsync(body);
    }
}
