using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;

namespace BakeWindow.Core.Time;

/// <summary>Durations as people and machines write them: <c>90s</c>, <c>15m</c>, <c>1h30m</c>, <c>24h</c>, <c>2d</c>, or ISO 8601 (<c>PT15M</c>). Always above zero.</summary>
public static partial class DurationText
{
    /// <summary>No outage that BakeWindow plans is longer than this; a longer text is a typing error.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    /// <summary>Reads a duration; <paramref name="error"/> says what is wrong and how to mend it.</summary>
    public static bool TryParse(string? text, out TimeSpan duration, out string error)
    {
        duration = default;
        error = "";
        var trimmed = text?.Trim() ?? "";
        if (trimmed.Length is 0 or > 40)
        {
            error = $"\"{Shortened(trimmed)}\" is not a duration: write 90s, 15m, 1h30m, 24h or ISO 8601 like PT15M";
            return false;
        }

        var parsed = trimmed[0] is 'P' or 'p' ? FromIso(trimmed.ToUpperInvariant()) : FromUnits(trimmed);
        if (parsed is not { } value)
        {
            error = $"\"{trimmed}\" is not a duration: write 90s, 15m, 1h30m, 24h or ISO 8601 like PT15M";
            return false;
        }

        if (value <= TimeSpan.Zero || value > Longest)
        {
            error = $"\"{trimmed}\" must be longer than zero and at most {Longest.TotalDays:0} days";
            return false;
        }

        duration = value;
        return true;
    }

    /// <summary>Reads a duration.</summary>
    /// <exception cref="FormatException">The text is none; the message names it and the forms that are.</exception>
    public static TimeSpan Parse(string? text) => TryParse(text, out var duration, out var error) ? duration : throw new FormatException(error);

    /// <summary>ISO 8601, as every JSON of BakeWindow writes it: <c>PT1H34M</c>; hours are not folded into days.</summary>
    public static string Iso(TimeSpan duration)
    {
        if (duration == TimeSpan.Zero)
        {
            return "PT0S";
        }

        var sign = duration < TimeSpan.Zero ? "-" : "";
        var d = duration.Duration();
        var hours = (long)d.TotalHours;
        var seconds = d.Seconds + ((d.Ticks % TimeSpan.TicksPerSecond) / (decimal)TimeSpan.TicksPerSecond);
        return string.Create(CultureInfo.InvariantCulture,
            $"{sign}PT{(hours > 0 ? hours + "H" : "")}{(d.Minutes > 0 ? d.Minutes + "M" : "")}{(seconds > 0 ? seconds.ToString("0.#######", CultureInfo.InvariantCulture) + "S" : "")}");
    }

    /// <summary>For people: <c>1 h 34 min</c>, <c>47 min</c>, <c>12 min 30 s</c>, <c>45 s</c>.</summary>
    public static string Human(TimeSpan duration)
    {
        var d = duration.Duration();
        var sign = duration < TimeSpan.Zero ? "−" : "";
        return sign + (d.TotalDays >= 2 ? Two((long)d.TotalDays, "d", d.Hours, "h")
            : d.TotalHours >= 1 ? Two((long)d.TotalHours, "h", d.Minutes, "min")
            : d.TotalMinutes >= 1 ? Two(d.Minutes, "min", d.Seconds, "s")
            : string.Create(CultureInfo.InvariantCulture, $"{d.Seconds} s"));
    }

    private static string Two(long major, string majorUnit, int minor, string minorUnit) =>
        string.Create(CultureInfo.InvariantCulture, $"{major} {majorUnit}{(minor > 0 ? $" {minor} {minorUnit}" : "")}");

    private static string Shortened(string text) => text.Length <= 40 ? text : text[..40] + "…";

    private static TimeSpan? FromIso(string text)
    {
        try
        {
            return XmlConvert.ToTimeSpan(text);
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            return null;
        }
    }

    private static TimeSpan? FromUnits(string text)
    {
        var match = Units().Match(text);
        if (!match.Success)
        {
            return null;
        }

        var total = 0d;
        foreach (var (group, seconds) in new[] { ("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1) })
        {
            if (match.Groups[group] is { Success: true, Value: var digits })
            {
                total += double.Parse(digits, CultureInfo.InvariantCulture) * seconds;
            }
        }

        // Whatever is longer than anything is too long, not unreadable.
        return total < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(total) : TimeSpan.MaxValue;
    }

    [GeneratedRegex(@"^(?=[0-9])(?:(?<d>[0-9]{1,9})d)?(?:(?<h>[0-9]{1,9})h)?(?:(?<m>[0-9]{1,9})m)?(?:(?<s>[0-9]{1,9})s)?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Units();
}
