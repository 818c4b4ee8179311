using System.Text.Json.Serialization;

namespace BakeWindow.Core.Maintenance;

/// <summary>How far the roll of a pool is. The nodes are those that bore the labels when it began: one that joins later is new and needs no work.</summary>
public sealed record PoolProgress
{
    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The nodes.</summary>
    public required IReadOnlyList<PoolNode> Nodes { get; init; }

    /// <summary>How many maintenances it has started; their ids go on from there.</summary>
    public int Started { get; init; }

    /// <summary>The next node's work begins no sooner; null: at once.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Somebody called it off; it ends when the node at work has.</summary>
    public PoolStop? Stop { get; init; }

    /// <summary>The node at work; null between two.</summary>
    [JsonIgnore]
    public PoolNode? AtWork => Nodes.FirstOrDefault(n => n.State is PoolNodeState.AtWork);

    /// <summary>In words.</summary>
    [JsonIgnore]
    public string Summary => $"{Nodes.Count(n => n.State is PoolNodeState.Done)} of {Nodes.Count} nodes done"
        + (AtWork is { } one ? $", {one.Child} on {one.Name}" : "")
        + (Nodes.Count(n => n.State is PoolNodeState.Gone) is > 0 and var gone ? $", {gone} gone" : "");

    /// <summary>The same with one node changed.</summary>
    public PoolProgress With(PoolNode node) => this with { Nodes = [.. Nodes.Select(n => n.Name == node.Name ? node : n)] };
}

/// <summary>One node of a pool.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Uid">Its uid when the roll began; a node made anew under the name is another and needs no work.</param>
/// <param name="State">How it stands.</param>
/// <param name="Why">Why it comes when it does, or what became of it.</param>
/// <param name="Child">The maintenance that worked on it last; null before the first.</param>
public sealed record PoolNode(string Name, string Uid, PoolNodeState State, string Why, string? Child = null);

/// <summary>How a node of a pool stands.</summary>
public enum PoolNodeState
{
    /// <summary>Its turn is to come.</summary>
    ToDo,

    /// <summary>Its maintenance is open.</summary>
    AtWork,

    /// <summary>Its maintenance completed.</summary>
    Done,

    /// <summary>It left the cluster, or another has taken its name.</summary>
    Gone,
}

/// <summary>Who called a roll off, and why.</summary>
public sealed record PoolStop(string By, string Why);

/// <summary>What a roll wants done to one of its maintenances, besides being journaled. All cases stand here; each can be given twice.</summary>
public abstract record PoolOrder
{
    private PoolOrder()
    {
    }

    /// <summary>Take in this request, unless it is in the journal already.</summary>
    public sealed record Start(MaintenanceRequest Request) : PoolOrder;

    /// <summary>Cancel it, unless it is past the point of no return.</summary>
    public sealed record Cancel(string Child, string By, string Why) : PoolOrder;
}

/// <summary>What a step of a roll decided: the record to be journaled first, then the order.</summary>
/// <param name="Next">The roll after the step.</param>
/// <param name="Order">What to do to a child; null: nothing.</param>
/// <param name="Note">What happened, for the journal.</param>
public sealed record PoolStep(MaintenanceRecord Next, PoolOrder? Order, string Note);
