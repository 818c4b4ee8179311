using BakeWindow.Core.Bypasses;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Owning;
using BakeWindow.Core.Readiness;
using BakeWindow.Core.Rights;
using BakeWindow.Web.Auditing;
using BakeWindow.Web.Maintaining;

namespace BakeWindow.Web.Views;

/// <summary>What the page of one node shows: may it be disturbed, what would go with it, what holds it and who can still hurt it, and which marks are ours. Follows from (world, audit, neighbours, now) alone.</summary>
public sealed record NodeDetailView
{
    /// <summary>How the page stands.</summary>
    public required Standing Now { get; init; }

    /// <summary>The page's title: the state first.</summary>
    public required string Title { get; init; }

    /// <summary>Names that may have been meant, where there is no such node.</summary>
    public IReadOnlyList<string> Nearest { get; init; } = [];

    /// <summary>The node; null unless it is known.</summary>
    public NodeView? Node { get; init; }

    /// <summary>How it stands.</summary>
    public NodeGate? Gate { get; init; }

    /// <summary>In one word.</summary>
    public Word Word { get; init; } = Word.CannotSay;

    /// <summary>Protected workloads on it.</summary>
    public IReadOnlyList<WorkloadLine> Workloads { get; init; } = [];

    /// <summary>How long a closed floor holds; null while that was not looked at.</summary>
    public NodeFloor? Floor { get; init; }

    /// <summary>Ways past the protection that concern this node, the gravest first.</summary>
    public IReadOnlyList<Bypass> Findings { get; init; } = [];

    /// <summary>How many more somebody accepted for a while.</summary>
    public int Accepted { get; init; }

    /// <summary>Marks of ours on the node.</summary>
    public IReadOnlyList<MarkLine> Marks { get; init; } = [];

    /// <summary>What others set or hold here, which BakeWindow leaves as it is.</summary>
    public IReadOnlyList<string> NotOurs { get; init; } = [];

    /// <summary>What stands or falls together.</summary>
    public IReadOnlyList<DomainMap.Domain> Domains { get; init; } = [];

    /// <summary>What goes with this node, baker by baker.</summary>
    public IReadOnlyList<string> Takes { get; init; } = [];

    /// <summary>Would what runs here come back?</summary>
    public PreflightReport? Preflight { get; init; }

    /// <summary>When the cluster was last seen.</summary>
    public DateTimeOffset? SeenAt { get; init; }

    /// <summary>How the page stands.</summary>
    public enum Standing
    {
        /// <summary>No cluster is declared.</summary>
        NoCluster,

        /// <summary>The cluster was never seen.</summary>
        NotSeen,

        /// <summary>There is no such node.</summary>
        NoSuchNode,

        /// <summary>It is known, but the API server is out of reach: what follows is the past.</summary>
        Stale,

        /// <summary>It is known and seen.</summary>
        Seen,
    }

    /// <summary>A protected workload with pods here.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Role">What it does.</param>
    /// <param name="Baker">Whose.</param>
    /// <param name="Pods">Its pods here, and whether they are Ready.</param>
    /// <param name="Stand">How its floor stands.</param>
    /// <param name="Hold">For how long it has been held.</param>
    public sealed record WorkloadLine(string Name, string Role, string Baker, IReadOnlyList<string> Pods, FloorStand Stand, FloorHold Hold);

    /// <summary>A mark of ours.</summary>
    /// <param name="Field">Which field.</param>
    /// <param name="Set">What we set.</param>
    /// <param name="Former">What it said before.</param>
    /// <param name="By">Under which maintenance, or for which neighbour.</param>
    /// <param name="Since">Since when; null where it is not known.</param>
    /// <param name="Maintenance">The maintenance behind it; null when none is.</param>
    public sealed record MarkLine(string Field, string Set, string Former, string By, DateTimeOffset? Since, string? Maintenance);

