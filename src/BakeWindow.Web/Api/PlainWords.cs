using System.Globalization;
using System.Text;

namespace BakeWindow.Web.Api;

/// <summary>Words that people write and others read: a reason, a name. One line of text that looks as it is written.</summary>
internal static class PlainWords
{
    /// <summary>What is wrong with the characters; null: nothing. Control characters end lines and files, and marks of direction let a text read as another.</summary>
    public static string? Mistake(string text) => text.EnumerateRunes().Any(r => Rune.IsControl(r) || IsMark(r) || r == Rune.ReplacementChar)
        ? "write plain text in one line: it holds a control character, or a mark that turns the direction of writing"
        : null;

    // Format characters but for those that join emoji and letters of scripts.
    private static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator && rune.Value is not (0x200C or 0x200D);
}
