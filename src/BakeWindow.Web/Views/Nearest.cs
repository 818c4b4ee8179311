namespace BakeWindow.Web.Views;

/// <summary>Names that somebody may have meant.</summary>
internal static class Nearest
{
    private const int Most = 3;
    private const int LongestName = 80;

    /// <summary>The known names that are most like the wanted one, the likest first; none when nothing is like it.</summary>
    public static IReadOnlyList<string> Of(string wanted, IEnumerable<string> known)
    {
        var word = wanted.Length <= LongestName ? wanted : wanted[..LongestName];
        return [.. known
            .Select(name => (Name: name, Apart: Apart(word.ToUpperInvariant(), name.ToUpperInvariant())))
            .Where(n => n.Apart <= Math.Max(2, n.Name.Length / 2) || n.Name.Contains(word, StringComparison.OrdinalIgnoreCase))
            .OrderBy(n => n.Apart).ThenBy(n => n.Name, StringComparer.Ordinal).Take(Most).Select(n => n.Name)];
    }

    // How many letters have to be put in, taken out or changed.
    private static int Apart(string a, string b)
    {
        var before = new int[b.Length + 1];
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            before[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                row[j] = Math.Min(Math.Min(row[j - 1], before[j]) + 1, before[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
            }

            (before, row) = (row, before);
        }

        return before[b.Length];
    }
}
