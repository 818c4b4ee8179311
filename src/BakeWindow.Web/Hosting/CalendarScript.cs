using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using BakeWindow.Web.Access;
using Microsoft.Extensions.FileProviders;
using NUglify;
using NUglify.JavaScript;

namespace BakeWindow.Web.Hosting;

/// <summary>
/// The calendar's modules as one small file: joined in order, made short, compressed, once at the first request. Only the page that draws with it fetches it, under an address that names its contents.
/// </summary>
public sealed partial class CalendarScript
{
    // Each stands after those that it imports.
    private static readonly string[] Parts = ["calendar/bins.js", "calendar/data.js", "calendar/axis.js", "calendar/paint.js", "calendar/overlay.js", "calendar/pad.js", "rights-calendar.js"];

    private readonly Lazy<Packed> packed;

    /// <summary>Of the modules in the site's own files.</summary>
    public CalendarScript(IWebHostEnvironment site) => packed = new(() => Pack(site.WebRootFileProvider));

    /// <summary>Where the page imports it.</summary>
    public string Url => $"/js/calendar.{packed.Value.Tag}.js";

    /// <summary>What could not be made short, in words; empty when all could. Then it is served as it was written.</summary>
    public IReadOnlyList<string> Problems => packed.Value.Problems;

    /// <summary>Its bytes under brotli, as most browsers get it.</summary>
    public int Size => packed.Value.Brotli.Length;

    /// <summary>Answers for the address.</summary>
    public static void Map(WebApplication app) => app.MapGet("/js/calendar.{tag}.js", (string tag, HttpContext http, CalendarScript script) => script.Serve(tag, http)).AllowsPeople(Act.View).ExcludeFromDescription();

    private IResult Serve(string tag, HttpContext http)
    {
        var p = packed.Value;
        if (tag != p.Tag)
        {
            return TypedResults.NotFound();
        }

        var accepted = http.Request.Headers.AcceptEncoding.ToString();
        var (encoding, bytes) = accepted.Contains("br", StringComparison.Ordinal) ? ("br", p.Brotli) : accepted.Contains("gzip", StringComparison.Ordinal) ? ("gzip", p.Gzip) : ("", p.Plain);
        http.Response.Headers.Vary = "Accept-Encoding";
        http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        if (encoding.Length > 0)
        {
            http.Response.Headers.ContentEncoding = encoding;
        }

        return TypedResults.Bytes(bytes, "text/javascript; charset=utf-8");
    }

    private static Packed Pack(IFileProvider files)
    {
        var all = new StringBuilder();
        foreach (var part in Parts)
        {
            using var reader = new StreamReader(files.GetFileInfo($"js/{part}").CreateReadStream());
            var source = Imports().Replace(reader.ReadToEnd(), "");
            // The last one is what is imported; within the file nothing need be exported.
            all.Append(part == Parts[^1] ? source : Exports().Replace(source, "")).Append('\n');
        }

        var written = all.ToString();
        var made = Uglify.Js(written, new CodeSettings { SourceMode = JavaScriptSourceMode.Module, EvalTreatment = EvalTreatment.Ignore, LocalRenaming = LocalRenaming.CrunchAll });
        var plain = Encoding.UTF8.GetBytes(made.HasErrors ? written : made.Code);
        return new Packed(plain, Compressed(plain, s => new BrotliStream(s, CompressionLevel.SmallestSize, leaveOpen: true)), Compressed(plain, s => new GZipStream(s, CompressionLevel.SmallestSize, leaveOpen: true)),
            Convert.ToHexStringLower(SHA256.HashData(plain)[..6]), made.HasErrors ? [.. made.Errors.Select(e => e.ToString())] : []);
    }

    private static byte[] Compressed(byte[] plain, Func<Stream, Stream> with)
    {
        using var to = new MemoryStream();
        using (var stream = with(to))
        {
            stream.Write(plain);
        }

        return to.ToArray();
    }

    [GeneratedRegex(@"^import .*;\r?\n", RegexOptions.Multiline | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Imports();

    [GeneratedRegex("^export ", RegexOptions.Multiline | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Exports();

    private sealed record Packed(byte[] Plain, byte[] Brotli, byte[] Gzip, string Tag, IReadOnlyList<string> Problems);
}
