using BakeWindow.Core.Cluster;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Marks;
using BakeWindow.Kubernetes.Protecting;
using BakeWindow.Kubernetes.Watching;
using k8s;
using k8s.Models;

namespace BakeWindow.Kubernetes;

/// <summary>
/// The floors of the protected workloads: one PodDisruptionBudget each, closed (<c>maxUnavailable: 0</c>) while nothing may be disturbed. It stands in the API server, so it holds
/// also while BakeWindow is dead. One that is there already is adopted and its former words are kept; there is never a second.
/// </summary>
public sealed class Floors
{
    private const int Tries = 5;

    // The disruption controller follows within milliseconds; one that has not followed in some seconds is down.
    private static readonly TimeSpan[] Looks = [.. new[] { 0, 50, 100, 200, 400, 800, 1600 }.Select(ms => TimeSpan.FromMilliseconds(ms))];

    private readonly Budgets budgets;
    private readonly IReadOnlyList<ProtectedWorkload> workloads;
    private readonly TimeProvider time;

    /// <summary>Makes the floors of the declared workloads; nothing is touched yet.</summary>
    public Floors(IKubernetes client, IReadOnlyList<ProtectedWorkload> workloads, TimeProvider time)
    {
        (this.workloads, this.time) = (workloads, time);
        budgets = new Budgets(new ClusterApi(client, time));
    }

    /// <summary>
    /// Brings the floors to where they should be, and heals what others changed about them. A budget that several workloads share is open only when it may be open for all of them.
    /// A workload that is not in <paramref name="open"/> is to be closed.
    /// </summary>
    /// <returns>What became of each declared workload's floor, by the workload's name.</returns>
    public async Task<IReadOnlyDictionary<string, FloorOutcome>> SyncAsync(IReadOnlyDictionary<string, bool> open, CancellationToken ct)
    {
        bool Wanted(ProtectedWorkload w) => open.TryGetValue(w.Name, out var yes) && yes;
        var shared = new Dictionary<string, bool>(StringComparer.Ordinal);
        var outcomes = new Dictionary<string, FloorOutcome>(StringComparer.Ordinal);
        foreach (var workload in workloads)
        {
            var name = await Guarded(async () => (await budgets.ReadAsync(workload, ct)).Target is FloorTarget.Found found ? FloorTarget.Name(found.Budget) : null, failed => { outcomes[workload.Name] = failed; return null; });
            if (name is not null)
            {
                shared[name] = Wanted(workload) && shared.GetValueOrDefault(name, true);
            }
        }

        foreach (var workload in workloads.Where(w => !outcomes.ContainsKey(w.Name)))
        {
            outcomes[workload.Name] = await SetAsync(workload, budget => Wanted(workload) && (budget is null || shared.GetValueOrDefault(FloorTarget.Name(budget), true)), ct);
        }

        return outcomes;
    }

    /// <summary>Opens or closes one floor. Closed means closed from the moment the answer is here; opened may take the disruption controller a moment more (<see cref="AwaitOpenAsync"/>).</summary>
    public Task<FloorOutcome> SetAsync(ProtectedWorkload workload, bool open, CancellationToken ct) => SetAsync(workload, _ => open, ct);

    /// <summary>Waits, for some seconds at most, until the opened floor would let a pod on the node go.</summary>
    public Task<FloorOutcome> AwaitOpenAsync(ProtectedWorkload workload, string node, CancellationToken ct) => Guarded(
        async () =>
        {
            var why = $"the floor of workload {workload.Name} is gone";
            foreach (var pause in Looks)
            {
                await Task.Delay(pause, time, ct);
                var (pods, target) = await budgets.ReadAsync(workload, ct);
                if (target is not FloorTarget.Found { Budget: { } budget })
                {
                    continue;
                }

                // What has left already, or is not Ready, needs no disruption to be allowed.
                var needed = pods.Any(p => p is { Ready: true, Terminating: false } && p.Node == node);
                if (FloorFacts.IsObserved(budget) && (budget.Status.DisruptionsAllowed > 0 || !needed))
                {
                    return new FloorOutcome.Kept(FloorTarget.Name(budget), true);
                }

                why = FloorFacts.IsObserved(budget)
                    ? $"the opened floor {FloorTarget.Name(budget)} lets nothing go: {budget.Status.CurrentHealthy} pods are healthy and {budget.Status.DesiredHealthy} must be"
                    : $"the disruption controller has not seen the opened floor {FloorTarget.Name(budget)} yet";
            }

            return (FloorOutcome)new FloorOutcome.Unavailable(why);
        },
        failed => failed);

