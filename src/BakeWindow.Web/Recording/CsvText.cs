using System.Globalization;

namespace BakeWindow.Web.Recording;

/// <summary>Rows of a table as text with commas (RFC 4180). What a spreadsheet would take for a formula gets an apostrophe in front: names and reasons come from outside.</summary>
internal static class CsvText
{
    /// <summary>One line, with its end.</summary>
    public static string Line(params ReadOnlySpan<object?> cells)
    {
        var parts = new string[cells.Length];
        for (var i = 0; i < cells.Length; i++)
        {
            parts[i] = Cell(cells[i]);
        }

        return string.Join(',', parts) + "\r\n";
    }

    // Our own numbers and times are written as they are; a minus in front of one is no formula.
    private static string Cell(object? value) => value switch
    {
        null => "",
        DateTimeOffset at => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        string text => Quoted(text.Length > 0 && text[0] is ('=' or '+' or '-' or '@' or '\t' or '\r' or '\n') ? "'" + text : text),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => Quoted(value.ToString() ?? ""),
    };

    private static string Quoted(string text) => text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
