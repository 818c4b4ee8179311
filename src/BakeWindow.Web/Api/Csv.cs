using System.Globalization;
using System.Text;
using BakeWindow.Core.Time;

namespace BakeWindow.Web.Api;

/// <summary>
/// Lines of CSV as RFC 4180 has them: commas, CRLF, quotes only where they are needed. What a spreadsheet would take for a formula gets an apostrophe before it, for reasons and
/// names are written by whoever asks.
/// </summary>
public static class Csv
{
    // Also the wide forms, which some programs read as the narrow ones.
    private const string Formula = "=+-@\t\r\n＝＋－＠|%";

    /// <summary>One line with its end. A null cell is empty.</summary>
    public static string Line(params ReadOnlySpan<string?> cells)
    {
        var line = new StringBuilder();
        for (var i = 0; i < cells.Length; i++)
        {
            if (i > 0)
            {
                line.Append(',');
            }

            Append(line, cells[i] ?? "");
        }

        return line.Append("\r\n").ToString();
    }

    /// <summary>An instant: UTC, ISO 8601, to the second.</summary>
    public static string Cell(DateTimeOffset? at) => at?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";

    /// <summary>A duration in seconds, whole where it is.</summary>
    public static string Cell(TimeSpan? duration) => Cell(duration?.TotalSeconds);

    /// <summary>A number with a point before its fraction; what is none is empty.</summary>
    public static string Cell(double? number) => number is { } n && double.IsFinite(n) ? n.ToString("0.######", CultureInfo.InvariantCulture) : "";

    /// <summary>A whole number.</summary>
    public static string Cell(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    /// <summary>The two ends of a range.</summary>
    public static (string From, string To) Cells(TimeRange range) => (Cell(range.Start), Cell(range.End));

    private static void Append(StringBuilder line, string cell)
    {
        if (cell.Length > 0 && Formula.Contains(cell[0], StringComparison.Ordinal) && !IsNumber(cell))
        {
            cell = "'" + cell;
        }

        if (cell.AsSpan().ContainsAny("\",\r\n") || (cell.Length > 0 && (char.IsWhiteSpace(cell[0]) || char.IsWhiteSpace(cell[^1]))))
        {
            line.Append('"').Append(cell.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
        }
        else
        {
            line.Append(cell);
        }
    }

    private static bool IsNumber(string cell) => double.TryParse(cell, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _);
}
