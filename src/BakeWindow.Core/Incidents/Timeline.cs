namespace BakeWindow.Core.Incidents;

/// <summary>What was seen and done around an incident, in order of time, and of each lane that shows nothing why it does not.</summary>
/// <param name="From">From when on it was looked for.</param>
/// <param name="Until">Until when.</param>
/// <param name="Evidence">In order of time.</param>
/// <param name="Gaps">In order of lane.</param>
public sealed record Timeline(DateTimeOffset From, DateTimeOffset Until, IReadOnlyList<Evidence> Evidence, IReadOnlyList<LaneGap> Gaps)
{
    /// <summary>How long before its opening the story of an incident may begin.</summary>
    public static readonly TimeSpan Before = TimeSpan.FromMinutes(30);

    /// <summary>A little after its end: the last step back often comes after the last right.</summary>
    public static readonly TimeSpan After = TimeSpan.FromMinutes(15);

    /// <summary>More than this is no story any more; the nearest to the incident's beginning stays.</summary>
    public const int Most = 400;

    private const int LongestText = 500;

    /// <summary>The span in which to look for evidence.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="now">The present.</param>
    public static (DateTimeOffset From, DateTimeOffset Until) SpanOf(Incident incident, DateTimeOffset now)
    {
        var end = incident.EndedAt ?? (incident.AtRisk ? now : incident.Lost.Select(l => l.At).Append(incident.OpenedAt).Max());
        var until = end + After;
        return (incident.OpenedAt - Before, until < now || incident.ClosedAt is not null ? until : now.AddSeconds(1));
    }

    /// <summary>Lays it side by side.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="evidence">All that was found in its span, in any order; what concerns other bakers is left out.</param>
    /// <param name="sight">What could be seen at all.</param>
    /// <param name="now">The present.</param>
    public static Timeline Of(Incident incident, IEnumerable<Evidence> evidence, Sight sight, DateTimeOffset now)
    {
        var (from, until) = SpanOf(incident, now);
        if (incident.Evidence.Count > 0 || incident.ClosedAt is not null)
        {
            return new Timeline(from, until, incident.Evidence, incident.Gaps);
        }

        List<Evidence> all = [.. evidence.Concat(Own(incident))
            .Where(e => !IsToldTwice(e, incident))
            .Where(e => from <= e.At && e.At < until && (e.Baker is null || incident.Baker is null || e.Baker == incident.Baker))
            .Select(Bounded)
            .Distinct()
            .OrderBy(e => (e.At - incident.OpenedAt).Duration())
            .Take(Most)
            .OrderBy(e => e.At).ThenBy(e => e.Lane).ThenBy(e => e.Subject, StringComparer.Ordinal)];
        return new Timeline(from, until, all, [.. Enum.GetValues<EvidenceLane>().Where(l => all.TrueForAll(e => e.Lane != l)).Select(l => new LaneGap(l, sight.WhyEmpty(l)))]);
    }

    /// <summary>What stands on a lane.</summary>
    public IEnumerable<Evidence> On(EvidenceLane lane) => Evidence.Where(e => e.Lane == lane);

    // What the incident itself knows: its misses. The episodes are told by whoever raised the alarm.
    private static IEnumerable<Evidence> Own(Incident incident) => incident.Lost.Select(l => new Evidence
    {
        At = l.At, Lane = EvidenceLane.Rights, Subject = incident.Baker?.Value ?? incident.Subject, Code = "right-missed", Baker = incident.Baker, Source = "blocks",
        Text = l.MadeBy.Length > 0 ? $"{l.Words}; {l.MadeBy} made it" : l.Words,
    });

    // Whoever reads blocks tells a miss at once; the incident knows it too, and who made the block instead.
    private static bool IsToldTwice(Evidence e, Incident incident) =>
        e.Code is "block-missed" or "attestation-missed" && incident.Lost.Any(l => e.Text.Contains(l.Level.Value.ToString("N0", System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal));

    private static Evidence Bounded(Evidence e) => e.Text.Length <= LongestText ? e : e with { Text = e.Text[..LongestText] + "…" };
}

/// <summary>What BakeWindow can see of a baker at all: a lane that is empty because nobody looked is no quiet lane.</summary>
public sealed record Sight
{
    /// <summary>The path to its key is probed.</summary>
    public bool Signer { get; init; }

    /// <summary>Its Tezos node is asked.</summary>
    public bool TezosNode { get; init; }

    /// <summary>A cluster is watched.</summary>
    public bool Cluster { get; init; }

    /// <summary>Pods of it are declared.</summary>
    public bool Workloads { get; init; }

    /// <summary>The API server asks BakeWindow about evictions.</summary>
    public bool Webhook { get; init; }

    /// <summary>Why a lane without evidence is empty.</summary>
    public string WhyEmpty(EvidenceLane lane) => lane switch
    {
        EvidenceLane.Chain => "no late block, no round above 0 and no source that disagreed was seen",
        EvidenceLane.Rights => "no loss of a right is recorded",
        EvidenceLane.TezosNode => TezosNode ? "its node was asked, and nothing changed" : "nobody looked: no node is configured for this baker (Bakers:n:NodeUrl)",
        EvidenceLane.Signer => Signer ? "the path to its key was probed, and nothing changed" : "nobody looked: no probe of a signer is configured for this baker (Bakers:n:SignerUrl or Signers)",
        EvidenceLane.Pods => !Cluster ? "nobody looked: no cluster is configured" : Workloads ? "its pods were watched, and nothing changed" : "nobody looked: no workload of this baker is declared",
        EvidenceLane.Nodes => Cluster ? "the machines were watched, and nothing changed" : "nobody looked: no cluster is configured",
        EvidenceLane.OwnActs => "BakeWindow did nothing",
        EvidenceLane.People => "nobody approved, froze or broke glass",
        EvidenceLane.Neighbours => !Cluster ? "nobody looked: no cluster is configured" : Webhook ? "nobody asked for an eviction, and no neighbour held a lock" : "no neighbour held a lock; who asked for evictions was not seen, for no webhook is configured (Webhook:Port)",
        _ => "",
    };
}

/// <summary>The lanes as people call them.</summary>
public static class LaneWords
{
    /// <summary>Its name.</summary>
    public static string Title(this EvidenceLane lane) => lane switch
    {
        EvidenceLane.Chain => "Heads",
        EvidenceLane.Rights => "Rights",
        EvidenceLane.TezosNode => "Tezos node",
        EvidenceLane.Signer => "Signer",
        EvidenceLane.Pods => "Pods",
        EvidenceLane.Nodes => "Machines",
        EvidenceLane.OwnActs => "BakeWindow",
        EvidenceLane.People => "People",
        EvidenceLane.Neighbours => "Neighbours",
        _ => lane.ToString(),
    };

    /// <summary>Its name in machines' mouths: <c>tezos-node</c>.</summary>
    public static string Word(this EvidenceLane lane) => lane switch
    {
        EvidenceLane.TezosNode => "tezos-node",
        EvidenceLane.OwnActs => "own-acts",
        _ => lane.ToString().ToLowerInvariant(),
    };
}
