using System.Collections.Concurrent;
using System.Net;
using BakeWindow.Tezos.Rpc;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BakeWindow.Tests.Tezos;

/// <summary>A web server that plays a node, an indexer or a signer: it answers the paths it was told, 404 to all others, and remembers what it was asked.</summary>
internal sealed class FakeNode : IAsyncDisposable
{
    public const string Head = "/chains/main/blocks/head/";

    private static readonly HttpClient Http = TezosHttp.Create();
    private readonly ConcurrentDictionary<string, Func<HttpContext, Task>> routes = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> asked = new();
    private readonly WebApplication app;

    private FakeNode(WebApplication app) => this.app = app;

    public Uri Address { get; private set; } = null!;

    /// <summary>Path and query of every request, in order.</summary>
    public IReadOnlyList<string> Asked => [.. asked];

    public static async Task<FakeNode> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(k => k.Listen(IPAddress.Loopback, 0));
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(1));
        var node = new FakeNode(builder.Build());
        node.app.Run(node.HandleAsync);
        await node.app.StartAsync();
        node.Address = new Uri(node.app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return node;
    }

    public NodeRpc Rpc(string name = "node-a", TimeProvider? time = null, TimeSpan? timeout = null) =>
        new(Http, Address, name, time ?? TimeProvider.System, timeout ?? TimeSpan.FromSeconds(20));

    public static HttpClient Client => Http;

    /// <summary>Sets the answer to a path; the query is not looked at.</summary>
    public FakeNode Answer(string path, string json) => Answer(path, context => Respond(context, 200, json));

    public FakeNode Answer(string path, Func<IQueryCollection, string> json) => Answer(path, context => Respond(context, 200, json(context.Request.Query)));

    public FakeNode Answer(string path, int status, string body = "") => Answer(path, context => Respond(context, status, body));

    public FakeNode Answer(string path, Func<HttpContext, Task> answer)
    {
        routes[path] = answer;
        return this;
    }

    public FakeNode Forget(string path)
    {
        routes.TryRemove(path, out _);
        return this;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private static Task Respond(HttpContext context, int status, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return status == 204 ? Task.CompletedTask : context.Response.WriteAsync(body);
    }

    private Task HandleAsync(HttpContext context)
    {
        asked.Enqueue(context.Request.Path + context.Request.QueryString);
        return routes.TryGetValue(context.Request.Path, out var answer) ? answer(context) : Respond(context, 404, "");
    }
}
