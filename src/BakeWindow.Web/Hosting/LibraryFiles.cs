using MudBlazor;

namespace BakeWindow.Web.Hosting;

/// <summary>
/// Files of the component library. Under the fingerprinted names that come with its package they are served as they lie, ten times as many bytes as under their plain names, which are the only
/// ones that travel compressed. So the plain names are asked for, with the library's build behind them, and whoever asks for this build may keep what he gets.
/// </summary>
internal static class LibraryFiles
{
    private const string Root = "/_content/MudBlazor";

    private static readonly string Build = typeof(MudTheme).Assembly.ManifestModule.ModuleVersionId.ToString("N")[..12];

    /// <summary>Its address, without a leading slash.</summary>
    public static string Url(string path) => $"{path}?v={Build}";

    /// <summary>What was asked for is of the build that runs here, so it never changes.</summary>
    public static bool IsForGood(HttpContext http) => http.Request.Path.StartsWithSegments(Root, StringComparison.Ordinal) && http.Request.Query["v"] == Build
        && (http.Response.StatusCode is StatusCodes.Status200OK or StatusCodes.Status304NotModified);
}
