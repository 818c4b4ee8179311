using System.Globalization;
using BakeWindow.Core.Time;

namespace BakeWindow.Web.Views.Palette;

/// <summary>A moment as people say it: <c>18:00</c>, <c>fri 18:00</c>, <c>tomorrow 9:30</c>, in their zone; or as an address writes an instant.</summary>
internal static class DayTime
{
    /// <summary>Reads one; it is always ahead of <paramref name="now"/> where the text leaves the day open.</summary>
    public static bool TryParse(string text, TimeZoneInfo zone, DateTimeOffset now, out DateTimeOffset at)
    {
        at = default;
        if (UrlTime.TryParse(text, out var written, out _) && written is UrlTime.Instant or UrlTime.FromNow)
        {
            at = written.When(null, now)!.Value;
            return true;
        }

        var words = text.ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is 0 or > 2)
        {
            return false;
        }

        var time = TimeOnly.MaxValue;
        var timed = words[^1].Contains(':', StringComparison.Ordinal);
        if (timed && !TimeOnly.TryParseExact(words[^1], ["H:mm", "HH:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out time) || words.Length == 2 && !timed)
        {
            return false;
        }

        var here = TimeZoneInfo.ConvertTime(now, zone);
        var today = DateOnly.FromDateTime(here.DateTime);
        if (timed && words.Length == 1)
        {
            at = Instant(today, time, zone);
            at = at > now ? at : Instant(today.AddDays(1), time, zone);
            return true;
        }

        if (DaysAhead(words[0], here.DayOfWeek) is not { } days)
        {
            return false;
        }

        // A day alone means all of it.
        at = timed ? Instant(today.AddDays(days), time, zone) : Instant(today.AddDays(days + 1), TimeOnly.MinValue, zone);
        at = at > now ? at : Instant(today.AddDays(days + 7), time, zone);
        return true;
    }

    private static int? DaysAhead(string word, DayOfWeek today)
    {
        if (word is "today" or "tomorrow")
        {
            return word == "today" ? 0 : 1;
        }

        var day = word.Length < 3 ? -1 : Array.FindIndex(Enum.GetNames<DayOfWeek>(), d => d.StartsWith(word, StringComparison.OrdinalIgnoreCase));
        return day < 0 ? null : (day - (int)today + 7) % 7;
    }

    // A skipped hour is taken with the offset before the jump, a repeated one as the first: the earlier is the safer deadline.
    private static DateTimeOffset Instant(DateOnly date, TimeOnly time, TimeZoneInfo zone)
    {
        var local = date.ToDateTime(time);
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.IsInvalidTime(local) ? zone.GetUtcOffset(local.AddHours(-1)) : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}
