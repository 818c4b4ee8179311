using System.Text.Json.Nodes;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Healing;
using BakeWindow.Core.Maintenance;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Dialects;
using BakeWindow.Kubernetes.Dialects.NodeMaintenance;

namespace BakeWindow.Kubernetes.Executing;

/// <summary>How a cordoned node is emptied, and given back. All cases stand here.</summary>
internal abstract class NodeEmptying
{
    private NodeEmptying()
    {
    }

    /// <summary>Who empties it uncordons it too, whatever it was before.</summary>
    public virtual bool ByOperator => false;

    /// <summary>One round.</summary>
    /// <param name="node">A node that bears the mark.</param>
    /// <param name="mark">The mark.</param>
    /// <param name="loseEmptyDir">Pods with emptyDir volumes go too.</param>
    /// <param name="ct">Calls it off.</param>
    public abstract Task<CommandOutcome> RoundAsync(string node, CordonMark mark, bool loseEmptyDir, CancellationToken ct);

    /// <summary>Ends what a maintenance has begun, before its mark comes off or goes on; null when there is nothing (any more).</summary>
    /// <param name="holder">Whose.</param>
    /// <param name="fence">What was begun under a higher one is left alone; null: whatever the fence.</param>
    /// <param name="ct">Calls it off.</param>
    public virtual Task<CommandOutcome?> EndAsync(LockHolder holder, long? fence, CancellationToken ct) => Task.FromResult<CommandOutcome?>(null);

    /// <summary>BakeWindow evicts by itself.</summary>
    public sealed class ByEviction(Evictions evictions) : NodeEmptying
    {
        /// <inheritdoc/>
        public override Task<CommandOutcome> RoundAsync(string node, CordonMark mark, bool loseEmptyDir, CancellationToken ct) => evictions.RoundAsync(node, loseEmptyDir, ct);
    }

    /// <summary>
    /// medik8s' operator evicts, for a NodeMaintenance named after the maintenance that bears the same mark as the node. It evicts also what BakeWindow would not, so that is looked for before; and it
    /// works only under the Lease of the node, so BakeWindow's own hold goes first.
    /// </summary>
    public sealed class ByNodeMaintenance(ObjectApi api, Evictions evictions) : NodeEmptying
    {
        /// <inheritdoc/>
        public override bool ByOperator => true;

        /// <inheritdoc/>
        public override async Task<CommandOutcome> RoundAsync(string node, CordonMark mark, bool loseEmptyDir, CancellationToken ct)
        {
            var (order, refused) = await evictions.LookAsync(node, loseEmptyDir, ct);
            if (refused is not null)
            {
                return refused;
            }

            var name = NodeMaintenanceObject.NameOf(mark.Holder);
            if (await FindAsync(name, ct) is not { } found)
            {
                await ReleaseLeaseAsync(node, ct);
                await api.CreateAsync(NodeMaintenancePermissions.Create, NodeMaintenanceObject.Type, null, NodeMaintenanceObject.New(name, node, mark), ct);
                return new CommandOutcome.Evicted([.. order.All.Select(p => p.Name)], []) { Leaving = [.. order.Leaving.Select(p => p.Name)] };
            }

            if (OwnObjects.MarkOfNodeMaintenance(found)?.Holder.IsOrMayBe(mark.Holder) is not true || found.Text("spec", "nodeName") != node)
            {
                return new CommandOutcome.Refused($"NodeMaintenance {name} is there already, and not of {mark.Holder} for node {node}: delete it");
            }

            if (found.At("metadata", "deletionTimestamp") is not null || found.Text("status", "phase") == "Failed")
            {
                return new CommandOutcome.Refused($"NodeMaintenance {name} {(found.Text("status", "phase") == "Failed" ? $"failed: {found.Text("status", "lastError")}" : "was deleted by somebody")}") { Code = EndCode.MarkLost };
            }

            return Progress(name, found, order);
        }

        /// <inheritdoc/>
        public override async Task<CommandOutcome?> EndAsync(LockHolder holder, long? fence, CancellationToken ct)
        {
            var name = NodeMaintenanceObject.NameOf(holder);
            if (await FindAsync(name, ct) is not { } found || OwnObjects.MarkOfNodeMaintenance(found) is not { } mark || !mark.Holder.IsOrMayBe(holder) || mark.Fence > fence)
            {
                return null;
            }

            if (found.At("metadata", "deletionTimestamp") is null)
            {
                await api.DeleteAsync(NodeMaintenancePermissions.Delete, NodeMaintenanceObject.Type, null, name, found.Text("metadata", "uid") ?? "", ct);
                // Without an operator at it there is nothing to wait for.
                if (await FindAsync(name, ct) is null)
                {
                    return null;
                }
            }

            return new CommandOutcome.Unavailable($"NodeMaintenance {name} is being deleted: its operator has not let go of the node yet");
        }

        // What is left is what stands on the node, whatever the operator says; and it is done when both say so.
        private static CommandOutcome Progress(string name, JsonObject found, DrainOrder order)
        {
            var left = order.All.Select(p => p.Name).ToList();
            if (left.Count == 0)
            {
                return found.Text("status", "phase") == "Succeeded" ? new CommandOutcome.Evicted([], [])
                    : new CommandOutcome.Unavailable($"NodeMaintenance {name} is not done: phase {found.Text("status", "phase") ?? "not begun"}, {found.Number("status", "drainProgress") ?? 0} %") { Code = EndCode.DrainTooSlow };
            }

            var pending = found.Items("status", "pendingPods").Select(p => p is JsonValue v && v.TryGetValue<string>(out var pod) ? pod : "").ToHashSet(StringComparer.Ordinal);
            var error = found.Text("status", "lastError") is { Length: > 0 } said ? said : null;
            return new CommandOutcome.Evicted(left, error is null ? [] : [.. left.Where(p => pending.Contains(p.Name) && order.Leaving.All(l => l.Name != p)).Select(p => new BlockedPod(p, error))])
            {
                Leaving = [.. order.Leaving.Select(p => p.Name)],
            };
        }

        private Task<JsonObject?> FindAsync(string name, CancellationToken ct) => api.FindAsync(NodeMaintenancePermissions.Get, NodeMaintenanceObject.Type, null, name, ct);

        private async Task ReleaseLeaseAsync(string node, CancellationToken ct)
        {
            var (ns, name) = (NodeMaintenanceDialect.LeaseNamespace, NodeMaintenanceDialect.LeaseOf(node));
            if (await api.FindAsync(NodeMaintenancePermissions.GetLease, ResourceType.Leases, ns, name, ct) is { } lease && NeighbourLeases.IsOurs(new ClusterObject(ResourceType.Leases, lease)))
            {
                await api.DeleteAsync(NodeMaintenancePermissions.DeleteLease, ResourceType.Leases, ns, name, lease.Text("metadata", "uid") ?? "", ct, lease.Text("metadata", "resourceVersion"));
            }
        }
    }
}
