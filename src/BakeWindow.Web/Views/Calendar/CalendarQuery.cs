using System.Globalization;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Time;

namespace BakeWindow.Web.Views.Calendar;

/// <summary>What the calendar's address asks for, as texts. Whatever is wrong is repaired and named; the picture follows from this alone.</summary>
public sealed record CalendarQuery
{
    /// <summary>Rows may be these.</summary>
    public static readonly IReadOnlyList<string> RowKinds = ["baker", "node", "domain"];

    /// <summary>The first level drawn.</summary>
    public required int From { get; init; }

    /// <summary>The level at which the drawing ends, excluded.</summary>
    public required int To { get; init; }

    /// <summary>The level at which the cursor stands; null: nowhere.</summary>
    public int? At { get; init; }

    /// <summary>One row for each <c>baker</c>, <c>node</c> or failure <c>domain</c>.</summary>
    public string Rows { get; init; } = RowKinds[0];

    /// <summary>Declared bakers by name; empty: all.</summary>
    public IReadOnlyList<string> Bakers { get; init; } = [];

    /// <summary>Rows that stand on top.</summary>
    public IReadOnlyList<string> Pins { get; init; } = [];

    /// <summary>The need as it was written; null: as learned.</summary>
    public string? Need { get; init; }

    /// <summary>The node; null: none.</summary>
    public string? Node { get; init; }

    /// <summary>True for the tables.</summary>
    public bool Table { get; init; }

    /// <summary>True when times are to be read in UTC only.</summary>
    public bool Utc { get; init; }

    /// <summary>True for rows of 44 pixels instead of 60.</summary>
    public bool Compact { get; init; }

    /// <summary>The page of each table, from 1: windows, rights, holds.</summary>
    public (int Windows, int Rights, int Holds) Pages { get; init; } = (1, 1, 1);

    /// <summary>What was wrong and what is drawn instead, a sentence each.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];

    /// <summary>The address of this picture, with levels, so that whoever opens it sees the same.</summary>
    public string Url => AddressOf(this);

    /// <summary>The same picture over another span, clamped to what there is.</summary>
    public CalendarQuery Over(CalendarRange range, int from, int to)
    {
        var (a, b) = range.Clamp(from, to);
        return this with { From = a, To = b, Pages = (1, 1, 1) };
    }

    /// <summary>Reads an address.</summary>
    /// <param name="told">Its parameters.</param>
    /// <param name="range">What levels there are, and when.</param>
    /// <param name="bakers">Names of declared bakers.</param>
    /// <param name="nodes">Names of nodes.</param>
    public static CalendarQuery Read(CalendarTold told, CalendarRange range, IReadOnlyCollection<string> bakers, IReadOnlyCollection<string> nodes)
    {
        var notices = new List<string>();
        var at = Place(told.At, "at", range, notices);
        // Two hours, and a little of what has just been.
        var from = Place(told.From, "from", range, notices) ?? (at is { } cursor && told.To is null ? cursor - (range.LevelsOf(TimeSpan.FromHours(2)) / 2) : range.Head - range.LevelsOf(TimeSpan.FromMinutes(2)));
        var to = Place(told.To, "to", range, notices) ?? from + range.LevelsOf(TimeSpan.FromHours(2));
        if (to <= from)
        {
            notices.Add($"\"to\" lies before \"from\"; two hours from level {from.ToString("N0", CultureInfo.InvariantCulture)} are drawn.");
            to = from + range.LevelsOf(TimeSpan.FromHours(2));
        }

        var (first, end) = range.Clamp(from, to);
        if (told.From is not null && told.To is not null && (first, end) != (from, to) && notices.Count == 0)
        {
            notices.Add($"Drawn are levels {first.ToString("N0", CultureInfo.InvariantCulture)} to {end.ToString("N0", CultureInfo.InvariantCulture)}: that is as much of the span as there are rights for, or as little as can be drawn.");
        }

        return new CalendarQuery
        {
            From = first,
            To = end,
            At = at is { } level ? Math.Clamp(level, range.First, range.End) : null,
            Rows = OneOf(told.Rows, "rows", RowKinds, notices) ?? RowKinds[0],
            Bakers = Names(told.Bakers, bakers, notices),
            Pins = [.. (told.Pins ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(20).Select(Shown)],
            Need = NeedOf(told.Need, notices),
            Node = NodeOf(told.Node, nodes, notices),
            Table = OneOf(told.View, "view", ["chart", "table"], notices) == "table",
            Utc = OneOf(told.Zone, "z", ["utc"], notices) is not null,
            Compact = OneOf(told.Density, "d", ["compact", "comfortable"], notices) == "compact",
            Pages = (Page(told.WindowsPage), Page(told.RightsPage), Page(told.HoldsPage)),
            Notices = notices,
        };
    }

    private static string AddressOf(CalendarQuery q)
    {
        var parts = new List<string> { $"from=L{q.From}", $"to=L{q.To}" };
        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                parts.Add($"{name}={Uri.EscapeDataString(value)}");
            }
        }

