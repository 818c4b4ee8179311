using System.Globalization;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;
using BakeWindow.Core.Time;

namespace BakeWindow.Web.Views.Calendar;

/// <summary>Which levels can be drawn, and when they are. Times ahead are the earliest possible; times behind, where no block's own time is known, the latest possible, for no two blocks are nearer than b.</summary>
/// <param name="Chain">The chain.</param>
/// <param name="First">The first level of which anything is known.</param>
/// <param name="LastKnown">The last level whose rights are known.</param>
public sealed record CalendarRange(ChainView Chain, int First, int LastKnown)
{
    /// <summary>The least and the most that is drawn, levels: below it cells are wider than a hand, above it nothing is seen.</summary>
    public const int Least = 12;

    private readonly LevelClock clock = new(Chain);

    /// <summary>The head's level.</summary>
    public int Head => Chain.Head.Level.Value;

    /// <summary>The level at which a drawing ends at the latest, excluded: a little past the horizon, so that its end is seen to be one.</summary>
    public int End => Math.Max(LastKnown, Head) + 1 + Math.Max(40, (LastKnown - First) / 40);

    /// <summary>The range of what is known of the bakers.</summary>
    public static CalendarRange Of(ChainView chain, IEnumerable<RightsSheet> sheets)
    {
        var (first, last) = (Math.Min(chain.Head.Cycle.First.Value, chain.Head.Level.Value), chain.Head.Level.Value);
        foreach (var sheet in sheets)
        {
            (first, last) = (Math.Min(first, sheet.First.Value), Math.Max(last, sheet.Last.Value));
        }

        return new CalendarRange(chain, Math.Max(1, first), last);
    }

    /// <summary>How many levels a time covers at most.</summary>
    public int LevelsOf(TimeSpan time) => Math.Max(Least, clock.LevelsIn(time));

    /// <summary>The nearest span that can be drawn.</summary>
    public (int From, int To) Clamp(int from, int to)
    {
        var length = Math.Clamp(to - from, Least, Math.Max(Least, End - First));
        var first = Math.Clamp(from, First, Math.Max(First, End - length));
        return (first, first + length);
    }

    /// <summary>The earliest time of a level ahead; of one behind the latest.</summary>
    public DateTimeOffset Bound(int level) => level >= Head ? clock.Earliest(new Level(level)) : Chain.Head.Timestamp - clock.Nominal(new Level(level), Chain.Head.Level);

    /// <summary>When a level is likely.</summary>
    public DateTimeOffset Likely(int level) => level > Head ? clock.Expected(new Level(level)) : Bound(level);

    /// <summary>The first level whose bound is not before the time.</summary>
    public int LevelAt(DateTimeOffset time)
    {
        var level = Head + (int)Math.Clamp(Math.Ceiling((time - Bound(Head + 1)) / Chain.Constants.MinimalBlockDelay) + 1, -50_000_000, 50_000_000);
        return Math.Max(1, level);
    }

    /// <summary>The first level that is likely not before the time, drift taken in: never above <see cref="LevelAt"/>.</summary>
    public int LikelyLevelAt(DateTimeOffset time)
    {
        var ahead = (time - Bound(Head + 1)) / (Chain.Constants.MinimalBlockDelay + Chain.Drift);
        return ahead <= 0 ? LevelAt(time) : Head + 1 + (int)Math.Min(Math.Floor(ahead), 50_000_000);
    }

    /// <summary>Reads a place: <c>L15182200</c>, <c>C1370</c>, an instant of ISO 8601, <c>now</c>, <c>now-1h</c>, <c>now+6h</c>.</summary>
    public bool TryPlace(string text, out int level)
    {
        level = Head;
        if (text.Length is 0 or > 40)
        {
            return false;
        }

        if (text[0] is 'L' or 'l' && int.TryParse(text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out level))
        {
            return level is > 0 and < 1_000_000_000;
        }

        if (text[0] is 'C' or 'c' && int.TryParse(text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var cycle))
        {
            var first = Chain.Head.Cycle.First.Value + ((cycle - (long)Chain.Head.Cycle.Cycle.Value) * Chain.Constants.BlocksPerCycle);
            level = (int)Math.Clamp(first, 1, 999_999_999);
            return true;
        }

        if (text.StartsWith("now", StringComparison.OrdinalIgnoreCase))
        {
            if (text.Length == 3)
            {
                level = Head;
                return true;
            }

            // In an address a plus is a blank.
            if (text[3] is '-' or '+' or ' ' && DurationText.TryParse(text[4..], out var away, out _))
            {
                level = text[3] == '-' ? LevelAt(Chain.Head.Timestamp - away) : LevelAt(Chain.Head.Timestamp + away);
                return true;
            }

            return false;
        }

        if (DateTimeOffset.TryParseExact(text, Instants, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
        {
            level = LevelAt(time);
            return true;
        }

        return false;
    }

    private static readonly string[] Instants =
    [
        "yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd",
    ];
}