    /// <summary>Lets go of a floor for good: one of our own is deleted, an adopted one says again what its owner wants. Only for a workload that is no longer to be protected.</summary>
    public Task<FloorOutcome> ReleaseAsync(ProtectedWorkload workload, CancellationToken ct) => Guarded(
        async () =>
        {
            if ((await budgets.ReadAsync(workload, ct)).Target is not FloorTarget.Found { Budget: var budget })
            {
                return new FloorOutcome.Problem($"workload {workload.Name} has no floor to let go of");
            }

            switch (FloorFacts.OwnerOf(budget))
            {
                case FloorOwner.Ours:
                    await budgets.DeleteAsync(budget, ct);
                    return new FloorOutcome.Changed(FloorTarget.Name(budget), true, "deleted");
                case FloorOwner.Adopted when Adoption.Read(NodeFacts.Annotation(budget.Metadata, Mark.Former)) is { } adoption:
                    await budgets.PatchAsync(budget, Say(new MergePatch(budget.Metadata).Annotate(Mark.Former, null), adoption.Former), ct);
                    return new FloorOutcome.Changed(FloorTarget.Name(budget), true, "given back");
                default:
                    return (FloorOutcome)new FloorOutcome.Problem($"PodDisruptionBudget {FloorTarget.Name(budget)} was not set by BakeWindow");
            }
        },
        failed => failed);

    private Task<FloorOutcome> SetAsync(ProtectedWorkload workload, Func<V1PodDisruptionBudget?, bool> open, CancellationToken ct) => Guarded(
        async () =>
        {
            for (var turn = 0; turn < Tries; turn++)
            {
                var (pods, target) = await budgets.ReadAsync(workload, ct);
                try
                {
                    switch (target)
                    {
                        case FloorTarget.Missing:
                            var opened = open(null);
                            var made = await budgets.CreateAsync(workload, opened ? FloorSpec.Open(pods) : FloorSpec.Closed, ct);
                            return new FloorOutcome.Changed(FloorTarget.Name(made), opened, "made");
                        case FloorTarget.Found found:
                            return await BringAsync(workload, found, open(found.Budget), pods, ct);
                        case FloorTarget.Muddled muddled:
                            foreach (var budget in muddled.Ours.Where(_ => !open(null)))
                            {
                                await WriteAsync(workload, budget, FloorSpec.Closed, ct);
                            }

                            return (FloorOutcome)new FloorOutcome.Problem(muddled.Why);
                        default:
                            throw new System.Diagnostics.UnreachableException();
                    }
                }
                catch (ApiException e) when (e.Failure is ApiFailure.Conflict or ApiFailure.NotFound)
                {
                    // Changed, made or deleted by somebody since it was read: decide anew.
                }
            }

            return new FloorOutcome.Unavailable($"the PodDisruptionBudget of workload {workload.Name} was changed by others {Tries} times in a row");
        },
        failed => failed);

    private async Task<FloorOutcome> BringAsync(ProtectedWorkload workload, FloorTarget.Found found, bool open, IReadOnlyCollection<PodView> pods, CancellationToken ct)
    {
        var budget = found.Budget;
        var wanted = open ? FloorSpec.Open(pods) : FloorSpec.Closed;
        var owner = FloorFacts.OwnerOf(budget);
        var written = await WriteAsync(workload, budget, wanted, ct);
        if (found.Surplus is { } surplus)
        {
            await budgets.DeleteAsync(surplus, ct);
        }

        var name = FloorTarget.Name(budget);
        return found.Surplus is not null ? new FloorOutcome.Changed(name, open, "adopted in place of BakeWindow's own")
            : written is null || written.Metadata.ResourceVersion == budget.Metadata.ResourceVersion ? new FloorOutcome.Kept(name, open)
            : new FloorOutcome.Changed(name, open, owner is FloorOwner.Foreign ? "adopted" : open ? "opened" : "closed");
    }

    // Null when it says so already.
    private async Task<V1PodDisruptionBudget?> WriteAsync(ProtectedWorkload workload, V1PodDisruptionBudget budget, FloorSpec wanted, CancellationToken ct)
    {
        var standing = FloorSpec.Of(budget.Spec);
        var patch = new MergePatch(budget.Metadata);
        if (!wanted.IsSaidBy(standing))
        {
            Say(patch, wanted);
        }

        if (FloorFacts.OwnerOf(budget) is not FloorOwner.Ours)
        {
            var note = NodeFacts.Annotation(budget.Metadata, Mark.Former);
            var kept = Adoption.Of(note, standing, wanted).Write();
            if (kept != note)
            {
                patch.Annotate(Mark.Former, kept);
            }
        }
        else if (NodeFacts.Annotation(budget.Metadata, Mark.Workload) == workload.Name && Selectors.Text(budget.Spec?.Selector) != Selectors.Text(Selectors.Of(workload.Selector)))
        {
            patch.Set("selector", Selectors.Json(budget.Spec?.Selector, Selectors.Of(workload.Selector)));
        }

        return patch.IsEmpty ? null : await budgets.PatchAsync(budget, patch, ct);
    }

    private static MergePatch Say(MergePatch patch, FloorSpec spec)
    {
        foreach (var (field, value) in spec.Fields())
        {
            patch.Set(field, value);
        }

        return patch;
    }

    private static async Task<T> Guarded<T>(Func<Task<T>> act, Func<FloorOutcome, T> failed)
    {
        try
        {
            return await act();
        }
        catch (ApiException e)
        {
            return failed(e.Failure is ApiFailure.Forbidden or ApiFailure.Refused ? new FloorOutcome.Refused(e.Message) : new FloorOutcome.Unavailable(e.Message));
        }
    }
}
