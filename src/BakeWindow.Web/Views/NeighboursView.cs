using BakeWindow.Kubernetes.Dialects;

namespace BakeWindow.Web.Views;

/// <summary>Neighbours that were found in the cluster, and what stands, or would stand, on a node for them. Pure.</summary>
public static class NeighboursView
{
    /// <summary>One neighbour.</summary>
    /// <param name="Name">The dialect.</param>
    /// <param name="Spoken">It is switched on; otherwise nothing is written, only shown.</param>
    /// <param name="Present">Whether it is in the cluster; null when that can't be read.</param>
    /// <param name="Version">Its version, if it tells one.</param>
    /// <param name="Writes">What stands or would stand on this node and its pods.</param>
    /// <param name="Elsewhere">On how many other objects.</param>
    /// <param name="Problems">What could not be read or written.</param>
    /// <param name="Switch">The setting that switches it on or off.</param>
    public sealed record Neighbour(string Name, bool Spoken, bool? Present, string? Version, IReadOnlyList<string> Writes, int Elsewhere, IReadOnlyList<string> Problems, string Switch);

    /// <summary>Those that are spoken to or there, spoken ones first; the rest is not in this cluster.</summary>
    /// <param name="spoken">Reports of those that are spoken to.</param>
    /// <param name="silent">Reports of the others.</param>
    /// <param name="node">The node.</param>
    /// <param name="pods">The names (<c>namespace/name</c>) of protected pods on it.</param>
    public static IReadOnlyList<Neighbour> From(IReadOnlyList<DialectReport> spoken, IReadOnlyList<DialectReport> silent, string node, IReadOnlySet<string> pods) =>
    [
        .. spoken.OrderBy(r => r.Name, StringComparer.Ordinal).Select(r => Of(r, true, node, pods)),
        .. silent.Where(r => r.Sight?.Present is not false).OrderBy(r => r.Name, StringComparer.Ordinal).Select(r => Of(r, false, node, pods)),
    ];

    private static Neighbour Of(DialectReport report, bool spoken, string node, IReadOnlySet<string> pods)
    {
        var here = report.Writes.Where(w => w.On is { Namespace: null, Type.Plural: "nodes" } && w.On.Name == node || w.On is { Namespace: { } ns, Type.Plural: "pods" } && pods.Contains($"{ns}/{w.On.Name}")).ToList();
        return new Neighbour(
            report.Name,
            spoken,
            report.Sight?.Present,
            report.Sight?.Version,
            [.. here.SelectMany(w => w.Fields.Select(f => $"{w.On} {f.Path.Text}"))],
            report.Writes.Count - here.Count,
            report.Problems,
            $"BakeWindow:Dialects:{string.Concat(report.Name.Split('-').Select(p => char.ToUpperInvariant(p[0]) + p[1..]))}:Enabled");
    }
}
