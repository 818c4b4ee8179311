using System.Collections.Frozen;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace BakeWindow.Benchmarks.Serving;

/// <summary>The least that a server of these requests can do: a lookup and a small JSON answer, with nothing around it.</summary>
internal static class BareEndpoint
{
    public static async Task RunAsync(int port, int securePort, string certificate)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k =>
        {
            k.ListenLocalhost(port);
            k.ListenLocalhost(securePort, o => o.UseHttps(X509CertificateLoader.LoadPkcs12FromFile(certificate, null)));
        });
        var app = builder.Build();
        var answers = Enumerable.Range(0, 500).ToFrozenDictionary(i => $"node-{i}", i => new BareAnswer($"node-{i}", Allowed: i % 2 == 0, "a reason", "a message of the usual length that says what is so, and when it will be otherwise"));
        app.MapGet("/gate", (string node) => Results.Json(answers.GetValueOrDefault(node)));
        app.MapPost("/review", async (HttpRequest request) =>
        {
            using var review = await JsonDocument.ParseAsync(request.Body);
            var uid = review.RootElement.GetProperty("request").GetProperty("uid").GetString();
            return Results.Json(new { apiVersion = "admission.k8s.io/v1", kind = "AdmissionReview", response = new { uid, allowed = false, status = new { code = 429, reason = "TooManyRequests", message = "no" } } });
        });
        await app.RunAsync();
    }

    internal sealed record BareAnswer(string Node, bool Allowed, string Reason, string Message);
}
