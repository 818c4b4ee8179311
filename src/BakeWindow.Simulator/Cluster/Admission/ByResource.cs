namespace BakeWindow.Simulator.Cluster.Admission;

/// <summary>Webhooks or policies by the resource that they are for, so that a request looks only at those that may concern it.</summary>
internal sealed class ByResource<T>
{
    private readonly Dictionary<string, List<(int Order, T Item)>> named = new(StringComparer.Ordinal);
    private readonly List<(int Order, T Item)> forMany = [];

    public ByResource(IEnumerable<(T Item, Scope Scope)> all)
    {
        foreach (var (order, (item, scope)) in all.Index())
        {
            var names = scope.Rules.SelectMany(rule => rule.Resources).Distinct(StringComparer.Ordinal).ToList();
            if (names.Exists(name => name.Contains('*', StringComparison.Ordinal)))
            {
                forMany.Add((order, item));
                continue;
            }

            foreach (var name in names)
            {
                (named.TryGetValue(name, out var items) ? items : named[name] = []).Add((order, item));
            }
        }
    }

    /// <summary>Those that name the resource, in the order in which they were given.</summary>
    public IEnumerable<T> For(AdmissionReview review)
    {
        IEnumerable<(int Order, T Item)> own = named.GetValueOrDefault(review.FullResource) ?? [];
        return (forMany.Count == 0 ? own : own.Concat(forMany).OrderBy(one => one.Order)).Select(one => one.Item);
    }
}
