using Microsoft.AspNetCore.Authentication.Cookies;

namespace BakeWindow.Web.Access.SignIn;

/// <summary>Names cookies <c>__Host-…</c> over https, which binds them to this host alone; plain over http, where browsers would not take them, and which is for this machine only.</summary>
internal sealed class HostCookies : ICookieManager
{
    private readonly ChunkingCookieManager inner = new();

    public string? GetRequestCookie(HttpContext context, string key) => inner.GetRequestCookie(context, Name(context, key));

    public void AppendResponseCookie(HttpContext context, string key, string? value, CookieOptions options) => inner.AppendResponseCookie(context, Name(context, key), value, options);

    public void DeleteCookie(HttpContext context, string key, CookieOptions options) => inner.DeleteCookie(context, Name(context, key), options);

    private static string Name(HttpContext context, string key) => context.Request.IsHttps ? "__Host-" + key : key;
}
