using BakeWindow.Core.Time;

namespace BakeWindow.Web.Views.Palette;

/// <summary>A question as people type it: <c>can node-3 12m</c>, <c>next 30m alpha</c>, <c>when 45m node-3 before fri 18:00</c>. The order of words after the first is free.</summary>
/// <param name="Kind">What is asked.</param>
/// <param name="Subject">A node or a baker; null: all bakers.</param>
/// <param name="Need">For how long; null: as learned.</param>
/// <param name="Before">By when all must be done; null: no matter.</param>
public sealed record PaletteQuestion(PaletteQuestion.Asks Kind, string? Subject, TimeSpan? Need, DateTimeOffset? Before)
{
    /// <summary>What can be asked.</summary>
    public enum Asks
    {
        /// <summary>May it be disturbed now?</summary>
        Can,

        /// <summary>When next?</summary>
        Next,

        /// <summary>At which times at all?</summary>
        When,
    }

    /// <summary>A word that says nothing here; null: all were understood.</summary>
    public string? NotUnderstood { get; init; }

    /// <summary>Reads one; null when the text is no question. Without a verb a known name with or without a duration asks <see cref="Asks.Can"/>.</summary>
    /// <param name="text">As typed.</param>
    /// <param name="known">True for the name of a node or baker.</param>
    /// <param name="zone">The zone in which <c>fri 18:00</c> is meant.</param>
    /// <param name="now">The time.</param>
    public static PaletteQuestion? Read(string text, Func<string, bool> known, TimeZoneInfo zone, DateTimeOffset now)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words.Length == 0)
        {
            return null;
        }

        Asks? verb = words[0].ToLowerInvariant() switch { "can" or "may" => Asks.Can, "next" => Asks.Next, "when" => Asks.When, _ => null };
        if (verb is null && !(words.Length is 1 or 2 && words.Any(known) && words.All(w => known(w) || DurationText.TryParse(w, out _, out _))))
        {
            return null;
        }

        var question = new PaletteQuestion(verb ?? Asks.Can, null, null, null);
        for (var i = verb is null ? 0 : 1; i < words.Length; i++)
        {
            if (words[i].Equals("before", StringComparison.OrdinalIgnoreCase))
            {
                var rest = string.Join(' ', words[(i + 1)..]);
                return DayTime.TryParse(rest, zone, now, out var before) ? question with { Before = before } : question with { NotUnderstood = rest.Length == 0 ? "before" : rest };
            }

            if (known(words[i]))
            {
                question = question with { Subject = words[i] };
            }
            else if (DurationText.TryParse(words[i], out var need, out _))
            {
                question = question with { Need = need };
            }
            else if (words[i] is not ("for" or "on" or "of" or "now"))
            {
                return question with { NotUnderstood = words[i] };
            }
        }

        return question;
    }
}
