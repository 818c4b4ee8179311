using System.Globalization;
using BakeWindow.Core.Time;
using BakeWindow.Storage;

namespace BakeWindow.Web.Views;

/// <summary>What an address asks of the audit. A value that makes no sense is left out and named.</summary>
/// <param name="Question">The rows.</param>
/// <param name="Before">The cursor: only rows with a lower key.</param>
/// <param name="Mistakes">What was left out, by parameter.</param>
public sealed record AuditFilter(AuditQuestion Question, long? Before, IReadOnlyDictionary<string, string> Mistakes)
{
    private const int Longest = 200;

    /// <summary>Reads it.</summary>
    public static AuditFilter Read(string? kind, string? who, string? from, string? to, string? text, string? before, DateTimeOffset now)
    {
        var mistakes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var (start, end) = (Time("from", from, now, mistakes), Time("to", to, now, mistakes));
        if (end <= start)
        {
            mistakes["to"] = $"\"{Shown(to!)}\" is not after from; give a later time";
            end = null;
        }

        long? cursor = null;
        if (Given(before) is { } told)
        {
            if (long.TryParse(told, NumberStyles.None, CultureInfo.InvariantCulture, out var key))
            {
                cursor = key;
            }
            else
            {
                mistakes["before"] = $"\"{Shown(told)}\" is no row; take the cursor of a page before";
            }
        }

        return new(new AuditQuestion(Word("kind", kind, mistakes), Word("who", who, mistakes), start, end, Word("text", text, mistakes)), cursor, mistakes);
    }

    /// <summary>Reads a time as addresses have it: ISO 8601 with a zone, a date (its start in UTC), <c>now</c>, <c>now-6h</c> or <c>now+30m</c>.</summary>
    public static bool TryTime(string text, DateTimeOffset now, out DateTimeOffset time)
    {
        time = now;
        if (text.StartsWith("now", StringComparison.OrdinalIgnoreCase))
        {
            var rest = text[3..];
            if (rest.Length == 0)
            {
                return true;
            }

            // A plus in an address may come as a space.
            if (rest[0] is not ('-' or '+' or ' ') || !DurationText.TryParse(rest[1..], out var span, out _))
            {
                return false;
            }

            time = rest[0] == '-' ? now - span : now + span;
            return true;
        }

        return DateTimeOffset.TryParseExact(
            text, ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"],
            CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
    }

    private static DateTimeOffset? Time(string name, string? text, DateTimeOffset now, SortedDictionary<string, string> mistakes)
    {
        if (Given(text) is not { } told)
        {
            return null;
        }

        if (TryTime(told, now, out var time))
        {
            return time;
        }

        mistakes[name] = $"\"{Shown(told)}\" is no time; write 2026-10-01T14:00:00Z, 2026-10-01 or now-6h";
        return null;
    }

    private static string? Word(string name, string? text, SortedDictionary<string, string> mistakes)
    {
        if (Given(text) is not { Length: > Longest } told)
        {
            return Given(text);
        }

        mistakes[name] = $"\"{Shown(told)}\" is longer than {Longest} characters; write less";
        return null;
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static string Shown(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
