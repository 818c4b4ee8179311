namespace BakeWindow.Simulator.Cluster.Store;

/// <summary>What the API serves now: the server's own kinds, and the custom ones that were defined.</summary>
internal sealed class ServedKinds
{
    private readonly Dictionary<string, IReadOnlyList<ResourceKind>> custom = new(StringComparer.Ordinal);
    private Dictionary<(string Group, string Version, string Plural), ResourceKind> byPath = [];

    public ServedKinds() => Arrange();

    /// <summary>All of them, the custom ones last.</summary>
    public IReadOnlyList<ResourceKind> All { get; private set; } = [];

    /// <summary>The API groups with their versions, the most stable first; the core group is not among them.</summary>
    public IReadOnlyList<(string Group, IReadOnlyList<string> Versions)> Groups { get; private set; } = [];

    public ResourceKind? Find(string group, string version, string plural) => byPath.GetValueOrDefault((group, version, plural));

    /// <summary>The kind that an object names in apiVersion and kind.</summary>
    public ResourceKind? OfKind(string? apiVersion, string? kind) => All.FirstOrDefault(one => one.Kind == kind && one.GroupVersion == apiVersion);

    /// <summary>Serves the kinds of a definition, in place of those that it had before; none takes them away.</summary>
    public void Define(string definition, IReadOnlyList<ResourceKind> kinds)
    {
        custom.Remove(definition);
        if (kinds.Count > 0)
        {
            custom.Add(definition, kinds);
        }

        Arrange();
    }

    private void Arrange()
    {
        All = [.. ResourceCatalog.BuiltIn, .. custom.OrderBy(pair => pair.Key, StringComparer.Ordinal).SelectMany(pair => pair.Value)];
        byPath = All.ToDictionary(one => (one.Group, one.Version, one.Plural));
        Groups =
        [
            .. All.Where(one => one.Group.Length > 0).GroupBy(one => one.Group, StringComparer.Ordinal)
                .Select(group => (group.Key, (IReadOnlyList<string>)[.. group.Select(one => one.Version).Distinct(StringComparer.Ordinal).OrderBy(Rank).ThenByDescending(version => version, StringComparer.Ordinal)])),
        ];
    }

    // v2 before v1 before v1beta1 before v1alpha1.
    private static int Rank(string version) =>
        version.Contains("alpha", StringComparison.Ordinal) ? 2 : version.Contains("beta", StringComparison.Ordinal) ? 1 : 0;
}
