using BakeWindow.Core.Chain;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Maintenance;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Readiness;
using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Gate;

/// <summary>Everything a decision depends on, besides the request and the time. One immutable snapshot: whoever has it can recompute every decision.</summary>
public sealed record World
{
    /// <summary>What the operator decided beforehand.</summary>
    public required Policy Policy { get; init; }

    /// <summary>The chain; null until a first head and its constants are known.</summary>
    public ChainView? Chain { get; init; }

    /// <summary>What a block pays in the present cycle; null where the chain does not tell it. No answer depends on it.</summary>
    public BlockRewards? Rewards { get; init; }

    /// <summary>How each source of chain facts does.</summary>
    public IReadOnlyList<SourceView> Sources { get; init; } = [];

    /// <summary>What is known of each declared baker.</summary>
    public IReadOnlyList<BakerFacts> Bakers { get; init; } = [];

    /// <summary>The cluster; null when none is configured (then only bakers can be asked about).</summary>
    public ClusterView? Cluster { get; init; }

    /// <summary>What is declared to need protection.</summary>
    public IReadOnlyList<ProtectedWorkload> Workloads { get; init; } = [];

    /// <summary>Since when each workload's floor has been held without a moment at which it could open, by the workload's name; see <see cref="FloorHolds"/>.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> HeldSince { get; init; } = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);

    /// <summary>Volumes of protected pods, as the last audit read them; null while they could not be read.</summary>
    public IReadOnlyList<Bypasses.ClaimFact>? Volumes { get; init; }

    /// <summary>Maintenances that hold a lock now.</summary>
    public IReadOnlyList<ActiveMaintenance> Active { get; init; } = [];

    /// <summary>What neighbours work on, as their own locks tell it.</summary>
    public IReadOnlyList<ForeignWork> Foreign { get; init; } = [];

    /// <summary>Gates that people broke open, each for one node and a while; those that are over may still stand here and count no more.</summary>
    public IReadOnlyList<BrokenGlass> Glass { get; init; } = [];

    /// <summary>How long an outage of a node lasts; nodes without a history of their own use <see cref="DefaultOutage"/>.</summary>
    public IReadOnlyDictionary<string, OutageEstimate> Outages { get; init; } = new Dictionary<string, OutageEstimate>(StringComparer.Ordinal);

    /// <summary>How long an outage lasts where no node says it better.</summary>
    public required OutageEstimate DefaultOutage { get; init; }
}

/// <summary>What is known of one baker.</summary>
public sealed record BakerFacts
{
    /// <summary>Its address.</summary>
    public required BakerAddress Baker { get; init; }

    /// <summary>Its rights; null while they are not known.</summary>
    public BakerRights? Rights { get; init; }

    /// <summary>Why they are not known, in words.</summary>
    public string? RightsProblem { get; init; }

    /// <summary>Whether its signer answers; null when none is configured or it was not asked yet.</summary>
    public bool? SignerHealthy { get; init; }

    /// <summary>Whether its Tezos node is in sync; null when none is configured or it was not asked yet.</summary>
    public bool? NodeSynced { get; init; }

    /// <summary>How the path to its key stands; null when none is declared or it was not looked at yet.</summary>
    public PartFacts? Signer { get; init; }

    /// <summary>How its Tezos node stands; null when none is declared or it was not looked at yet.</summary>
    public PartFacts? TezosNode { get; init; }

    /// <summary>How its DAL node stands; null when none is declared or it was not looked at yet.</summary>
    public PartFacts? DalNode { get; init; }

    /// <summary>How many connections its Tezos node has, as far as that is told; null when none is declared or it was not looked at yet.</summary>
    public PartFacts? Peers { get; init; }

    /// <summary>The highest level whose attestation by this baker was seen in a block; null before the first.</summary>
    public Level? LastAttested { get; init; }
}

/// <summary>A maintenance that holds a lock.</summary>
/// <param name="Id">Which.</param>
/// <param name="Node">On which node; empty when it works on a workload.</param>
/// <param name="Domain">In which failure domain.</param>
/// <param name="Bakers">Whom it disturbs.</param>
/// <param name="Evicting">It has begun to evict: what is away from the node may be its own doing.</param>
/// <param name="AwaitsReboot">The node is drained and its reboot is asked for: whoever reboots nodes may do it now.</param>
public sealed record ActiveMaintenance(string Id, string Node, string Domain, IReadOnlyList<BakerAddress> Bakers, bool Evicting = false, bool AwaitsReboot = false)
{
    /// <summary>Nobody may begin what it asked for after this; null: not any more.</summary>
    public DateTimeOffset? LatestStart { get; init; }

    /// <summary>All must be back by then; null: not known.</summary>
    public DateTimeOffset? BackBy { get; init; }

    /// <summary>Further failure domains that it holds.</summary>
    public IReadOnlyList<string> OtherDomains { get; init; } = [];

    /// <summary>The node is in the hands of others: they may work on it, while everybody else may not touch its domain.</summary>
    public bool InOthersHands { get; init; }

    /// <summary>True when it holds the failure domain.</summary>
    public bool Holds(string domain) => Domain == domain || OtherDomains.Contains(domain);

    /// <summary>The part of a maintenance at work that decisions go by; null while it holds nothing.</summary>
    public static ActiveMaintenance? Of(MaintenanceRecord m) => m.Phase.Underway is not { } work ? null
        : new ActiveMaintenance(m.Id, m.Request.Node, work.Domain, work.Bakers, work.DrainingSince is not null, m.Phase is Phase.Rebooting)
        {
            LatestStart = work.Ticket.LatestStart,
            BackBy = work.Ticket.ExpiresAt,
            OtherDomains = [.. work.OtherLocks.Select(l => l.Domain)],
            InOthersHands = m.Phase.InOthersHands,
        };
}

/// <summary>A neighbour that holds its own lock for a node, so that it drains or reboots it now. The node itself is left to it; what must not be disturbed beside it is closed.</summary>
/// <param name="By">Who: <c>kured</c>.</param>
/// <param name="Node">Which node.</param>
/// <param name="Until">A lock of this age is a ghost: its owner is gone, and it holds nothing back any more.</param>
public sealed record ForeignWork(string By, string Node, DateTimeOffset Until);
