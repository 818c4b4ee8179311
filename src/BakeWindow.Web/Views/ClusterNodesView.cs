using BakeWindow.Core.Bypasses;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Rights;
using BakeWindow.Web.Auditing;

namespace BakeWindow.Web.Views;

/// <summary>What the page <i>Cluster</i> shows: is every path that can hurt a baker held, and by what? Follows from (world, audit, now) alone.</summary>
/// <param name="Lines">The nodes: those that carry protected workloads first, then by name.</param>
/// <param name="Title">The page's title: the state first.</param>
/// <param name="Critical">How many critical findings there are.</param>
/// <param name="Gravest">The first of them; all stand on the page <i>Bypasses</i>.</param>
public sealed record ClusterNodesView(IReadOnlyList<ClusterNodesView.Line> Lines, string Title, int Critical, IReadOnlyList<Bypass> Gravest)
{
    /// <summary>Rights that are missing to see nodes, pods or budgets, each with what to grant; empty while nothing is known to be missing.</summary>
    public IReadOnlyList<Look.Forbidden> Missing { get; init; } = [];

    /// <summary>How many findings somebody accepted for a while.</summary>
    public int Accepted { get; init; }

    /// <summary>What stands or falls together.</summary>
    public IReadOnlyList<DomainMap.Domain> Domains { get; init; } = [];

    /// <summary>For how long no watch has spoken, once that is long; null otherwise. Bookmarks come every minute at the latest, so it is no sign of a quiet cluster.</summary>
    public TimeSpan? Silent { get; init; }

    private static readonly TimeSpan LongSilence = TimeSpan.FromSeconds(60);

    private static readonly string[] Watched = [AuditKinds.Nodes, AuditKinds.Pods, AuditKinds.Budgets];

    private const int Shown = 3;

    /// <summary>One node.</summary>
    /// <param name="Node">Its name.</param>
    /// <param name="Word">The gate's answer for the learned need, in one word.</param>
    /// <param name="Verdict">The answer.</param>
    /// <param name="Runs">Protected workloads on it.</param>
    /// <param name="ProtectedBy">What holds there: a budget that is closed, open or missing, for each workload.</param>
    /// <param name="Floor">How long a closed floor holds; null while that was not looked at.</param>
    /// <param name="Demand">Who wants it rebooted; null when nobody does.</param>
    /// <param name="Gravest">The gravest finding about this node; null when there is none.</param>
    /// <param name="Bypasses">How many findings are about this node and more than information.</param>
    /// <param name="Cordoned">No pod is scheduled there.</param>
    /// <param name="Ready">The kubelet says Ready.</param>
    public sealed record Line(
        string Node, Word Word, Verdict Verdict, IReadOnlyList<string> Runs, IReadOnlyList<string> ProtectedBy, NodeFloor? Floor, RebootDemand? Demand, Bypass? Gravest, int Bypasses, bool Cordoned, bool Ready);

    /// <summary>Makes the view.</summary>
    /// <param name="world">The world.</param>
    /// <param name="audit">What is known of ways past the protection, what is accepted apart.</param>
    /// <param name="now">The present.</param>
    /// <param name="nameOf">The name of a baker; null: its address.</param>
    public static ClusterNodesView From(World world, AuditState audit, DateTimeOffset now, Func<BakerAddress, string>? nameOf = null)
    {
        var critical = audit.Report?.Count(BypassSeverity.Critical);
        var title = world.Cluster is null ? "No cluster"
            : world.Cluster is { Connected: false } ? "Can’t see the cluster"
            : critical switch
            {
                null => "Not audited",
                0 when audit.Report!.Count(BypassSeverity.Warning) is > 0 and var warnings => warnings == 1 ? "1 warning about paths past the protection" : $"{warnings} warnings about paths past the protection",
                0 => "No unprotected path",
                1 => "1 unprotected path",
                _ => $"{critical} unprotected paths",
            };
        var lines = (world.Cluster?.Nodes.Values ?? []).Select(n => Of(n, world, audit.Report, now));
        return new ClusterNodesView(
            [.. lines.OrderByDescending(l => l.Runs.Count > 0).ThenBy(l => l.Node, StringComparer.Ordinal)],
            title,
            critical ?? 0,
            [.. (audit.Report?.Findings ?? []).Where(f => f.Severity is BypassSeverity.Critical).Take(Shown)])
        {
            Missing = [.. (audit.Report?.Looks ?? []).OfType<Look.Forbidden>().Where(l => Watched.Contains(l.Kind))],
            Accepted = audit.Accepted.Count,
            Silent = world.Cluster is { Connected: true } seen && now - seen.SeenAt > LongSilence ? now - seen.SeenAt : null,
            Domains = world.Cluster is { } cluster ? DomainMap.Of(cluster, world.Workloads, nameOf ?? (b => b.Value)) : [],
        };
    }

    private static Line Of(NodeView node, World world, BypassReport? report, DateTimeOffset now)
    {
        var verdict = Gatekeeper.Decide(world, new GateRequest { Node = node.Name, Client = "page" }, now);
        var runs = Placement.On(node.Name, world.Cluster!, world.Workloads);
        var own = (report?.Findings ?? []).Where(f => f.Nodes.Contains(node.Name) && f.Severity > BypassSeverity.Info).ToList();
        return new Line(
            node.Name,
            Words.Of(verdict, world.Active.Any(a => a.Node == node.Name)),
            verdict,
            [.. runs.Select(w => w.Name)],
            [.. runs.Select(w => Holds(w, world.Cluster!)).Distinct(StringComparer.Ordinal)],
            report?.Floors.FirstOrDefault(f => f.Node == node.Name),
            node.Demand,
            own.FirstOrDefault(),
            own.Count,
            node.Unschedulable,
            node.Ready);
    }

    // By the name that a floor of ours bears, or by being adopted in that namespace; a foreign one holds nothing of ours.
    private static string Holds(ProtectedWorkload workload, ClusterView cluster)
    {
        var floors = cluster.Floors.Where(f => f.Namespace == workload.Namespace && f.Owner is not FloorOwner.Foreign).ToList();
        var floor = floors.Find(f => f.Name == $"bakewindow-{workload.Name}") ?? floors.Find(f => f.Owner is FloorOwner.Adopted);
        return floor switch
        {
            null => "no budget",
            { Closed: true } => "budget closed",
            { Observed: false } => "budget opening",
            _ => "budget open",
        };
    }
}
