using BakeWindow.Core.Gate;

namespace BakeWindow.Core.Granting;

/// <summary>
/// The lock of a failure domain in a neighbour's hands: it asked before it reboots a node and was told yes. It stands on the domain's Lease, so that it outlives a restart and every
/// replica sees it; meanwhile nothing beside the node may be disturbed.
/// </summary>
public sealed record Grant
{
    /// <summary>Who asked: <c>fleetlock</c>.</summary>
    public required string Client { get; init; }

    /// <summary>For which node.</summary>
    public required string Node { get; init; }

    /// <summary>The lock of which failure domain.</summary>
    public required string Domain { get; init; }

    /// <summary>The node's boot ID when it was asked last: another one means that it was rebooted. Empty where the node tells none.</summary>
    public required string BootId { get; init; }

    /// <summary>The node was cordoned by then, so it need not be schedulable to be back.</summary>
    public bool WasUnschedulable { get; init; }

    /// <summary>When it was given first.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>When its time is over, whatever became of the node.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>When the client said that it is done; null before.</summary>
    public DateTimeOffset? DoneSince { get; init; }

    /// <summary>The holder of the Lease.</summary>
    public string Holder => HolderOf(Client, Node);

    /// <summary>What the gate goes by.</summary>
    public ForeignWork Work => new(Client, Node, Until);

    /// <summary>The holder of the Lease while a client has the lock for a node. A maintenance's id has no colon.</summary>
    public static string HolderOf(string client, string node) => $"{client}:{node}";
}
