using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Executing;
using BakeWindow.Kubernetes.Rbac;
using BakeWindow.Kubernetes.Watching;
using k8s;
using k8s.Models;

namespace BakeWindow.Kubernetes;

/// <summary>
/// Carries out what the state machine wants done. Every command may be given again at any time, also after one that seemed to fail: it reads what is there, and does what is missing.
/// Nothing is written on a version other than the one that was read.
/// </summary>
public sealed class CommandExecutor
{
    private const int Tries = 5;

    private readonly ClusterApi api;
    private readonly ClusterSettings settings;
    private readonly Floors floors;
    private readonly TicketSeal seal;
    private readonly DomainLeases leases;
    private readonly NodeEmptying emptying;
    private readonly Rollouts rollouts;

    /// <summary>Makes an executor.</summary>
    /// <param name="client">The way to the cluster.</param>
    /// <param name="settings">What is declared.</param>
    /// <param name="floors">The floors of the same workloads.</param>
    /// <param name="seal">Signs reboot tickets.</param>
    /// <param name="time">The clock.</param>
    public CommandExecutor(k8s.Kubernetes client, ClusterSettings settings, Floors floors, TicketSeal seal, TimeProvider time)
    {
        (this.settings, this.floors, this.seal) = (settings, floors, seal);
        api = new ClusterApi(client, time);
        leases = new DomainLeases(new LeaseObjects(api, settings.Namespace, time), settings);
        var evictions = new Evictions(api, settings.Workloads);
        emptying = settings.ByNodeMaintenance ? new NodeEmptying.ByNodeMaintenance(new ObjectApi(client, time), evictions) : new NodeEmptying.ByEviction(evictions);
        rollouts = new Rollouts(api, leases, evictions);
    }

