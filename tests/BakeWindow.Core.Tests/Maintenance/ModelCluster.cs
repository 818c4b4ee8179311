using BakeWindow.Core.Chain;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;

namespace BakeWindow.Core.Tests.Maintenance;

/// <summary>
/// The cluster as the state machine needs to know it, on a clock of its own: a lease with fencing, a cordon mark, a floor, a pod that comes back, a node that reboots when a ticket
/// hangs on it. Every command is idempotent, as the real executor's are.
/// </summary>
internal sealed class ModelCluster
{
    private const string Id = "node-1";
    private static readonly TimeSpan BootTime = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan PodTime = TimeSpan.FromSeconds(40);

    private long fence;
    private int boots = 1;
    private int uids = 1;
    private DateTimeOffset? rebootsAt;
    private DateTimeOffset? podReadyAt;
    private string? podNode = Id;

    public string? LeaseHolder { get; private set; }

    public CordonMark? Mark { get; private set; }

    public bool Unschedulable { get; set; }

    public bool FloorOpen { get; private set; }

    public string? Ticket { get; private set; }

    public int Evictions { get; private set; }

    public int Reboots => boots - 1;

    public bool NodeDeleted { get; set; }

    /// <summary>A foreign budget refuses every eviction.</summary>
    public bool ForeignBudget { get; set; }

    /// <summary>The agent is there and reboots what bears a ticket.</summary>
    public bool Agent { get; set; } = true;

    /// <summary>The pod's disk is on the node: it can run nowhere else.</summary>
    public bool Pinned { get; set; }

    /// <summary>Others, for whom a drained node is held, do this as soon as they have it.</summary>
    public Action<ModelCluster>? Others { get; set; }

    /// <summary>kured: drains and reboots by itself as soon as the floor is open, without being asked.</summary>
    public bool Kured { get; set; }

    public string KubeletVersion { get; set; } = "v1.34.1";

    /// <summary>The workload that owns the pod.</summary>
    public ModelRollout Rollout { get; } = new();

    /// <summary>The labels of its two nodes.</summary>
    public Dictionary<string, string> NodeLabels { get; } = new(StringComparer.Ordinal) { ["pool"] = "main" };

    public List<ClusterCommand> Acts { get; } = [];

    /// <summary>Somebody reboots the node without asking.</summary>
    public void Reboot(DateTimeOffset now) => rebootsAt ??= now;

    /// <summary>What is left of ours: must be empty after every end.</summary>
    public string Residue => string.Join(", ", new[]
    {
        LeaseHolder is null ? null : $"lease of {LeaseHolder}",
        Mark is null ? null : $"mark of {Mark.Maintenance}",
        Ticket is null ? null : "ticket",
        FloorOpen ? "open floor" : null,
        Rollout.Residue,
    }.Where(r => r is not null));

