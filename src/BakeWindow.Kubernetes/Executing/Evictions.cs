using System.Net;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Maintenance;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Protecting;
using BakeWindow.Kubernetes.Rbac;
using BakeWindow.Kubernetes.Watching;
using k8s;
using k8s.Models;

namespace BakeWindow.Kubernetes.Executing;

/// <summary>One round of a drain: one try for each pod, by the Eviction API, so that every budget and webhook is asked.</summary>
internal sealed class Evictions(ClusterApi api, IReadOnlyList<ProtectedWorkload> workloads)
{
    private const int NamedRefusals = 5;

    // The server's words for it; there is no code of its own.
    internal const string TwoBudgets = "more than one PodDisruptionBudget";

    /// <summary>Tries once round.</summary>
    public async Task<CommandOutcome> RoundAsync(string node, bool loseEmptyDir, CancellationToken ct)
    {
        var (order, refused) = await LookAsync(node, loseEmptyDir, ct);
        if (refused is not null)
        {
            return refused;
        }

        var blocked = new List<BlockedPod>();
        if (order.Others.Count > 0)
        {
            await TryAsync(order.Others, dryRun: false, blocked, ct);
        }
        else if (order.Protected.Count > 0 && !order.Leaving.Any(p => !workloads.Any(w => w.Selects(p))))
        {
            // All or none: a node gone while the baker is held (or the other way round) is an outage that drains nothing.
            await TryAsync(order.Protected, dryRun: true, blocked, ct);
            if (blocked.Count == 0)
            {
                await TryAsync(order.Protected, dryRun: false, blocked, ct);
            }
        }

        var left = order.Others.Count + order.Protected.Count == 0 ? order : DrainOrder.Of(await PodsOnAsync(node, ct), workloads, loseEmptyDir);
        var names = left.All.Select(p => p.Name).ToList();
        return new CommandOutcome.Evicted(names, [.. blocked.Where(b => names.Contains(b.Pod))]) { Leaving = [.. left.Leaving.Select(p => p.Name)] };
    }

    /// <summary>What is on the node, and why it must not be emptied; null when it may be.</summary>
    public async Task<(DrainOrder Order, CommandOutcome.Refused? Refused)> LookAsync(string node, bool loseEmptyDir, CancellationToken ct)
    {
        var order = DrainOrder.Of(await PodsOnAsync(node, ct), workloads, loseEmptyDir);
        var more = order.Refusals.Count > NamedRefusals ? $"; and {order.Refusals.Count - NamedRefusals} more" : "";
        return (order, order.Refusals.Count == 0 ? null : new CommandOutcome.Refused(string.Join("; ", order.Refusals.Take(NamedRefusals)) + more) { Code = EndCode.PodNotEvictable });
    }

    /// <summary>Tries for one pod.</summary>
    public async Task<CommandOutcome> OneAsync(PodName name, string uid, CancellationToken ct)
    {
        var blocked = new List<BlockedPod>();
        await TryAsync([new PodView { Name = name, Uid = uid, Phase = "Running", Ready = true }], dryRun: false, blocked, ct);
        return blocked.Count > 0 ? new CommandOutcome.Evicted([name], blocked) : new CommandOutcome.Done();
    }

    private async Task<List<PodView>> PodsOnAsync(string node, CancellationToken ct)
    {
        var pods = new List<PodView>();
        await api.ListAsync(
            Permissions.ListPods,
            (k, size, token, c) => k.CoreV1.ListPodForAllNamespacesAsync(fieldSelector: $"spec.nodeName={node}", limit: size, continueParameter: token, cancellationToken: c),
            page => pods.AddRange(page.Items.Select(PodFacts.Of)),
            ct);
        return pods;
    }

    private async Task TryAsync(IEnumerable<PodView> pods, bool dryRun, List<BlockedPod> blocked, CancellationToken ct)
    {
        foreach (var pod in pods)
        {
            try
            {
                await EvictAsync(pod, dryRun, ct);
            }
            catch (ApiException e) when (e.Failure is ApiFailure.Held)
            {
                blocked.Add(new BlockedPod(pod.Name, e.Message));
            }
            catch (ApiException e) when (e.Failure is ApiFailure.NotFound or ApiFailure.Conflict)
            {
                // Gone, or another pod under the same name by now; the look afterwards says which.
            }
            catch (ApiException e) when (e.Status is HttpStatusCode.InternalServerError && e.Message.Contains(TwoBudgets, StringComparison.Ordinal))
            {
                throw new ApiException(ApiFailure.Refused, e.Status, await TwoBudgetsAsync(pod, ct), e);
            }
        }
    }

    private Task<V1Eviction> EvictAsync(PodView pod, bool dryRun, CancellationToken ct)
    {
        var eviction = new V1Eviction
        {
            ApiVersion = "policy/v1",
            Kind = "Eviction",
            Metadata = new V1ObjectMeta { Name = pod.Name.Name, NamespaceProperty = pod.Name.Namespace },
            // A StatefulSet's pod comes back under the same name; the uid keeps a late request from hitting the new one.
            DeleteOptions = new V1DeleteOptions { Preconditions = new V1Preconditions { Uid = pod.Uid }, DryRun = dryRun ? ["All"] : null },
        };
        return api.AskAsync(
            Permissions.EvictPod, (k, c) => k.CoreV1.CreateNamespacedPodEvictionAsync(eviction, pod.Name.Name, pod.Name.Namespace, cancellationToken: c), ct);
    }

    private async Task<string> TwoBudgetsAsync(PodView pod, CancellationToken ct)
    {
        var budgets = await api.AskAsync(
            Permissions.ListBudgets, (k, c) => k.PolicyV1.ListNamespacedPodDisruptionBudgetAsync(pod.Name.Namespace, cancellationToken: c), ct);
        var names = budgets.Items.Where(b => Selectors.Matches(b.Spec?.Selector, pod.Labels)).Select(b => b.Metadata.Name).Order(StringComparer.Ordinal);
        return $"pod {pod.Name} is under {TwoBudgets} ({string.Join(", ", names)}), so the API server evicts it never: leave one of them";
    }
}
