using BakeWindow.Core.Calendar;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rights;

namespace BakeWindow.Web.Views.Calendar;

/// <summary>One group of the calendar: the bakers that work there would hit, and the answer for them.</summary>
/// <param name="Id">Unique among the rows; <c>*</c> for the first, which merges all of them.</param>
/// <param name="Name">As it is read.</param>
/// <param name="Bakers">Whose rights.</param>
public sealed record CalendarRow(string Id, string Name, IReadOnlyList<BakerAddress> Bakers)
{
    /// <summary>The id of the merged row.</summary>
    public const string All = "*";

    /// <summary>The plan; null when it can't be known.</summary>
    public Plan? Plan { get; init; }

    /// <summary>Why it can't be known; null when it can.</summary>
    public string? Unknown { get; init; }

    /// <summary>The answer, in order of level.</summary>
    public IReadOnlyList<LaneSpan> Spans { get; init; } = [];

    /// <summary>To which spans point.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The attesting budget of the cycle, in words: <c>31 % used</c>; empty when it is not known.</summary>
    public string Budget { get; init; } = "";

    /// <summary>True when a person put it on top.</summary>
    public bool Pinned { get; init; }

    /// <summary>What the answer says now, in a word that has its own icon.</summary>
    public Word Word(int head) => Plan is null ? Views.Word.CannotSay
        : Spans.Any(s => s.From <= head && head < s.To && s.Kind is LaneKind.Unknown) ? Views.Word.CannotSay
        : Spans.Any(s => s.From <= head && head < s.To && (s.Kind is LaneKind.Open or LaneKind.Costs)) ? Views.Word.Open
        : Views.Word.Held;
}
