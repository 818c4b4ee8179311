using System.Net;
using BakeWindow.Web.Configuration;

namespace BakeWindow.Web.Hosting;

/// <summary>Pages can approve and cancel, so they are served to this machine only, unless the configuration says that somebody in front guards them. The machine's interfaces are not pages.</summary>
internal sealed class PageAccess(RequestDelegate next, Settings settings)
{
    private static readonly string[] ForMachines = ["/api/", "/healthz/", "/metrics", "/openapi/"];

    public Task InvokeAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "/";
        if (settings.PagesFromAnywhere || IsForMachines(context) || FromHere(context))
        {
            // A page's socket takes orders: it must come from a page of ours.
            return path.StartsWith("/_blazor", StringComparison.Ordinal) && Foreign(context.Request) ? Deny(context, "Pages of other sites can't open a connection here.") : next(context);
        }

        return Deny(context, "Pages are served to this machine only. Put an authenticating proxy in front and set BakeWindow:Api:PagesFrom to anywhere, or use kubectl port-forward.");
    }

    /// <summary>True for what programs ask, which get problem details instead of pages.</summary>
    public static bool IsForMachines(HttpContext context) => Array.Exists(ForMachines, p => context.Request.Path.Value?.StartsWith(p, StringComparison.Ordinal) is true);

    public static bool Foreign(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        return origin.Length > 0 && (!Uri.TryCreate(origin, UriKind.Absolute, out var from) || !string.Equals(from.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }

    private static bool FromHere(HttpContext context) => context.Connection.RemoteIpAddress is { } from && IPAddress.IsLoopback(from);

    private static Task Deny(HttpContext context, string why)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(why + "\n");
    }
}
