using System.Net;
using BakeWindow.Web.Configuration;

namespace BakeWindow.Web.Hosting;

/// <summary>
/// Pages can approve and cancel, so without a sign-in they are served to this machine only, unless the configuration says that somebody in front guards them. The machine's interfaces are not pages. And whoever calls,
/// a page of another site changes nothing here and opens no circuit.
/// </summary>
internal sealed class PageAccess(RequestDelegate next, Settings settings)
{
    private static readonly string[] ForMachines = ["/api/", "/healthz/", "/metrics", "/openapi/", "/compat/", "/webhooks/"];
    private static readonly string[] SaidByProxies = ["Forwarded", "Via", "X-Real-IP", "X-Original-For", "X-Client-IP", "X-Cluster-Client-IP", "True-Client-IP", "CF-Connecting-IP", "X-Envoy-External-Address", "X-ProxyUser-Ip"];

    // Nobody can register a name under these: the cluster's own, and what is kept for private networks.
    private static readonly string[] OwnNetworks = [".svc", ".svc.cluster.local", ".local", ".internal", ".localhost", ".home.arpa"];

    public Task InvokeAsync(HttpContext context)
    {
        // A form or script of a foreign site can reach us with a browser's cookies, or on a loopback address, but only with its own Origin. A page's socket takes orders too. Routes don't mind case.
        if ((!IsSafe(context.Request.Method) || context.Request.Path.StartsWithSegments("/_blazor", StringComparison.OrdinalIgnoreCase)) && Foreign(context.Request))
        {
            return TypedResults.Problem("Calls that change something are not taken from pages of other sites.", statusCode: StatusCodes.Status403Forbidden, title: "Foreign origin").ExecuteAsync(context);
        }

        if (settings.SignIn is null && Rebound(context))
        {
            return TypedResults.Problem("Without a sign-in this machine is asked by localhost, an address, or a name of its own network only, so that no web site can ask in its reader's name.", statusCode: StatusCodes.Status421MisdirectedRequest, title: "Foreign name").ExecuteAsync(context);
        }

        if (settings.SignIn is not null || settings.PagesFromAnywhere || IsForMachines(context) || IsFromHere(context))
        {
            return next(context);
        }

        return Deny(context, "Pages are served to this machine only, under localhost or 127.0.0.1. Configure BakeWindow:SignIn (docs/access.md), or use kubectl port-forward.");
    }

    /// <summary>True for what programs ask, which get problem details instead of pages.</summary>
    public static bool IsForMachines(HttpContext context) => Feeds.FeedApi.IsFeed(context.Request.Path) || Array.Exists(ForMachines, p => Whole(context.Request.Path).StartsWith(p, StringComparison.OrdinalIgnoreCase) is true);

    /// <summary>
    /// True for a caller on this machine who asks this machine. Not one for whom a proxy here asks, who may be anybody; nor a page of another site whose name was made to mean this
    /// machine (DNS rebinding), for its browser names that site as the host.
    /// </summary>
    public static bool IsFromHere(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } from && IPAddress.IsLoopback(from)
        && !Array.Exists(SaidByProxies, context.Request.Headers.ContainsKey)
        && !context.Request.Headers.Keys.Any(name => name.StartsWith("X-Forwarded", StringComparison.OrdinalIgnoreCase))
        && (context.Request.Host.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(context.Request.Host.Host.Trim('[', ']'), out var host) && IPAddress.IsLoopback(host)));

    /// <summary>True for a call from this machine under a name that anybody on the internet could have given it: a web site whose name was made to mean this machine asks so, with nothing else to tell it by.</summary>
    private static bool Rebound(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } from && IPAddress.IsLoopback(from) && context.Request.Host.Host is { Length: > 0 } host
        && host.Contains('.', StringComparison.Ordinal) && !IPAddress.TryParse(host.Trim('[', ']'), out _)
        && !Array.Exists(OwnNetworks, own => host.TrimEnd('.').EndsWith(own, StringComparison.OrdinalIgnoreCase));

    /// <summary>True for a request that a page of another site makes.</summary>
    public static bool Foreign(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        return origin.Length > 0 && (!Uri.TryCreate(origin, UriKind.Absolute, out var from) || !string.Equals(from.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }

    // Routes mind neither case nor a slash at the end.
    private static string Whole(PathString path) => path.Value?.TrimEnd('/') + "/";

    private static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    private static Task Deny(HttpContext context, string why)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(why + "\n");
    }
}
