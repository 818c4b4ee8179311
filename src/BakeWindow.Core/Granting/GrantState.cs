using BakeWindow.Core.Cluster;
using BakeWindow.Core.Time;

namespace BakeWindow.Core.Granting;

/// <summary>Is a granted lock still needed? All cases stand here.</summary>
public abstract record GrantState
{
    // A kubelet that came up a moment ago may not have reported yet: what the API tells is still the node before its reboot.
    private static readonly TimeSpan Settle = TimeSpan.FromMinutes(2);

    private GrantState()
    {
    }

    /// <summary>Yes.</summary>
    /// <param name="Waiting">What it waits for, in words.</param>
    public sealed record Held(string Waiting) : GrantState;

    /// <summary>No: what it was given for is over.</summary>
    /// <param name="How">How it ended, in words.</param>
    public sealed record Over(string How) : GrantState;

    /// <summary>Its time is up and nobody gave it back. It is taken back, for one host that is lost must not hold a domain for ever; somebody has to look.</summary>
    /// <param name="Why">What is missing, in words.</param>
    public sealed record Overdue(string Why) : GrantState;

    /// <summary>Decides. A cluster that is not being seen leaves everything as it is.</summary>
    /// <param name="grant">The lock.</param>
    /// <param name="cluster">The cluster as last seen.</param>
    /// <param name="now">The present.</param>
    public static GrantState Of(Grant grant, ClusterView cluster, DateTimeOffset now)
    {
        if (!cluster.Connected)
        {
            return new Held("the cluster is not being seen");
        }

        if (!cluster.Nodes.TryGetValue(grant.Node, out var node))
        {
            return new Over($"node {grant.Node} is gone");
        }

        var waiting = Missing(grant, node, now);
        return waiting is null ? new Over(node.BootId == grant.BootId ? "given back without a reboot" : "the node was rebooted and is back")
            : now >= grant.Until ? new Overdue($"{grant.Client} was given {grant.Node} for {DurationText.Human(grant.Until - grant.Since)}: {waiting}")
            : new Held(waiting);
    }

    private static string? Missing(Grant grant, NodeView node, DateTimeOffset now) => grant.DoneSince switch
    {
        null => $"{grant.Client} has not said that it is done",
        _ when !node.Ready => "the node is not Ready",
        _ when node.Unschedulable && !grant.WasUnschedulable => "the node is cordoned",
        { } said when node.BootId == grant.BootId && now < said + Settle => "whether the node was rebooted is not seen yet",
        _ => null,
    };
}
