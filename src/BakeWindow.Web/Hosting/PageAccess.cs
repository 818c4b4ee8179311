using System.Net;
using BakeWindow.Web.Configuration;

namespace BakeWindow.Web.Hosting;

/// <summary>Pages can approve and cancel, so they are served to this machine only, unless the configuration says that somebody in front guards them. The machine's interfaces are not pages.</summary>
internal sealed class PageAccess(RequestDelegate next, Settings settings)
{
    private static readonly string[] ForMachines = ["/api/", "/healthz/", "/metrics", "/openapi/", "/compat/"];
    private static readonly string[] SaidByProxies = ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP"];

    public Task InvokeAsync(HttpContext context)
    {
        if (settings.PagesFromAnywhere || IsForMachines(context) || IsFromHere(context))
        {
            // A page's socket takes orders: it must come from a page of ours. Routes don't mind case.
            return context.Request.Path.StartsWithSegments("/_blazor", StringComparison.OrdinalIgnoreCase) && Foreign(context.Request) ? Deny(context, "Pages of other sites can't open a connection here.") : next(context);
        }

        return Deny(context, "Pages are served to this machine only, under localhost or 127.0.0.1. Put an authenticating proxy in front and set BakeWindow:Api:PagesFrom to anywhere, or use kubectl port-forward.");
    }

    /// <summary>True for what programs ask, which get problem details instead of pages.</summary>
    public static bool IsForMachines(HttpContext context) => Feeds.FeedApi.IsFeed(context.Request.Path) || Array.Exists(ForMachines, p => context.Request.Path.Value?.StartsWith(p, StringComparison.Ordinal) is true);

    /// <summary>
    /// True for a caller on this machine who asks this machine. Not one for whom a proxy here asks, who may be anybody; nor a page of another site whose name was made to mean this
    /// machine (DNS rebinding), for its browser names that site as the host.
    /// </summary>
    public static bool IsFromHere(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } from && IPAddress.IsLoopback(from)
        && !Array.Exists(SaidByProxies, context.Request.Headers.ContainsKey)
        && (context.Request.Host.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(context.Request.Host.Host.Trim('[', ']'), out var host) && IPAddress.IsLoopback(host)));

    /// <summary>True for a request that a page of another site makes.</summary>
    public static bool Foreign(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        return origin.Length > 0 && (!Uri.TryCreate(origin, UriKind.Absolute, out var from) || !string.Equals(from.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }

    private static Task Deny(HttpContext context, string why)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(why + "\n");
    }
}
