using System.Globalization;
using BakeWindow.Core.Bypasses;

namespace BakeWindow.Web.Auditing;

/// <summary>What somebody writes to accept a finding: why it may stand, and until when. Bounded, and checked as a whole.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Until">A date (its end, UTC), an instant with its offset, or days from now: <c>90d</c>.</param>
public sealed record AcceptForm(string? Reason, string? Until)
{
    private const int LeastReason = 10;
    private const int MostReason = 300;
    private const int MostUntil = 40;

    /// <summary>What can be kept, or what is wrong by field with its mend.</summary>
    public (Valid? Form, IReadOnlyDictionary<string, string> Mistakes) Check(DateTimeOffset now)
    {
        var mistakes = new Dictionary<string, string>(StringComparer.Ordinal);
        var reason = Reason?.Trim() ?? "";
        if (reason.Length is < LeastReason or > MostReason)
        {
            mistakes["reason"] = $"say in {LeastReason} to {MostReason} characters why this may stand; {reason.Length} are written";
        }

        var until = Read(Until?.Trim() ?? "", now);
        if (until is not { } end)
        {
            mistakes["until"] = $"\"{Shown(Until)}\" is no end; write a date (2026-12-24), an instant (2026-12-24T18:00:00Z) or days from now (90d)";
        }
        else if (end <= now)
        {
            mistakes["until"] = $"\"{Shown(Until)}\" is over already; write a later one";
        }
        else if (end - now > Acceptance.Longest)
        {
            mistakes["until"] = string.Create(CultureInfo.InvariantCulture, $"\"{Shown(Until)}\" is further away than {Acceptance.Longest.TotalDays:0} days, the longest there is; the last day is {(now + Acceptance.Longest).AddDays(-1):yyyy-MM-dd}");
        }

        return mistakes.Count == 0 ? (new Valid(reason, until!.Value), mistakes) : (null, mistakes);
    }

    private static DateTimeOffset? Read(string text, DateTimeOffset now)
    {
        if (text.Length is 0 or > MostUntil)
        {
            return null;
        }

        if (text.EndsWith('d') && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var days))
        {
            return days > 36_500 ? null : now.AddDays(days);
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            return date == DateOnly.MaxValue ? null : new DateTimeOffset(date.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero);
        }

        // A time without its offset would mean another instant to everybody.
        return (text.EndsWith('Z') || text.LastIndexOf('+') > 10 || text.LastIndexOf('-') > 10) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var instant) ? instant : null;
    }

    private static string Shown(string? text) => text is null ? "" : text.Length <= MostUntil ? text : text[..MostUntil] + "…";

    /// <summary>Checked.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="Until">Until when.</param>
    public sealed record Valid(string Reason, DateTimeOffset Until);
}
