using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;

namespace BakeWindow.Web.Hosting;

/// <summary>
/// Pages travel compressed; files of wwwroot are compressed when the program is published, and the API's answers are small. Guessing a secret from the length of a compressed page
/// (BREACH) needs a secret that stays the same, beside text that a stranger chooses, in a page that the stranger can have fetched in the victim's name. Pages where a token may stand are
/// therefore left out, what Blazor and antiforgery put into the others is sealed anew for each answer, and cookies are SameSite, so that other sites fetch no page in anybody's name.
/// </summary>
internal static class PageCompression
{
    private static readonly string[] WithSecrets = ["/me", "/signin", "/settings"];

    public static void AddPageCompression(this IServiceCollection services)
    {
        services.AddResponseCompression(o =>
        {
            o.EnableForHttps = true;
            o.MimeTypes = ["text/html"];
            o.Providers.Add<BrotliCompressionProvider>();
            o.Providers.Add<GzipCompressionProvider>();
        });
        services.Configure<BrotliCompressionProviderOptions>(o => o.Level = CompressionLevel.Fastest);
        services.Configure<GzipCompressionProviderOptions>(o => o.Level = CompressionLevel.Fastest);
    }

    public static bool IsPage(HttpContext context) => !PageAccess.IsForMachines(context)
        && !Array.Exists(WithSecrets, p => context.Request.Path.StartsWithSegments(p, StringComparison.OrdinalIgnoreCase));
}