        Add("at", q.At is { } at ? $"L{at}" : null);
        Add("rows", q.Rows == RowKinds[0] ? null : q.Rows);
        Add("b", string.Join(',', q.Bakers));
        Add("pin", string.Join(',', q.Pins));
        Add("need", q.Need);
        Add("n", q.Node);
        Add("view", q.Table ? "table" : null);
        Add("z", q.Utc ? "utc" : null);
        Add("d", q.Compact ? "compact" : null);
        Add("wp", q.Pages.Windows > 1 ? q.Pages.Windows.ToString(CultureInfo.InvariantCulture) : null);
        Add("rp", q.Pages.Rights > 1 ? q.Pages.Rights.ToString(CultureInfo.InvariantCulture) : null);
        Add("hp", q.Pages.Holds > 1 ? q.Pages.Holds.ToString(CultureInfo.InvariantCulture) : null);
        return "/calendar?" + string.Join('&', parts);
    }

    private static int? Place(string? text, string name, CalendarRange range, List<string> notices)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (range.TryPlace(text.Trim(), out var level))
        {
            return level;
        }

        notices.Add($"\"{Shown(text)}\" in \"{name}\" is no place on the chain: write 2026-11-25T14:00Z, L15182200, C1370, now, now-1h or now+6h. It is left out.");
        return null;
    }

    private static string? OneOf(string? text, string name, IReadOnlyList<string> known, List<string> notices)
    {
        if (string.IsNullOrWhiteSpace(text) || known.Contains(text, StringComparer.Ordinal))
        {
            return string.IsNullOrWhiteSpace(text) ? null : text;
        }

        notices.Add($"\"{Shown(text)}\" in \"{name}\" is not known; there are {string.Join(", ", known)}. It is left out.");
        return null;
    }

    private static string[] Names(string? text, IReadOnlyCollection<string> declared, List<string> notices)
    {
        string[] asked = [.. (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct().Take(100)];
        foreach (var unknown in asked.Where(a => !declared.Contains(a)).Take(3))
        {
            notices.Add($"\"{Shown(unknown)}\" is no declared baker; declared are {string.Join(", ", declared)}. It is left out.");
        }

        return [.. asked.Where(declared.Contains)];
    }

    private static string? NeedOf(string? text, List<string> notices)
    {
        if (string.IsNullOrWhiteSpace(text) || DurationText.TryParse(text, out _, out var error))
        {
            return string.IsNullOrWhiteSpace(text) ? null : text.Trim();
        }

        notices.Add($"{error}. Drawn for the learned time instead.");
        return null;
    }

    private static string? NodeOf(string? text, IReadOnlyCollection<string> nodes, List<string> notices)
    {
        if (string.IsNullOrWhiteSpace(text) || nodes.Contains(text.Trim()))
        {
            return string.IsNullOrWhiteSpace(text) ? null : text.Trim();
        }

        notices.Add($"There is no node \"{Shown(text)}\" in sight; all bakers are drawn.");
        return null;
    }

    private static int Page(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var page) && page is > 0 and < 10_000 ? page : 1;

    private static string Shown(string text) => text.Length <= 40 ? text : text[..40] + "…";
}

/// <summary>The address's parameters as they stand in it.</summary>
public sealed record CalendarTold
{
    /// <summary><c>from</c>.</summary>
    public string? From { get; init; }

    /// <summary><c>to</c>.</summary>
    public string? To { get; init; }

    /// <summary><c>at</c>.</summary>
    public string? At { get; init; }

    /// <summary><c>rows</c>.</summary>
    public string? Rows { get; init; }

    /// <summary><c>b</c>.</summary>
    public string? Bakers { get; init; }

    /// <summary><c>pin</c>.</summary>
    public string? Pins { get; init; }

    /// <summary><c>need</c>.</summary>
    public string? Need { get; init; }

    /// <summary><c>n</c>.</summary>
    public string? Node { get; init; }

    /// <summary><c>view</c>.</summary>
    public string? View { get; init; }

    /// <summary><c>z</c>.</summary>
    public string? Zone { get; init; }

    /// <summary><c>d</c>.</summary>
    public string? Density { get; init; }

    /// <summary><c>wp</c>, <c>rp</c>, <c>hp</c>.</summary>
    public string? WindowsPage { get; init; }

    /// <summary><c>rp</c>.</summary>
    public string? RightsPage { get; init; }

    /// <summary><c>hp</c>.</summary>
    public string? HoldsPage { get; init; }
}
