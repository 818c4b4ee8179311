using BakeWindow.Tezos.Rpc;
using BakeWindow.Web.Hosting;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BakeWindow.Web.FirstStart;

/// <summary>
/// What runs when nothing at all is declared: a page that leads to a configuration, for this machine only, and a gate that answers "not configured". Whoever can open the page can make this
/// process call any address, which is why nobody else may, and why it is gone once there is a configuration.
/// </summary>
internal static class SetupHost
{
    private const int UsualPort = 8080;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>True when neither a node nor a baker, cluster or workload is declared: nobody has begun to configure.</summary>
    public static bool IsWanted(IConfiguration configuration) =>
        Array.TrueForAll(["Network", "Bakers", "Cluster", "Workloads", "Policy", "Dialects"], s => !configuration.GetSection($"BakeWindow:{s}").Exists());

    /// <summary>Puts it together.</summary>
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        foreach (var loud in new[] { "Microsoft.AspNetCore", "System.Net.Http" })
        {
            builder.Logging.AddFilter(loud, LogLevel.Warning);
        }

        var services = builder.Services;
        services.AddRazorComponents();
        services.AddAntiforgery();
        services.AddProblemDetails();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(TezosHttp.Create());
        services.AddSingleton<ChainTrials>();
        services.AddSingleton<ClusterTrials>();
        builder.WebHost.ConfigureKestrel(o =>
        {
            o.AddServerHeader = false;
            o.Limits.MaxRequestBodySize = 64 * 1024;
            o.Limits.MaxConcurrentConnections = 50;
        });
        // Whatever address was asked for: this page is for this machine.
        builder.WebHost.UseUrls($"http://127.0.0.1:{PortOf(builder.Configuration["urls"])}");
        var app = builder.Build();
        Map(app);
        return app;
    }

    /// <summary>Serves it until it is stopped.</summary>
    public static async Task RunAsync(WebApplication app)
    {
        await app.StartAsync();
        await Console.Out.WriteLineAsync($"BakeWindow has no configuration: it protects nothing, and its gate answers 503. Open {app.Urls.First()}/start on this machine to make one, or name a file by BAKEWINDOW_CONFIG (docs/configuration.md).");
        await app.WaitForShutdownAsync();
    }

    /// <summary>The port of the first address; the usual one where none is told.</summary>
    internal static int PortOf(string? urls)
    {
        var colon = (urls ?? "").Split(';')[0].TrimEnd('/').LastIndexOf(':');
        return colon >= 0 && int.TryParse(urls!.Split(';')[0].TrimEnd('/')[(colon + 1)..], System.Globalization.CultureInfo.InvariantCulture, out var port) && port is >= 0 and <= 65_535 ? port : UsualPort;
    }

    private static void Map(WebApplication app)
    {
        app.UseMiddleware<Headers>();
        app.Use((http, next) => PageAccess.IsFromHere(http) && !PageAccess.Foreign(http.Request) || http.Request.Path.StartsWithSegments("/healthz", StringComparison.Ordinal) ? next(http) : DenyAsync(http));
        app.UseExceptionHandler();
        app.MapMethods("/healthz/live", ["GET", "HEAD"], () => TypedResults.Text("live\n"));
        app.MapMethods("/healthz/ready", ["GET", "HEAD"], () => TypedResults.Text("not configured\n", statusCode: StatusCodes.Status503ServiceUnavailable));
        app.Map("/api/{**rest}", NotConfigured);
        app.Map("/compat/{**rest}", NotConfigured);
        app.Map("/metrics", NotConfigured);
        app.MapStaticAssets();
        app.MapGet("/start", (HttpContext http, IAntiforgery antiforgery) => Page(http, antiforgery, StartView.From(new StartForm(), null)));
        app.MapPost("/start", TryAsync).DisableAntiforgery();
        app.MapFallback(() => TypedResults.Redirect("/start"));
    }

    // The form's token is checked by hand, for a page of our own must say what was wrong.
    private static async Task<IResult> TryAsync(HttpContext http, IAntiforgery antiforgery, ChainTrials chain, ClusterTrials cluster)
    {
        if (!http.Request.HasFormContentType || !await antiforgery.IsRequestValidAsync(http))
        {
            return TypedResults.Problem("The form is too old, or was not of this page; open /start again.", statusCode: StatusCodes.Status400BadRequest, title: "Not taken");
        }

        var sent = await http.Request.ReadFormAsync(http.RequestAborted);
        var form = StartForm.Read(name => sent[name]);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        limit.CancelAfter(Patience);
        try
        {
            var ofCluster = cluster.TryAsync(form, limit.Token);
            var (node, baker, chainId) = await chain.TryAsync(form.Node, form.Baker, limit.Token);
            return Page(http, antiforgery, StartView.From(form, new Trials(node, baker, await ofCluster, chainId)));
        }
        catch (OperationCanceledException) when (!http.RequestAborted.IsCancellationRequested)
        {
            return Page(http, antiforgery, StartView.From(form, new Trials([new Trial("All", false, $"not through after {Patience.TotalSeconds:0} s; try one thing after the other")], [], [], null)));
        }
    }

    private static RazorComponentResult<StartPage> Page(HttpContext http, IAntiforgery antiforgery, StartView view)
    {
        var tokens = antiforgery.GetAndStoreTokens(http);
        return new RazorComponentResult<StartPage>(new { View = view, TokenField = tokens.FormFieldName, Token = tokens.RequestToken ?? "" });
    }

    private static ProblemHttpResult NotConfigured() => TypedResults.Problem(
        "BakeWindow has no configuration, so it knows nothing and nothing may be disturbed by its word. Open /start on its machine, or name a file by BAKEWINDOW_CONFIG.",
        statusCode: StatusCodes.Status503ServiceUnavailable, title: "Not configured", extensions: new Dictionary<string, object?> { ["reason"] = "not-configured" });

    private static Task DenyAsync(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status403Forbidden;
        return http.Response.WriteAsync("Set-up is served to this machine only, under localhost or 127.0.0.1; use kubectl port-forward or an SSH tunnel.\n");
    }
}