    /// <summary>Makes the view.</summary>
    /// <param name="world">The world.</param>
    /// <param name="audit">What is known of ways past the protection, what is accepted apart.</param>
    /// <param name="own">Marks of ours as the node itself tells them; null when it could not be read.</param>
    /// <param name="since">Since when a dialect's mark on this node stands.</param>
    /// <param name="name">The node that is asked for.</param>
    /// <param name="nameOf">The name of a baker.</param>
    /// <param name="now">The present.</param>
    public static NodeDetailView From(
        World world, AuditState audit, IReadOnlyList<OwnedMark>? own, Func<string, DateTimeOffset?> since, string name, Func<BakerAddress, string> nameOf, DateTimeOffset now)
    {
        if (world.Cluster is not { } cluster)
        {
            return new NodeDetailView { Now = Standing.NoCluster, Title = "No cluster" };
        }

        if (!cluster.Nodes.TryGetValue(name, out var node))
        {
            return cluster.Nodes.Count == 0 && !cluster.Connected
                ? new NodeDetailView { Now = Standing.NotSeen, Title = "Can’t see the cluster" }
                : new NodeDetailView { Now = Standing.NoSuchNode, Title = "No such node", Nearest = Views.Nearest.Of(name, cluster.Nodes.Keys), SeenAt = cluster.SeenAt };
        }

        var gate = NodeGate.Of(world, name, now);
        var word = Words.Of(gate.Verdict, world.Active.Any(a => a.Node == name));
        return new NodeDetailView
        {
            Now = cluster.Connected ? Standing.Seen : Standing.Stale,
            Title = word.Text(),
            Node = node,
            Gate = gate,
            Word = word,
            Workloads = [.. Placement.On(name, cluster, world.Workloads).Select(w => Of(w, name, world, cluster, nameOf, now))],
            Floor = audit.Report?.Floors.FirstOrDefault(f => f.Node == name),
            Findings = [.. (audit.Report?.Findings ?? []).Where(f => f.Nodes.Contains(name) && f.Severity > BypassSeverity.Info)],
            Accepted = audit.Accepted.Count(a => a.Finding.Nodes.Contains(name)),
            Marks = [.. MarksOf(node), .. (own ?? []).Select(m => new MarkLine(m.Path.Text, m.Set, m.Former, $"dialect {m.Owner}", since(m.Owner), null))],
            NotOurs = [.. Others(node, world)],
            Domains = DomainMap.Of(cluster, world.Workloads, nameOf),
            Takes = DomainMap.TakenBy(name, world, nameOf),
            Preflight = cluster.Connected && Placement.On(name, cluster, world.Workloads).Count > 0 ? Core.Readiness.Preflight.Of(world, new GateRequest { Node = name, Client = "page" }, now) : null,
            SeenAt = cluster.SeenAt,
        };
    }

    private static WorkloadLine Of(ProtectedWorkload workload, string node, World world, ClusterView cluster, Func<BakerAddress, string> nameOf, DateTimeOffset now) => new(
        workload.Name,
        DomainMap.RoleWord(workload.Role),
        nameOf(workload.Baker),
        [.. Placement.PodsOf(workload, cluster).Where(p => p.Node == node).OrderBy(p => p.Name.Name, StringComparer.Ordinal).Select(p => $"{p.Name}{(p.Terminating ? " (leaving)" : p.Ready ? "" : " (not Ready)")}")],
        FloorStand.Of(workload, node, cluster),
        FloorHolds.Of(world, workload.Name, now));

    private static IEnumerable<MarkLine> MarksOf(NodeView node) => node.Cordon is not { } mark ? []
        : [new MarkLine("spec.unschedulable", "true", mark.FormerlyUnschedulable ? "true: it stays cordoned at the end" : "false: it is uncordoned at the end", $"{mark.Maintenance}, fence {mark.Fence}", null, mark.Maintenance)];

    private static IEnumerable<string> Others(NodeView node, World world)
    {
        if (node is { Unschedulable: true, Cordon: null })
        {
            yield return "Cordoned by somebody else: not ours, it stays.";
        }

        if (node.Cordon is { FormerlyUnschedulable: true })
        {
            yield return "Somebody else had cordoned it before our maintenance: that cordon stays when ours comes off.";
        }

        foreach (var work in world.Foreign.Where(f => f.Node == node.Name))
        {
            yield return $"{work.By} holds its own lock for this node and works on it; we wait for it until {Viewer.InUtc(work.Until, work.Until)} UTC at most.";
        }

        if (node.Demand is { } demand)
        {
            yield return $"{demand.Source} says that this node wants a reboot; its mark stays until it is done.";
        }
    }
}
