using BakeWindow.Core.Rights;
using BakeWindow.Core.Time;

namespace BakeWindow.Core.Alerting;

/// <summary>Of what a channel tells, and when. Pure: the same change at the same time goes the same way.</summary>
public sealed record AlertRoute
{
    /// <summary>What is less urgent is not told.</summary>
    public AlertSeverity Minimum { get; init; }

    /// <summary>Only these kinds; empty: all.</summary>
    public IReadOnlyList<AlertKind> Kinds { get; init; } = [];

    /// <summary>Only what concerns these bakers, or no single one; empty: all.</summary>
    public IReadOnlyList<BakerAddress> Bakers { get; init; } = [];

    /// <summary>Hours in which only risk is told; null: none.</summary>
    public AllowedHours? Quiet { get; init; }

    /// <summary>After how long what lasts is told again; null: it isn't.</summary>
    public TimeSpan? RepeatEvery { get; init; }

    /// <summary>True when the channel tells of it at all.</summary>
    public bool Wants(Alert alert) => alert.Severity >= Minimum
        && (Kinds.Count == 0 || Kinds.Contains(alert.Kind))
        && (Bakers.Count == 0 || alert.Baker is null || Bakers.Contains(alert.Baker));

    /// <summary>When it is told: now, or when quiet hours are over. A right at risk or lost waits for no morning, and nobody sleeps better for not hearing that it is over.</summary>
    public DateTimeOffset TellAt(Alert alert, DateTimeOffset now)
    {
        if (Quiet is null || alert.Severity is AlertSeverity.Critical || alert.Kind is AlertKind.AtRisk or AlertKind.Test)
        {
            return now;
        }

        // A quiet span of one day meets that of the next; eight days see the end of the longest.
        return Quiet.Open(new TimeRange(now, now.AddDays(8))) is [var first, ..] && first.Contains(now) ? first.End : now;
    }

    /// <summary>True when what lasts is to be told again.</summary>
    /// <param name="told">When it was told last.</param>
    /// <param name="now">The present.</param>
    public bool RepeatsAt(DateTimeOffset told, DateTimeOffset now) => RepeatEvery is { } every && now - told >= every;
}

/// <summary>How often, and how long, it is tried to tell something.</summary>
public static class Patience
{
    /// <summary>After so many tries it is given up: with the waits between them, some six hours.</summary>
    public const int MostTries = 20;

    private static readonly TimeSpan First = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    /// <summary>When to try again; null: not any more.</summary>
    /// <param name="tries">Tries that failed so far, at least 1.</param>
    /// <param name="now">The present.</param>
    public static DateTimeOffset? Next(int tries, DateTimeOffset now) => tries >= MostTries ? null
        : now + (tries > 10 ? Longest : TimeSpan.FromTicks(Math.Min(Longest.Ticks, First.Ticks << (tries - 1))));
}
