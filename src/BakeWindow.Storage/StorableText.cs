using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace BakeWindow.Storage;

/// <summary>
/// Text that every database takes. PostgreSQL refuses a NUL and half a surrogate pair; people's reasons and names of clients come from outside and may hold either. Both become U+FFFD.
/// </summary>
internal sealed class StorableText() : ValueConverter<string, string>(text => Clean(text), text => text)
{
    public static string Clean(string text)
    {
        if (!text.AsSpan().Contains('\0') && !text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            return text;
        }

        return string.Concat(text.EnumerateRunes().Select(rune => rune.Value == 0 ? "\uFFFD" : rune.ToString()));
    }
}
