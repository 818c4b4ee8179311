using BakeWindow.Core.Cluster;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Marks;
using BakeWindow.Kubernetes.Protecting;
using BakeWindow.Kubernetes.Watching;
using k8s;
using k8s.Models;

namespace BakeWindow.Kubernetes;

/// <summary>
/// The floors of the protected workloads: one PodDisruptionBudget each, closed (<c>maxUnavailable: 0</c>) while nothing may be disturbed. It stands in the API
/// server, so it holds also while BakeWindow is dead. One that is there already is adopted and its former words are kept; there is never a second.
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
    /// Brings the floors to where they should be, and heals what others changed about them. A budget that several workloads share is open only when it may be
    /// open for all of them. A workload that is not in <paramref name="open"/> is to be closed.
    /// </summary>
    /// <returns>What became of each declared workload's floor, by the workload's name.</returns>
    public async Task<IReadOnlyDictionary<string, FloorOutcome>> SyncAsync(IReadOnlyDictionary<string, bool> open, CancellationToken ct)
    {
        var outcomes = new Dictionary<string, FloorOutcome>(StringComparer.Ordinal);
        var closed = new HashSet<string>(StringComparer.Ordinal);
        var doubtful = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var workload in workloads.Where(w => !open.GetValueOrDefault(w.Name)))
        {
            outcomes[workload.Name] = await SetAsync(workload, open: false, ct);
            if (outcomes[workload.Name].Floor is { } budget)
            {
                closed.Add(budget);
            }
            else
            {
                doubtful[workload.Namespace] = workload.Name;
            }
        }

        foreach (var workload in workloads.Where(w => open.GetValueOrDefault(w.Name)))
        {
            // Which budget could not be closed is not known, so that it may be this one.
            outcomes[workload.Name] = doubtful.TryGetValue(workload.Namespace, out var other)
                ? new FloorOutcome.Unavailable($"not opened, because the floor of workload {other} in the same namespace could not be closed")
                : await SetAsync(workload, budget => budget is null || !closed.Contains(FloorTarget.Name(budget)), ct);
        }

        return outcomes;
    }

    /// <summary>
    /// Opens or closes one floor. Closed means closed from the moment the answer is here; opened may take the disruption controller a moment more
    /// (<see cref="AwaitOpenAsync"/>).
    /// </summary>
    public Task<FloorOutcome> SetAsync(ProtectedWorkload workload, bool open, CancellationToken ct) => SetAsync(workload, _ => open, ct);

    /// <summary>Waits, for some seconds at most, until the opened floor would let a pod on the node (any pod, without a node) go.</summary>
    public Task<FloorOutcome> AwaitOpenAsync(ProtectedWorkload workload, string? node, CancellationToken ct) => GuardedAsync(async () =>
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
            var needed = pods.Any(p => p is { Ready: true, Terminating: false } && (node is null || p.Node == node));
            if (FloorFacts.IsObserved(budget) && (budget.Status.DisruptionsAllowed > 0 || !needed))
            {
                return new FloorOutcome.Kept(FloorTarget.Name(budget), true);
            }

            why = FloorFacts.IsObserved(budget)
                ? $"the opened floor {FloorTarget.Name(budget)} lets nothing go: {budget.Status.CurrentHealthy} pods are healthy and {budget.Status.DesiredHealthy} must be"
                : $"the disruption controller has not seen the opened floor {FloorTarget.Name(budget)} yet";
        }

        return new FloorOutcome.Unavailable(why);
    });

    /// <summary>
    /// Lets go of a floor for good: one of our own is deleted, an adopted one says again what its owner wants. Only for a workload that is no longer to be
    /// protected.
    /// </summary>
    public Task<FloorOutcome> ReleaseAsync(ProtectedWorkload workload, CancellationToken ct) => GuardedAsync(async () =>
    {
        if ((await budgets.ReadAsync(workload, ct)).Target is not FloorTarget.Found { Budget: var budget })
        {
            return new FloorOutcome.Problem($"workload {workload.Name} has no floor to let go of");
        }

        return await LetGoAsync(budget, ct);
    });

    /// <summary>
    /// Lets go of floors, set or adopted by BakeWindow, that belong to no declared workload any more, in the namespaces of declared ones. What is somebody else's, and what still covers a
    /// declared workload, stays.
    /// </summary>
    /// <returns>What became of each, by namespace and name; by namespace alone where its budgets could not be read.</returns>
    public async Task<IReadOnlyDictionary<string, FloorOutcome>> ReleaseUndeclaredAsync(CancellationToken ct)
    {
        var outcomes = new Dictionary<string, FloorOutcome>(StringComparer.Ordinal);
        foreach (var declared in workloads.GroupBy(w => w.Namespace, StringComparer.Ordinal))
        {
            IReadOnlyList<V1PodDisruptionBudget> unclaimed = [];
            var read = await GuardedAsync(async () =>
            {
                unclaimed = await budgets.UnclaimedAsync(declared.Key, [.. declared], ct);
                return new FloorOutcome.Kept(declared.Key, false);
            });
            if (read is not FloorOutcome.Kept)
            {
                outcomes[declared.Key] = read;
            }

            foreach (var budget in unclaimed)
            {
                outcomes[FloorTarget.Name(budget)] = await GuardedAsync(() => LetGoAsync(budget, ct));
            }
        }

        return outcomes;
    }

    private async Task<FloorOutcome> LetGoAsync(V1PodDisruptionBudget budget, CancellationToken ct)
    {
        switch (FloorFacts.OwnerOf(budget))
        {
            case FloorOwner.Ours:
                await budgets.DeleteAsync(budget, ct);
                return new FloorOutcome.Changed(FloorTarget.Name(budget), true, "deleted");
            case FloorOwner.Adopted when Adoption.Read(NodeFacts.Annotation(budget.Metadata, Mark.Former)) is { } adoption:
                await budgets.PatchAsync(budget, BudgetChange.GiveBack(budget, adoption), ct);
                return new FloorOutcome.Changed(FloorTarget.Name(budget), true, "given back");
            default:
                return new FloorOutcome.Problem($"PodDisruptionBudget {FloorTarget.Name(budget)} was not set by BakeWindow");
        }
    }

    private Task<FloorOutcome> SetAsync(ProtectedWorkload workload, Func<V1PodDisruptionBudget?, bool> open, CancellationToken ct) => GuardedAsync(async () =>
    {
        for (var turn = 0; turn < Tries; turn++)
        {
            try
            {
                return await SetOnceAsync(workload, open, ct);
            }
            catch (ApiException e) when (e.Failure is ApiFailure.Conflict or ApiFailure.NotFound)
            {
                // Changed, made or deleted by somebody since it was read: decide anew.
            }
        }

        return new FloorOutcome.Unavailable($"the PodDisruptionBudget of workload {workload.Name} was changed by others {Tries} times in a row");
    });

    private async Task<FloorOutcome> SetOnceAsync(ProtectedWorkload workload, Func<V1PodDisruptionBudget?, bool> open, CancellationToken ct)
    {
        var (pods, target) = await budgets.ReadAsync(workload, ct);
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
                    await WriteAsync(budget, BudgetChange.Say(workload, budget, FloorSpec.Closed), ct);
                }

                return new FloorOutcome.Problem(muddled.Why);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private async Task<FloorOutcome> BringAsync(
        ProtectedWorkload workload, FloorTarget.Found found, bool open, IReadOnlyCollection<PodView> pods, CancellationToken ct)
    {
        var (budget, name) = (found.Budget, FloorTarget.Name(found.Budget));
        var changed = await WriteAsync(budget, BudgetChange.Say(workload, budget, open ? FloorSpec.Open(pods) : FloorSpec.Closed), ct);
        if (found.Surplus is { } surplus)
        {
            await budgets.DeleteAsync(surplus, ct);
            return new FloorOutcome.Changed(name, open, "taken in place of BakeWindow's own");
        }

        return !changed ? new FloorOutcome.Kept(name, open)
            : new FloorOutcome.Changed(name, open, FloorFacts.OwnerOf(budget) is FloorOwner.Foreign ? "adopted" : open ? "opened" : "closed");
    }

    // False when it said so already. A server that knows no eviction policy for unready pods drops it, and the version stays.
    private async Task<bool> WriteAsync(V1PodDisruptionBudget budget, MergePatch patch, CancellationToken ct) =>
        !patch.IsEmpty && (await budgets.PatchAsync(budget, patch, ct)).Metadata.ResourceVersion != budget.Metadata.ResourceVersion;

    private static async Task<FloorOutcome> GuardedAsync(Func<Task<FloorOutcome>> act)
    {
        try
        {
            return await act();
        }
        catch (ApiException e)
        {
            return e.Failure is ApiFailure.Forbidden or ApiFailure.Refused ? new FloorOutcome.Refused(e.Message) : new FloorOutcome.Unavailable(e.Message);
        }
    }
}
