using BakeWindow.Core.Bypasses;
using BakeWindow.Kubernetes.Marks;
using BakeWindow.Kubernetes.Protecting;
using k8s.Models;

namespace BakeWindow.Kubernetes.Bypasses;

/// <summary>Webhooks that are asked about evictions, as facts of an audit.</summary>
internal static class WebhookFacts
{
    private const string KubeSystem = "kube-system";

    public static IEnumerable<WebhookFact> Of(V1ValidatingWebhookConfiguration configuration, string own, IReadOnlyList<V1Namespace> namespaces)
    {
        var managed = configuration.Metadata.Labels?.TryGetValue(Mark.ManagedBy, out var by) is true && by == Mark.BakeWindow;
        foreach (var hook in (configuration.Webhooks ?? []).Where(IsAskedAboutEvictions))
        {
            var ours = managed || (hook.ClientConfig?.Service is { } service && service.NamespaceProperty == own);
            var places = new[] { own, KubeSystem }.Where(n => Takes(hook.NamespaceSelector, n, namespaces)).ToList();
            yield return new WebhookFact($"{configuration.Metadata.Name}/{hook.Name}", ours, hook.FailurePolicy is not "Ignore", places.Count > 0 ? string.Join(", ", places) : null);
        }
    }

    private static bool IsAskedAboutEvictions(V1ValidatingWebhook hook) => (hook.Rules ?? []).Any(r =>
        (r.Operations ?? []).Any(o => o is "CREATE" or "*")
        && (r.ApiGroups ?? []).Any(g => g is "" or "*")
        && (r.Resources ?? []).Any(n => n is "pods/eviction" or "pods/*" or "*/*" or "*/eviction"));

    // No selector, or an empty one, takes every namespace.
    private static bool Takes(V1LabelSelector? selector, string ns, IReadOnlyList<V1Namespace> namespaces)
    {
        var labels = new Dictionary<string, string>(namespaces.FirstOrDefault(n => n.Metadata.Name == ns)?.Metadata.Labels ?? new Dictionary<string, string>(), StringComparer.Ordinal)
        {
            ["kubernetes.io/metadata.name"] = ns,
        };
        return selector is null || Selectors.Matches(selector, labels);
    }
}
