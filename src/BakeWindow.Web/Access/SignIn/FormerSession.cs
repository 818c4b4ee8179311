using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace BakeWindow.Web.Access.SignIn;

/// <summary>
/// The session with which a browser comes to sign in. It is taken out of the request, for the framework would go on with its key, and with it whoever planted or had it; whoever signs in is nobody yet.
/// </summary>
/// <param name="Key">The browser's key.</param>
internal sealed record FormerSession(string Key)
{
    private const string KeyClaim = "Microsoft.AspNetCore.Authentication.Cookies-SessionId";

    /// <summary>Takes the session's cookie out of the request and keeps its key aside, to end the session when somebody signs in.</summary>
    public static void PutAside(HttpContext http)
    {
        var options = http.RequestServices.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(Recognition.SessionScheme);
        if (options.CookieManager.GetRequestCookie(http, options.Cookie.Name!) is not { } cookie)
        {
            return;
        }

        if (options.TicketDataFormat.Unprotect(cookie)?.Principal.FindFirst(KeyClaim)?.Value is { } key)
        {
            http.Features.Set(new FormerSession(key));
        }

        http.Request.Headers.Cookie = new StringValues(string.Join("; ", http.Request.Headers.Cookie.SelectMany(line => (line ?? "").Split(';', StringSplitOptions.TrimEntries)).Where(c => !IsOf(options.Cookie.Name!, c))));
    }

    private static bool IsOf(string name, string cookie) => cookie.Split('=')[0] is var called && (called == name || called == "__Host-" + name);
}
