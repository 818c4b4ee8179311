using System.Globalization;
using BakeWindow.Core.Chain;

namespace BakeWindow.Core.Time;

/// <summary>
/// A moment as it stands in an address: an instant (<c>2026-10-01T12:00:00Z</c>), a level (<c>L15182200</c>), the start of a cycle (<c>C1370</c>) or a distance from now
/// (<c>now</c>, <c>now-1h</c>, <c>now+6h</c>). What is shown to others is written in its <see cref="Absolute"/> form. All cases stand here.
/// </summary>
public abstract record UrlTime
{
    private const int Longest = 40;

    // Before the chain's first block there is nothing to see, and nobody plans a century ahead.
    private static readonly (int From, int To) Years = (2018, 2099);

    private UrlTime()
    {
    }

    /// <summary>An instant, in UTC.</summary>
    public sealed record Instant(DateTimeOffset At) : UrlTime
    {
        /// <inheritdoc/>
        public override string ToString() => At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }

    /// <summary>A level.</summary>
    public sealed record AtLevel(Level Level) : UrlTime
    {
        /// <inheritdoc/>
        public override string ToString() => $"L{Level}";
    }

    /// <summary>The first level of a cycle.</summary>
    public sealed record AtCycle(Cycle Cycle) : UrlTime
    {
        /// <inheritdoc/>
        public override string ToString() => $"C{Cycle}";
    }

    /// <summary>So long after now, or, negative, before it.</summary>
    public sealed record FromNow(TimeSpan Distance) : UrlTime
    {
        /// <inheritdoc/>
        public override string ToString() => Distance == TimeSpan.Zero ? "now" : $"now{(Distance < TimeSpan.Zero ? '-' : '+')}{Short(Distance.Duration())}";
    }

    /// <summary>Reads one; <paramref name="error"/> names the text and says what would be right.</summary>
    public static bool TryParse(string? text, out UrlTime time, out string error)
    {
        var trimmed = (text ?? "").Trim();
        time = new FromNow(TimeSpan.Zero);
        error = "";
        if (trimmed.Length is > 0 and <= Longest && Read(trimmed) is { } read)
        {
            time = read;
            return true;
        }

        error = $"\"{(trimmed.Length <= Longest ? trimmed : trimmed[..Longest] + "…")}\" is no time: write 2026-10-01T12:00:00Z, a level like L15182200, a cycle like C1370, or now-1h";
        return false;
    }

    /// <summary>
    /// When it is. A level ahead is told by its least time, one behind by the latest at which it can have come (blocks are never closer than b); null for levels and cycles while no head is
    /// known, or where the chain has no such level.
    /// </summary>
    public DateTimeOffset? When(ChainView? chain, DateTimeOffset now) => this switch
    {
        Instant i => i.At,
        FromNow f => now + f.Distance,
        _ when chain is not null && Where(chain, now) is { } level => level >= chain.Head.Level
            ? new LevelClock(chain).Earliest(level)
            : chain.Head.Timestamp - new LevelClock(chain).Nominal(level, chain.Head.Level),
        _ => null,
    };

    /// <summary>At which level it is: for an instant ahead the highest that can have come by then, for one behind the lowest that can; null while no head is known or beyond what a level can be.</summary>
    public Level? Where(ChainView? chain, DateTimeOffset now)
    {
        if (chain is null)
        {
            return null;
        }

        var level = this switch
        {
            AtLevel l => l.Level.Value,
            AtCycle c => chain.Head.Cycle.First.Value + ((long)(c.Cycle.Value - chain.Head.Cycle.Cycle.Value) * chain.Constants.BlocksPerCycle),
            Instant i => Reached(chain, i.At),
            FromNow f => Reached(chain, now + f.Distance),
            _ => 0,
        };
        return level is >= 0 and <= int.MaxValue / 2 ? new Level((int)level) : null;
    }

    /// <summary>The same moment in a form that means the same to everybody and tomorrow: a distance from now becomes an instant.</summary>
    public UrlTime Absolute(DateTimeOffset now) => this is FromNow f ? new Instant(now + f.Distance) : this;

    private static long Reached(ChainView chain, DateTimeOffset at) =>
        chain.Head.Level.Value + (long)Math.Floor((at - chain.Head.Timestamp) / chain.Constants.MinimalBlockDelay);

    private static UrlTime? Read(string text)
    {
        if (text[0] is 'L' or 'l' or 'C' or 'c' && text.Length <= 10 && int.TryParse(text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return text[0] is 'L' or 'l' ? new AtLevel(new Level(number)) : new AtCycle(new Cycle(number));
        }

        if (text.StartsWith("now", StringComparison.OrdinalIgnoreCase))
        {
            return Relative(text[3..]);
        }

        // A browser reads "+" in an address as a space; both come here.
        var dated = text.Replace(' ', '+');
        return text.Contains('T', StringComparison.OrdinalIgnoreCase)
            && (dated.EndsWith('Z') || dated.EndsWith('z') || dated.LastIndexOfAny(['+', '-']) > dated.IndexOf('T', StringComparison.OrdinalIgnoreCase))
            && DateTimeOffset.TryParse(dated, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var at)
            && at.Year >= Years.From && at.Year <= Years.To ? new Instant(at) : null;
    }

    private static FromNow? Relative(string rest)
    {
        if (rest.Length == 0)
        {
            return new FromNow(TimeSpan.Zero);
        }

        return rest[0] is '+' or '-' or ' ' && DurationText.TryParse(rest[1..], out var distance, out _) ? new FromNow(rest[0] == '-' ? -distance : distance) : null;
    }

    private static string Short(TimeSpan d) => string.Concat(
        d.Days > 0 ? $"{d.Days}d" : "", d.Hours > 0 ? $"{d.Hours}h" : "", d.Minutes > 0 ? $"{d.Minutes}m" : "", d.Seconds > 0 ? $"{d.Seconds}s" : "");
}
