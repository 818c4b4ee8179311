using BakeWindow.Core.Bypasses;
using BakeWindow.Web.Auditing;

namespace BakeWindow.Web.Views;

/// <summary>What the page <i>Bypasses</i> shows. Follows from (what is known, filter) alone.</summary>
public sealed record BypassesView
{
    /// <summary>How the page stands.</summary>
    public required Standing Now { get; init; }

    /// <summary>The page's title: the state first.</summary>
    public required string Title { get; init; }

    /// <summary>The state in a sentence.</summary>
    public required string Headline { get; init; }

    /// <summary>Findings that the filter leaves, the gravest first.</summary>
    public IReadOnlyList<Bypass> Findings { get; init; } = [];

    /// <summary>Findings that somebody accepted for a while and the filter leaves.</summary>
    public IReadOnlyList<(Bypass Finding, Acceptance By)> Accepted { get; init; } = [];

    /// <summary>How many of each severity there are, whatever the filter.</summary>
    public IReadOnlyDictionary<BypassSeverity, int> Counts { get; init; } = new Dictionary<BypassSeverity, int>();

    /// <summary>Nodes to choose from.</summary>
    public IReadOnlyList<NodeFloor> Floors { get; init; } = [];

    /// <summary>What could not be looked at for want of a right: the resource and the exact rule.</summary>
    public IReadOnlyList<Look.Forbidden> Missing { get; init; } = [];

    /// <summary>When the report was made; null while there is none.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Why the last look failed; the report is then older than it could be.</summary>
    public string? Problem { get; init; }

    /// <summary>How the page stands.</summary>
    public enum Standing
    {
        /// <summary>No cluster is declared.</summary>
        NoCluster,

        /// <summary>The first look is under way.</summary>
        Loading,

        /// <summary>No look has succeeded.</summary>
        Failed,

        /// <summary>Everything was looked at and nothing was found.</summary>
        Clear,

        /// <summary>There are findings.</summary>
        Found,
    }

    /// <summary>Makes the view.</summary>
    /// <param name="state">What is known.</param>
    /// <param name="hasCluster">A cluster is declared.</param>
    /// <param name="node">Only this node; null for all.</param>
    /// <param name="atLeast">Only so grave; null for all.</param>
    public static BypassesView From(AuditState state, bool hasCluster, string? node, BypassSeverity? atLeast)
    {
        if (!hasCluster || state.Report is not { } report)
        {
            return (hasCluster, state.Problem) switch
            {
                (false, _) => Empty(Standing.NoCluster, "No cluster", "No cluster is configured, so there is nothing to look at."),
                (_, null) => Empty(Standing.Loading, "Looking", "The cluster is being looked at for the first time."),
                _ => Empty(Standing.Failed, "Can’t say", "The cluster could not be looked at, so it can’t be said who could still hurt a baker. Floors that stand in it go on holding.") with { Problem = state.Problem },
            };
        }

        var shown = report.About(node, atLeast).Findings;
        var counts = Enum.GetValues<BypassSeverity>().ToDictionary(s => s, report.Count);
        return new BypassesView
        {
            Now = report.Findings.Count == 0 ? Standing.Clear : Standing.Found,
            Title = counts[BypassSeverity.Critical] is var critical and > 0 ? $"{critical} unprotected {(critical == 1 ? "path" : "paths")}" : counts[BypassSeverity.Warning] is var warnings and > 0 ? $"{warnings} {(warnings == 1 ? "warning" : "warnings")}" : "No unprotected path",
            Accepted = [.. state.Accepted.Where(a => report with { Findings = [a.Finding] } is var one && one.About(node, atLeast).Findings.Count > 0)],
            Headline = report.Findings.Count == 0
                ? state.Accepted.Count == 0 ? $"Nothing found; looked at {report.KindsLookedAt} kinds." : $"Nothing found but what is accepted ({state.Accepted.Count}); looked at {report.KindsLookedAt} kinds."
                : $"{counts[BypassSeverity.Critical]} critical, {counts[BypassSeverity.Warning]} warnings, {counts[BypassSeverity.Info]} to know; looked at {report.KindsLookedAt} of {report.Looks.Count} kinds.",
            Findings = shown,
            Counts = counts,
            Floors = report.Floors,
            Missing = [.. report.Looks.OfType<Look.Forbidden>()],
            At = report.At,
            Problem = state.Problem,
        };
    }

    private static BypassesView Empty(Standing standing, string title, string headline) => new() { Now = standing, Title = title, Headline = headline };
}

/// <summary>Looks of severities: each has a sign, a word and a colour.</summary>
public static class Severities
{
    /// <summary>As it is read.</summary>
    public static string Text(this BypassSeverity severity) => severity switch
    {
        BypassSeverity.Critical => "Critical",
        BypassSeverity.Warning => "Warning",
        _ => "To know",
    };

    /// <summary>Its sign.</summary>
    public static string Sign(this BypassSeverity severity) => severity switch
    {
        BypassSeverity.Critical => "■",
        BypassSeverity.Warning => "◆",
        _ => "·",
    };

    /// <summary>The end of its CSS classes.</summary>
    public static string Css(this BypassSeverity severity) => severity switch
    {
        BypassSeverity.Critical => "held",
        BypassSeverity.Warning => "cost",
        _ => "unknown",
    };

    /// <summary>The severity of a word in an address; null for none, or one that is not known.</summary>
    public static BypassSeverity? Find(string? text) => text switch
    {
        "critical" => BypassSeverity.Critical,
        "warning" => BypassSeverity.Warning,
        "info" => BypassSeverity.Info,
        _ => null,
    };
}
