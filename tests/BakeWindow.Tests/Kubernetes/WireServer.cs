using System.Collections.Concurrent;
using BakeWindow.Kubernetes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace BakeWindow.Tests.Kubernetes;

/// <summary>
/// A bare HTTP server for what goes wrong below the level of objects: lines cut in half, silence, garbage. Everything that a healthy API server does is tested against the simulator.
/// Lists of what a test does not script are empty, and watches of it stay open and silent.
/// </summary>
internal sealed class WireServer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, int> asked = new();
    private readonly WebApplication app;
    private readonly Func<HttpContext, string, int, Task<bool>> script;

    private WireServer(WebApplication app, Func<HttpContext, string, int, Task<bool>> script) => (this.app, this.script) = (app, script);

    /// <summary>The query strings of all requests for a kind, in order: <c>list:pods</c>, <c>watch:pods</c>.</summary>
    public ConcurrentQueue<(string What, string? Version)> Requests { get; } = [];

    public k8s.Kubernetes Client { get; private set; } = null!;

    /// <param name="script">Gets each request, what it is (<c>list:nodes</c>) and how often that was asked before; false leaves it to the server.</param>
    public static async Task<WireServer> StartAsync(Func<HttpContext, string, int, Task<bool>> script)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var web = builder.Build();
        var server = new WireServer(web, script);
        web.Run(server.AnswerAsync);
        await web.StartAsync();
        server.Client = new k8s.Kubernetes(new k8s.KubernetesClientConfiguration { Host = web.Urls.First(), HttpClientTimeout = Timeout.InfiniteTimeSpan });
        return server;
    }

    public static string Node(string name, int version, string boot = "boot-1") =>
        $$$"""{"kind":"Node","apiVersion":"v1","metadata":{"name":"{{{name}}}","uid":"u-{{{name}}}","resourceVersion":"{{{version}}}"},"status":{"nodeInfo":{"bootID":"{{{boot}}}"},"conditions":[{"type":"Ready","status":"True"}]}}""";

    public static string List(string kind, int version, string[] items, string? more = null) =>
        $$$"""{"kind":"{{{kind}}}","apiVersion":"v1","metadata":{"resourceVersion":"{{{version}}}","continue":"{{{more}}}"},"items":[{{{string.Join(',', items)}}}]}""";

    public static string Line(string type, string body) => $$$"""{"type":"{{{type}}}","object":{{{body}}}}""" + "\n";

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.StopAsync(new CancellationToken(canceled: true));
        await app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        var watch = http.Request.Query["watch"] == "true";
        var kind = http.Request.Path.Value!.Split('/')[^1];
        var what = $"{(watch ? "watch" : "list")}:{kind}";
        Requests.Enqueue((what, http.Request.Query["resourceVersion"]));
        http.Response.ContentType = "application/json";
        if (await script(http, what, asked.AddOrUpdate(what, 0, (_, n) => n + 1)))
        {
            return;
        }

        if (watch)
        {
            await HoldAsync(http);
        }
        else
        {
            await http.Response.WriteAsync(List("List", 1, []));
        }
    }

    /// <summary>Says nothing more, and keeps the connection.</summary>
    public static async Task HoldAsync(HttpContext http)
    {
        await http.Response.Body.FlushAsync();
        var gone = new TaskCompletionSource();
        await using (http.RequestAborted.Register(() => gone.TrySetResult()))
        {
            await gone.Task;
        }
    }
}