    /// <summary>Carries out one command. Failures of the cluster are outcomes; only a cancellation by the caller and bugs throw.</summary>
    public async Task<CommandOutcome> ExecuteAsync(ClusterCommand command, CancellationToken ct)
    {
        try
        {
            return command switch
            {
                ClusterCommand.TakeLease c => await leases.TakeAsync(c.Domain, c.Maintenance, ct),
                ClusterCommand.TakeOver c => await leases.TakeOverAsync(c.Domain, c.Maintenance, ct),
                ClusterCommand.RenewLease c => await leases.RenewAsync(c.Domain, c.Maintenance, c.Fence, ct),
                ClusterCommand.ReleaseLease c => await ReleaseAsync(c, ct),
                ClusterCommand.Cordon c => await CordonAsync(c, ct),
                ClusterCommand.Uncordon c => await emptying.EndAsync(Me(c.Maintenance), c.Under, ct) ?? await ChangeAsync(c.Node, n => NodeMarks.Uncordon(n, Me(c.Maintenance), c.Under), ct),
                ClusterCommand.OpenFloor c => await OpenAsync(c, ct),
                ClusterCommand.CloseFloor c => await CloseAsync(c, ct),
                ClusterCommand.EvictPods c => await WhyNotAsync(c.Node, c.Maintenance, c.Under, ct) ?? await EmptyAsync(c, ct),
                ClusterCommand.AskReboot c => await WhyNotAsync(c.Node, c.Maintenance, c.Under, ct, needsMark: false)
                    ?? await ChangeAsync(c.Node, n => NodeMarks.AskReboot(n, Me(c.Maintenance), c.Ticket, seal), ct),
                ClusterCommand.WithdrawReboot c => await ChangeAsync(c.Node, n => NodeMarks.WithdrawReboot(n, Me(c.Maintenance), seal, c.Under), ct),
                ClusterCommand.LookAtRollout c => await rollouts.LookAsync(c.Workload, c.Maintenance, ct),
                ClusterCommand.RestartWorkload c => await rollouts.RestartAsync(c, ct),
                ClusterCommand.SetPartition c => await rollouts.SetPartitionAsync(c, ct),
                ClusterCommand.EvictPod c => await rollouts.WhyNotAsync(c.Maintenance, c.Locks, ct) ?? await OpenAsync(null, c.Workloads, ct) ?? await rollouts.EvictAsync(c, ct),
                ClusterCommand.RestoreWorkload c => await rollouts.RestoreAsync(c, ct),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        }
        catch (ApiException e)
        {
            return e.Failure is ApiFailure.Forbidden or ApiFailure.Refused
                ? new CommandOutcome.Refused(e.Message) { Code = CodeOf(e, EndCode.Refused) }
                : new CommandOutcome.Unavailable(e.Message) { Code = CodeOf(e, EndCode.ApiAway) };
        }
    }

    private async Task<CommandOutcome> CordonAsync(ClusterCommand.Cordon c, CancellationToken ct)
    {
        if (await api.FindNodeAsync(c.Node, ct) is not { } node)
        {
            return new CommandOutcome.NodeGone();
        }

        // A process that slept through the end of its lock must not mark anything: its successor may have come and gone, and left nothing on the node to know it by.
        var lease = LeaseOf(node);
        // What a process that slept through a take-over has begun late ends first: else its cordon would be taken for one that was there before.
        return await leases.WhyNotAsync(lease, Me(c.Maintenance), c.Fence, ct)
            ?? await emptying.EndAsync(Me(c.Maintenance), c.Fence, ct)
            ?? await ChangeAsync(c.Node, n => NodeMarks.Cordon(n, Me(c.Maintenance), c.Fence, $"{settings.Namespace}/{lease}", emptying.ByOperator), ct);
    }

    // The mark as it stands there, raised to this process' fence by now.
    private async Task<CommandOutcome> EmptyAsync(ClusterCommand.EvictPods c, CancellationToken ct) => await api.FindNodeAsync(c.Node, ct) switch
    {
        null => new CommandOutcome.NodeGone(),
        { } node when NodeMarks.MarkOf(node) is { } mark => await emptying.RoundAsync(c.Node, mark, c.LoseEmptyDir, ct),
        _ => new CommandOutcome.Refused($"node {c.Node} does not bear the mark of {c.Maintenance} any more: somebody took it off") { Code = EndCode.MarkLost },
    };

    private async Task<CommandOutcome> OpenAsync(ClusterCommand.OpenFloor c, CancellationToken ct)
    {
        return await (c.Node is { } node ? WhyNotAsync(node, c.Maintenance, c.Under, ct) : rollouts.WhyNotAsync(c.Maintenance, c.Locks, ct))
            ?? await OpenAsync(c.Node, c.Workloads, ct) ?? new CommandOutcome.Done();
    }

    // Null when all of them are open.
    private async Task<CommandOutcome?> OpenAsync(string? node, IReadOnlyList<string> workloads, CancellationToken ct)
    {
        foreach (var name in workloads)
        {
            if (settings.Workloads.FirstOrDefault(w => w.Name == name) is not { } workload)
            {
                return new CommandOutcome.Refused($"workload {name} is not declared any more, so its floor is not known");
            }

            if (Failed(await floors.SetAsync(workload, open: true, ct)) is { } failed)
            {
                return failed;
            }
        }

        foreach (var workload in settings.Workloads.Where(w => workloads.Contains(w.Name)))
        {
            if (Failed(await floors.AwaitOpenAsync(workload, node, ct)) is { } failed)
            {
                return failed;
            }
        }

        return null;
    }

    private async Task<CommandOutcome> ReleaseAsync(ClusterCommand.ReleaseLease c, CancellationToken ct)
    {
        CommandOutcome worst = new CommandOutcome.Done();
        foreach (var domain in c.Others.Append(c.Domain))
        {
            worst = await leases.ReleaseAsync(domain, Me(c.Maintenance), domain == c.Domain ? c.Under : null, ct) is CommandOutcome.Unavailable away ? away : worst;
        }

        return worst;
    }

    private async Task<CommandOutcome> CloseAsync(ClusterCommand.CloseFloor c, CancellationToken ct)
    {
        // One that can't be closed must not keep the others open.
        CommandOutcome worst = new CommandOutcome.Done();
        foreach (var workload in settings.Workloads.Where(w => c.Workloads.Contains(w.Name)))
        {
            // Where budgets are muddled up, what is BakeWindow's has been closed all the same and nothing else was ever opened.
            var outcome = await floors.SetAsync(workload, open: false, ct);
            worst = outcome is FloorOutcome.Problem ? worst : Failed(outcome) ?? worst;
        }

        return worst;
    }

    // Before anything that disturbs: the node is there, bears our mark and is cordoned, and the lock is ours under this very fence. A process that slept through a take-over ends here; one
    // that has taken a maintenance up raises the fence of its mark first, so that a sleeper's write on the node meets another version.
    private async Task<CommandOutcome?> WhyNotAsync(string name, string maintenance, long? under, CancellationToken ct, bool needsMark = true)
    {
        if (await api.FindNodeAsync(name, ct) is not { } node)
        {
            return new CommandOutcome.NodeGone();
        }

        if (needsMark && NodeMarks.WhyNotOurs(node, Me(maintenance)) is { } why)
        {
            return new CommandOutcome.Refused(why) { Code = EndCode.MarkLost };
        }

        if (under is not { } fence)
        {
            return null;
        }

        var lease = NodeMarks.MarkOf(node)?.Lock is { } full && full.StartsWith(settings.Namespace + "/", StringComparison.Ordinal) ? full[(settings.Namespace.Length + 1)..] : LeaseOf(node);
        if (await leases.WhyNotAsync(lease, Me(maintenance), fence, ct) is { } no)
        {
            return no;
        }

        return await ChangeAsync(name, n => NodeMarks.Raise(n, Me(maintenance), fence), ct) is var raised and not CommandOutcome.Done ? raised : null;
    }

    private string LeaseOf(V1Node node) => DomainLeases.NameOf(FailureDomains.Of(NodeFacts.Of(node, settings.FailureDomainLabel)));

    private LockHolder Me(string maintenance) => leases.Me(maintenance);

    private async Task<CommandOutcome> ChangeAsync(string name, Func<V1Node, NodeChange> decide, CancellationToken ct)
    {
        for (var turn = 0; turn < Tries; turn++)
        {
            if (await api.FindNodeAsync(name, ct) is not { } node)
            {
                return new CommandOutcome.NodeGone();
            }

            var change = decide(node);
            if (change.Patch is not { } patch)
            {
                return change.Outcome;
            }

            try
            {
                await api.AskAsync(Permissions.PatchNode, (k, c) => k.CoreV1.PatchNodeAsync(patch.Build(), name, cancellationToken: c), ct);
                return change.Outcome;
            }
            catch (ApiException e) when (e.Failure is ApiFailure.Conflict or ApiFailure.NotFound)
            {
                // Changed or deleted since it was read: decide anew on what is there now.
            }
        }

        return new CommandOutcome.Unavailable($"node {name} was changed by others {Tries} times in a row");
    }

    // The API server names a webhook that refused, or that it could not ask, in its words only.
    private static string CodeOf(ApiException e, string usual) =>
        e.Message.Contains(Evictions.TwoBudgets, StringComparison.Ordinal) ? EndCode.TwoBudgets
        : e.Message.Contains("webhook \"", StringComparison.Ordinal) ? EndCode.WebhookRefuses
        : usual;

    private static CommandOutcome? Failed(FloorOutcome outcome) => outcome switch
    {
        FloorOutcome.Problem p => new CommandOutcome.Refused(p.Why) { Code = EndCode.TwoBudgets },
        FloorOutcome.Refused r => new CommandOutcome.Refused(r.Why),
        FloorOutcome.Unavailable u => new CommandOutcome.Unavailable(u.Why) { Code = u.ByBudget ? EndCode.BudgetNeverAllows : EndCode.ApiAway },
        _ => null,
    };
}
