using BakeWindow.Core.Alerting;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Disruptions;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Incidents;
using BakeWindow.Web.Alerting;
using BakeWindow.Web.Maintaining;
using BakeWindow.Web.Observing;

namespace BakeWindow.Web.Recording;

/// <summary>
/// Writes down as evidence what changes on the board by itself: machines, pods, heads, sources, neighbours' locks, and alarms. Once per change, and where several replicas share a database the
/// one that leads does it, so that nothing is told twice.
/// </summary>
public sealed class ChangeWatcher(WorldBoard board, AlertBook alerts, EvidenceLog log, Leadership leadership, TimeProvider time) : IHostedService
{
    private readonly Lock gate = new();
    private World? last;

    // The last that was being seen: what changed while a watch was broken is told when it is whole again.
    private ClusterView? seen;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        board.Changed += Look;
        alerts.Changed += Heard;
        Look(board.Now);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        board.Changed -= Look;
        alerts.Changed -= Heard;
        return Task.CompletedTask;
    }

    /// <summary>Compares the world with that of the look before. Most changes touch neither chain nor cluster, and are seen to by their references alone.</summary>
    public void Look(World changed)
    {
        lock (gate)
        {
            // Not the one that was told: two changes at once may be told out of order.
            var (before, now) = (last, board.Now);
            var clusterBefore = seen;
            (last, seen) = (now, now.Cluster is { Connected: true } whole ? whole : seen);
            if (before is null || ReferenceEquals(before, now) || !leadership.IsLeader)
            {
                return;
            }

            var at = time.GetUtcNow();
            foreach (var e in ChainChanges.Between(before, now, at))
            {
                log.Write(e);
            }

            foreach (var e in ClusterChanges.Between(clusterBefore, now.Cluster, now.Workloads, at))
            {
                log.Write(e);
                if (e.Code is "pod-terminating" && Closed(now, e, at) is { } closed)
                {
                    log.Write(closed);
                }
            }
        }
    }

    // The gate's own answer at that moment, so that a report needs no memory of worlds that are gone. What a maintenance of ours evicts is its doing, and a dead machine's pods are nobody's.
    private static Evidence? Closed(World world, Evidence taken, DateTimeOffset at)
    {
        var pod = world.Cluster!.Pods.FirstOrDefault(p => p.Name.ToString() == taken.Subject);
        if (pod?.Node is not { } node || world.Active.Any(a => a.Node == node || a.Node.Length == 0) || world.Cluster.Nodes.GetValueOrDefault(node) is not { Ready: true })
        {
            return null;
        }

        var verdict = Gatekeeper.Decide(world, new GateRequest { Node = node, Client = "time line", FloorAside = true }, at);
        return verdict is Verdict.Allowed ? null : taken with
        {
            Lane = EvidenceLane.OwnActs, Code = "gate-closed-for-pod", Source = "the gate's answer",
            Text = $"pod {taken.Subject} on {node} was told to end while the gate was closed: {verdict.Reason.Kebab()}, {verdict.Message.TrimEnd('.')}",
        };
    }

    private void Heard(AlertChange change)
    {
        if (leadership.IsLeader && change.Alert.Kind is not AlertKind.Test)
        {
            log.Write(new Evidence
            {
                At = change.At, Lane = EvidenceLane.OwnActs, Subject = change.Alert.Id, Code = $"alarm-{change.Turn.Word()}", Text = $"alarm: {AlertWords.Title(change)}", Source = "alarms", Baker = change.Alert.Baker,
            });
        }
    }

    /// <summary>Who asked the API server for a disruption of a protected pod, and what he was told; null where it concerns nobody.</summary>
    public static Evidence? Of(DisruptionRequest request, DisruptionAnswer answer, World world, DateTimeOffset at)
    {
        var pod = request.Pod ?? (request.Name.Length > 0 && world.Cluster is { } cluster ? Placement.Find(new PodName(request.Namespace, request.Name), cluster, world.Workloads) : null);
        var workload = world.Workloads.FirstOrDefault(w => pod is not null ? w.Selects(pod) : request.PodLabels.Count > 0 && w.Namespace == request.Namespace && w.Selector.Matches(request.PodLabels));
        if (workload is null || request.DryRun)
        {
            return null;
        }

        var (what, noun) = request.Kind switch
        {
            DisruptionKind.Evict => ("evict", "the eviction"),
            DisruptionKind.Delete => ("delete", "the deletion"),
            _ => ("rollout", "a rollout"),
        };
        var (told, words) = answer switch
        {
            DisruptionAnswer.Refuse r => ("refused", $"and was refused: {r.Message}"),
            DisruptionAnswer.Warn w => ("warned", $"and was let through with a warning: {w.Message}"),
            _ => ("let-through", $"and was let through ({answer.Reason})"),
        };
        var subject = $"{request.Namespace}/{request.Name}";
        return new Evidence
        {
            At = at, Lane = EvidenceLane.Neighbours, Subject = Line(subject), Code = $"{what}-{told}", Baker = workload.Baker, Source = $"webhook: {Line(request.User)}",
            Text = Line($"{request.User} asked for {noun} of {subject}, {words}"),
        };
    }

    // Names come from outside; a line is one line.
    private static string Line(string text) => string.Concat(text.Take(400).Select(c => char.IsControl(c) ? ' ' : c));
}
