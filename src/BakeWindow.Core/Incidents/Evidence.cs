using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Incidents;

/// <summary>Something that was seen or done at an instant, told by a source: what time lines are made of and causes are proposed by. Facts only; what they mean is said elsewhere.</summary>
public sealed record Evidence
{
    /// <summary>When it happened, as its source tells it; where it tells no time, when it was seen.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The lane of the time line on which it stands.</summary>
    public required EvidenceLane Lane { get; init; }

    /// <summary>What it is about: a baker's name, a node, <c>namespace/pod</c>, the name of a source.</summary>
    public required string Subject { get; init; }

    /// <summary>What kind of thing it is, for rules: kebab case, never renamed (<c>signer-no-backend</c>, <c>node-not-ready</c>, <c>pod-restarted</c>).</summary>
    public required string Code { get; init; }

    /// <summary>In a sentence.</summary>
    public required string Text { get; init; }

    /// <summary>Who tells it: <c>probe of alpha's signer</c>, <c>watch of nodes</c>, <c>journal of m-12</c>, <c>webhook</c>.</summary>
    public required string Source { get; init; }

    /// <summary>The baker that it concerns; null: no single one.</summary>
    public BakerAddress? Baker { get; init; }
}

/// <summary>The lanes of a time line, in the order in which they are drawn.</summary>
public enum EvidenceLane
{
    /// <summary>The chain: heads that came late, rounds above 0, sources that disagree.</summary>
    Chain,

    /// <summary>Own rights: due, made, missed.</summary>
    Rights,

    /// <summary>The baker's Tezos node and DAL node: in sync, lag, peers.</summary>
    TezosNode,

    /// <summary>The path to the key.</summary>
    Signer,

    /// <summary>Pods: phases, restarts, evictions.</summary>
    Pods,

    /// <summary>Machines: conditions, boots, cordons of others.</summary>
    Nodes,

    /// <summary>What BakeWindow did: steps of maintenances, floors, alarms.</summary>
    OwnActs,

    /// <summary>What people did: approvals, freezes, broken glass.</summary>
    People,

    /// <summary>What neighbours asked for or did: evictions and who wanted them, locks, marks.</summary>
    Neighbours,
}
