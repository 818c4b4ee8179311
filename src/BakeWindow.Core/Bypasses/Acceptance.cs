namespace BakeWindow.Core.Bypasses;

/// <summary>Somebody looked at a finding, said why it may stand, and until when. It covers the finding as it was then: one that has changed has another <see cref="Bypass.Id"/>.</summary>
public sealed record Acceptance
{
    /// <summary>The longest that a finding can be accepted for; after it somebody has to look again.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromDays(180);

    /// <summary>The finding's <see cref="Bypass.Id"/>.</summary>
    public required string Finding { get; init; }

    /// <summary>The finding in words, for when it is not found any more.</summary>
    public required string What { get; init; }

    /// <summary>Who accepted it.</summary>
    public required string By { get; init; }

    /// <summary>Why it may stand.</summary>
    public required string Reason { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>Until when, excluded.</summary>
    public required DateTimeOffset EndsAt { get; init; }

    /// <summary>When somebody ended it early; null: nobody did.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Who did.</summary>
    public string? EndedBy { get; init; }

    /// <summary>True while it covers its finding.</summary>
    public bool Holds(DateTimeOffset now) => MadeAt <= now && now < EndsAt && EndedAt is null;
}

/// <summary>A report with what was accepted laid apart.</summary>
/// <param name="Report">The report with the findings that nobody accepted: what alarms go by.</param>
/// <param name="Accepted">Findings that somebody accepted, each with that.</param>
public sealed record SplitReport(BypassReport Report, IReadOnlyList<(Bypass Finding, Acceptance By)> Accepted)
{
    /// <summary>Lays apart what is accepted now.</summary>
    public static SplitReport Of(BypassReport report, IReadOnlyList<Acceptance> acceptances, DateTimeOffset now)
    {
        var holding = acceptances.Where(a => a.Holds(now)).GroupBy(a => a.Finding, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.MaxBy(a => a.EndsAt)!, StringComparer.Ordinal);
        return new SplitReport(
            report with { Findings = [.. report.Findings.Where(f => !holding.ContainsKey(f.Id))] },
            [.. report.Findings.Where(f => holding.ContainsKey(f.Id)).Select(f => (f, holding[f.Id]))]);
    }
}
