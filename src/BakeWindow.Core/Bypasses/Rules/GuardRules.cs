namespace BakeWindow.Core.Bypasses.Rules;

/// <summary>BakeWindow's own guards: its role in each protected namespace, and the webhook.</summary>
internal static class GuardRules
{
    public static IEnumerable<Bypass> Of(AuditScene scene)
    {
        foreach (var ns in scene.Facts.NamespacesNotGranted)
        {
            yield return new Bypass
            {
                Code = BypassCode.NamespaceNotGranted,
                Severity = BypassSeverity.Critical,
                Subject = new BypassSubject("Namespace", null, ns),
                Workloads = [.. scene.Facts.Workloads.Where(w => w.Namespace == ns).Select(w => w.Name).Order(StringComparer.Ordinal)],
                Why = $"BakeWindow may not patch PodDisruptionBudgets in namespace {ns}, so it can neither close nor open a floor there.",
                Mend = $"Apply deploy/components/protect with namespace: {ns} (Role and RoleBinding bakewindow-protect)",
            };
        }

        foreach (var hook in scene.Facts.Webhooks)
        {
            if (hook is { Ours: true, FailsClosed: true, LocksOut: { } place })
            {
                yield return Webhook(hook.Name, BypassCode.WebhookLocksOut, BypassSeverity.Critical,
                    $"BakeWindow's webhook fails closed and is asked in namespace {place} too: while BakeWindow is down its own pods can't be moved, and the cluster can lock itself out.",
                    $"namespaceSelector: {{matchExpressions: [{{key: kubernetes.io/metadata.name, operator: NotIn, values: [{place}]}}]}}, or failurePolicy: Ignore (the floor holds all the same)");
            }
            else if (!hook.Ours)
            {
                yield return Webhook(hook.Name, BypassCode.WebhookForeign, BypassSeverity.Info,
                    $"It is asked about evictions too{(hook.FailsClosed ? " and fails closed" : "")}. One that denies with another code than 429 makes drains and node upgrades abort instead of waiting.",
                    "See that it denies with 429 and stays out of the protected namespaces where it is not wanted");
            }
        }

        if (scene.Facts.Saw(AuditKinds.Webhooks) && !scene.Facts.Webhooks.Any(h => h.Ours))
        {
            yield return Webhook("bakewindow", BypassCode.WebhookMissing, BypassSeverity.Info,
                "No webhook of BakeWindow's is asked about evictions. The floors hold, but a refused drain does not say which right it waits for, and unready pods have no second guard.",
                "Register the eviction webhook (docs/install.md)");
        }
    }

    private static Bypass Webhook(string name, BypassCode code, BypassSeverity severity, string why, string mend) =>
        new() { Code = code, Severity = severity, Subject = new BypassSubject("ValidatingWebhookConfiguration", null, name), Why = why, Mend = mend };
}