    public CommandOutcome Execute(ClusterCommand command, DateTimeOffset now)
    {
        Acts.Add(command);
        switch (command)
        {
            case ClusterCommand.TakeLease c:
                if (LeaseHolder is not null && LeaseHolder != c.Maintenance)
                {
                    return new CommandOutcome.HeldBy(LeaseHolder);
                }

                fence += LeaseHolder is null ? 1 : 0;
                LeaseHolder = c.Maintenance;
                return new CommandOutcome.LeaseTaken(fence);
            case ClusterCommand.ReleaseLease c:
                LeaseHolder = LeaseHolder == c.Maintenance ? null : LeaseHolder;
                return new CommandOutcome.Done();
            case ClusterCommand.CloseFloor:
                FloorOpen = false;
                return new CommandOutcome.Done();
            case ClusterCommand.OpenFloor { Node: null }:
                FloorOpen = true;
                return new CommandOutcome.Done();
            case ClusterCommand.EvictPod when ForeignBudget:
                return new CommandOutcome.Evicted([new PodName("tezos", "alpha-0")], [new BlockedPod(new PodName("tezos", "alpha-0"), "a budget")]);
            case ClusterCommand.EvictPod:
                FloorOpen = true;
                break;
        }

        if (Rollout.Execute(command, now) is { } outcome)
        {
            return outcome;
        }

        if (NodeDeleted)
        {
            Mark = null;
            Ticket = null;
            return new CommandOutcome.NodeGone();
        }

        switch (command)
        {
            case ClusterCommand.Cordon c:
                Mark ??= new CordonMark(c.Maintenance, Unschedulable, c.Fence);
                Unschedulable = true;
                return Mark.Maintenance == c.Maintenance ? new CommandOutcome.Done() : new CommandOutcome.HeldBy(Mark.Maintenance);
            case ClusterCommand.Uncordon c when Mark?.Maintenance == c.Maintenance:
                Unschedulable = Mark.FormerlyUnschedulable;
                Mark = null;
                return new CommandOutcome.Done();
            case ClusterCommand.Uncordon:
                return new CommandOutcome.Done();
            case ClusterCommand.OpenFloor:
                FloorOpen = true;
                return new CommandOutcome.Done();
            case ClusterCommand.EvictPods when podNode != Id:
                return new CommandOutcome.Evicted([], []);
            case ClusterCommand.EvictPods when ForeignBudget || !FloorOpen:
                var pod = new PodName("tezos", "alpha-0");
                return new CommandOutcome.Evicted([pod], [new BlockedPod(pod, "Cannot evict pod as it would violate the pod's disruption budget.")]);
            case ClusterCommand.EvictPods:
                Evictions++;
                uids++;
                podNode = Pinned && Unschedulable ? null : "node-2";
                podReadyAt = podNode is null ? null : now + PodTime;
                return new CommandOutcome.Evicted([], []);
            case ClusterCommand.AskReboot c:
                Ticket = c.Maintenance;
                rebootsAt ??= Agent && c.Ticket.BootId == BootId && now < c.Ticket.LatestStart ? now + TimeSpan.FromSeconds(5) : null;
                return new CommandOutcome.Done();
            case ClusterCommand.WithdrawReboot:
                Ticket = null;
                return new CommandOutcome.Done();
            default:
                throw new InvalidOperationException($"the model does not know {command}");
        }
    }

    public ClusterView View(DateTimeOffset now)
    {
        if (rebootsAt <= now)
        {
            // It goes down and comes up with another boot ID.
            if (now >= rebootsAt + BootTime)
            {
                boots++;
                rebootsAt = null;
            }
        }

        if (Kured && FloorOpen && rebootsAt is null && boots == 1)
        {
            podNode = "node-2";
            podReadyAt = now + PodTime;
            Reboot(now + TimeSpan.FromSeconds(5));
        }

        if (podNode is null && !Unschedulable)
        {
            podNode = Id;
            podReadyAt = now + PodTime;
        }

        var ready = rebootsAt is null || now < rebootsAt;
        var nodes = new Dictionary<string, NodeView>(StringComparer.Ordinal) { ["node-2"] = Node("node-2", false, true, "boot-x", null) with { Labels = NodeLabels } };
        if (!NodeDeleted)
        {
            nodes[Id] = Node(Id, Unschedulable, ready, BootId, Mark) with { KubeletVersion = KubeletVersion, Labels = NodeLabels };
        }

        return new ClusterView
        {
            Nodes = nodes,
            Pods =
            [
                new PodView
                {
                    Name = new PodName("tezos", "alpha-0"),
                    Uid = $"uid-{uids}",
                    Node = podNode,
                    Phase = podNode is null ? "Pending" : "Running",
                    Ready = Rollout.Ready(now) && podNode is not null && (podReadyAt is null || now >= podReadyAt) && (podNode != Id || ready),
                    ControllerKind = "StatefulSet",
                    ControllerName = "alpha",
                    Labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["app"] = "baker" },
                },
            ],
            SeenAt = now,
            Connected = true,
        };
    }

    /// <summary>The highest level that the baker has attested, as seen in blocks: it attests whenever its pod is Ready.</summary>
    public Level? Attested(DateTimeOffset now, int level) => View(now).Pods[0].Ready ? new Level(level - 1) : null;

    private string BootId => $"boot-{boots}";

    private static NodeView Node(string name, bool unschedulable, bool ready, string boot, CordonMark? mark) =>
        new() { Name = name, Uid = name, Unschedulable = unschedulable, Ready = ready, BootId = boot, Cordon = mark };
}
