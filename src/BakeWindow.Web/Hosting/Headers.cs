namespace BakeWindow.Web.Hosting;

/// <summary>What every answer tells a browser: run only our own scripts, be framed by nobody, guess no types, send no addresses along.</summary>
internal sealed class Headers(RequestDelegate next)
{
    // Bars and lanes are placed by styles on elements; scripts are files of ours only.
    private const string Policy = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'; object-src 'none'";

    public Task InvokeAsync(HttpContext context)
    {
        // At the last moment, for an answer to an exception begins with taking off every header that was set before.
        context.Response.OnStarting(Set, context);
        return next(context);
    }

    private static Task Set(object state)
    {
        var context = (HttpContext)state;
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = headers.ContentSecurityPolicy.Count == 0 ? Policy : Microsoft.Extensions.Primitives.StringValues.Concat(Policy, headers.ContentSecurityPolicy);
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=(), usb=()";
        if (context.Request.IsHttps)
        {
            headers.StrictTransportSecurity = "max-age=63072000";
        }

        if (LibraryFiles.IsForGood(context))
        {
            headers.CacheControl = "public, max-age=31536000, immutable";
        }

        // Who may not see it any more finds it in no cache; files have answers of their own.
        if (headers.CacheControl.Count == 0)
        {
            headers.CacheControl = "no-store";
        }

        return Task.CompletedTask;
    }
}
