using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Store;

namespace BakeWindow.Simulator.Cluster.Admission;

/// <summary>The webhooks by the resource that they are for, so that a request looks only at those that may concern it.</summary>
internal sealed class WebhookRegister
{
    private const int MostPerConfiguration = 1_000;

    private readonly ObjectStore store;
    private Dictionary<string, List<Webhook>> byResource = new(StringComparer.Ordinal);
    private List<Webhook> forMany = [];

    public WebhookRegister(ObjectStore store)
    {
        this.store = store;
        store.Subscribe(change =>
        {
            if (change.Key.Resource == ResourceCatalog.Webhooks)
            {
                Read();
            }
        });
    }

    /// <summary>Those that name the resource, in the order of configurations and of webhooks in them.</summary>
    public IEnumerable<Webhook> For(AdmissionReview review)
    {
        var named = byResource.GetValueOrDefault(review.FullResource);
        return named is null ? forMany : forMany.Count == 0 ? named : named.Concat(forMany).OrderBy(hook => hook.Order);
    }

    private void Read()
    {
        byResource = new Dictionary<string, List<Webhook>>(StringComparer.Ordinal);
        forMany = [];
        foreach (var hook in store.All(ResourceCatalog.Webhooks).SelectMany((JsonObject body, int index) => Webhook.Read(body, index * MostPerConfiguration)))
        {
            var names = hook.Scope.Rules.SelectMany(rule => rule.Resources).Distinct(StringComparer.Ordinal).ToList();
            if (names.Exists(name => name.Contains('*', StringComparison.Ordinal)))
            {
                forMany.Add(hook);
                continue;
            }

            foreach (var name in names)
            {
                (byResource.TryGetValue(name, out var hooks) ? hooks : byResource[name] = []).Add(hook);
            }
        }
    }
}
