using System.Text;

namespace BakeWindow.Web.Api;

/// <summary>An answer that a browser keeps as a file: a header line, then a line for each row, written as they come, so that a long one costs no memory.</summary>
/// <param name="name">The file's name without its ending: letters, digits and dashes.</param>
/// <param name="header">The names of the columns.</param>
/// <param name="rows">The rows; each has a cell for each column. Whoever makes them bounds them.</param>
public sealed class CsvFile(string name, string[] header, IAsyncEnumerable<string?[]> rows) : IResult
{
    // So much is gathered before it is sent.
    private const int Chunk = 16 * 1024;

    /// <summary>A file of rows that are there already.</summary>
    public CsvFile(string name, string[] header, IEnumerable<string?[]> rows)
        : this(name, header, rows.ToAsyncEnumerable())
    {
    }

    /// <summary>What the parameter <c>format</c> asks for; an unknown one is a mistake, told by field.</summary>
    public static bool IsWanted(string? format, IDictionary<string, string[]> mistakes)
    {
        if (format is not (null or "" or "json" or "csv"))
        {
            mistakes["format"] = [$"\"{format[..Math.Min(40, format.Length)]}\" is not known; write json or csv"];
        }

        return format == "csv";
    }

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, ct) = (httpContext.Response, httpContext.RequestAborted);
        response.ContentType = "text/csv; charset=utf-8; header=present";
        response.Headers.ContentDisposition = $"attachment; filename=\"{name}.csv\"";
        response.Headers.CacheControl = "no-store";
        var gathered = new StringBuilder(Csv.Line(header));
        await foreach (var row in rows.WithCancellation(ct))
        {
            gathered.Append(Csv.Line(row));
            if (gathered.Length >= Chunk)
            {
                await response.WriteAsync(gathered.ToString(), ct);
                gathered.Clear();
            }
        }

        await response.WriteAsync(gathered.ToString(), ct);
    }
}
