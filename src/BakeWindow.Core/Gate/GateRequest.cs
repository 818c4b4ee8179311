using BakeWindow.Core.Cluster;
using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Gate;

/// <summary>"May I disturb this node now, for this long?"</summary>
public sealed record GateRequest
{
    /// <summary>The node in question; null when the question is about bakers, wherever they run.</summary>
    public string? Node { get; init; }

    /// <summary>The workload in question, when the question is about its pods alone; not together with <see cref="Node"/>.</summary>
    public WorkloadName? Workload { get; init; }

    /// <summary>The bakers in question when neither node nor workload is named; empty means all that are declared.</summary>
    public IReadOnlyList<BakerAddress> Bakers { get; init; } = [];

    /// <summary>For how long; null: as long as is learned for the node.</summary>
    public TimeSpan? Need { get; init; }

    /// <summary>Who asks, for the record: a person, <c>kured</c>, a pipeline.</summary>
    public string Client { get; init; } = "unknown";

    /// <summary>The maintenance on whose behalf it is asked; its own lock does not hold it back, and a yes comes with a ticket.</summary>
    public string? Maintenance { get; init; }

    /// <summary>
    /// The answer is about the time alone, whatever the floors let go: for the plan of the floors, which open because of it, and for what no floor stands in the way of (a delete, a rollout).
    /// </summary>
    public bool FloorAside { get; init; }

    /// <summary>The work of <see cref="Maintenance"/> has begun to evict: a signer or a Tezos node that is away may be its own doing, so it holds nothing back any more.</summary>
    public bool Underway { get; init; }

    /// <summary>The node itself does not come back as it was (it is replaced, or handed over for long): its pods must live elsewhere. Decides nothing but the checks about volumes, images and other nodes.</summary>
    public bool NodeGoes { get; init; }

    /// <summary>The same question as whoever comes from outside may put it: only a maintenance that is at work on this very node is asked for, any other name counts for nothing.</summary>
    /// <param name="world">The world.</param>
    public GateRequest FromOutside(World world) =>
        Maintenance is null || Node is not null && world.Active.Any(a => a.Id == Maintenance && a.Node == Node) ? this : this with { Maintenance = null };
}
