namespace BakeWindow.Web.Views.Palette;

/// <summary>What the palette shows for a text.</summary>
/// <param name="For">The text it belongs to.</param>
/// <param name="Rows">In order; the first is the answer.</param>
public sealed record PaletteView(string For, IReadOnlyList<PaletteRow> Rows)
{
    /// <summary>The same rows under their headings, in order of first appearance.</summary>
    public IEnumerable<IGrouping<string, (PaletteRow Row, int Index)>> Groups => Rows.Select((r, i) => (r, i)).GroupBy(x => x.r.Group, StringComparer.Ordinal);
}

/// <summary>One row: an answer, a place or an act.</summary>
/// <param name="Group">Its heading.</param>
/// <param name="Title">What it says.</param>
/// <param name="Detail">What goes with it; may be empty.</param>
public sealed record PaletteRow(string Group, string Title, string Detail = "")
{
    /// <summary>Heading of answers.</summary>
    public const string Answers = "Answer";

    /// <summary>Heading of places.</summary>
    public const string Places = "Go to";

    /// <summary>Heading of acts.</summary>
    public const string Acts = "Do";

    /// <summary>Where it leads; null: nowhere.</summary>
    public string? Href { get; init; }

    /// <summary>What the page does by itself (<c>data-do</c>); nothing of it changes anything but the picture.</summary>
    public string? Act { get; init; }

    /// <summary>The verdict behind it, in a word.</summary>
    public Word? Word { get; init; }

    /// <summary>Until when the answer may be believed.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>Why it can't be taken; null: it can.</summary>
    public string? Off { get; init; }
}
