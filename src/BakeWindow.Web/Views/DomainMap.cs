using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Rights;

namespace BakeWindow.Web.Views;

/// <summary>What stands or falls together: for each failure domain its nodes, and the bakers and signers on them. Pure.</summary>
public static class DomainMap
{
    /// <summary>One failure domain.</summary>
    /// <param name="Name">Its name; <see cref="FailureDomains.Whole"/> for nodes that don't tell theirs.</param>
    /// <param name="Nodes">Its nodes with what runs there, in order of name.</param>
    /// <param name="Bakers">Names of the bakers that it takes with it.</param>
    /// <param name="Signers">Names of the bakers whose signer, or way to it, runs here.</param>
    public sealed record Domain(string Name, IReadOnlyList<DomainNode> Nodes, IReadOnlyList<string> Bakers, IReadOnlyList<string> Signers);

    /// <summary>One node of a failure domain.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Runs">Protected workloads with their role.</param>
    public sealed record DomainNode(string Name, IReadOnlyList<string> Runs);

    /// <summary>All domains, in order of name.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="workloads">What is declared.</param>
    /// <param name="nameOf">The name of a baker.</param>
    public static IReadOnlyList<Domain> Of(ClusterView cluster, IReadOnlyList<ProtectedWorkload> workloads, Func<BakerAddress, string> nameOf) =>
        [.. cluster.Nodes.Values.GroupBy(FailureDomains.Of, StringComparer.Ordinal).OrderBy(d => d.Key, StringComparer.Ordinal).Select(d =>
        {
            var nodes = d.OrderBy(n => n.Name, StringComparer.Ordinal).Select(n => (n.Name, On: Placement.On(n.Name, cluster, workloads))).ToList();
            var all = nodes.SelectMany(n => n.On).ToList();
            return new Domain(
                d.Key,
                [.. nodes.Select(n => new DomainNode(n.Name, [.. n.On.Select(w => $"{w.Name} ({RoleWord(w.Role)})")]))],
                Names(all, nameOf),
                Names([.. all.Where(w => w.Role is WorkloadRole.Signer)], nameOf));
        })];

    /// <summary>What goes with a node: baker by baker, what of it runs there.</summary>
    public static IReadOnlyList<string> TakenBy(string node, World world, Func<BakerAddress, string> nameOf) => world.Cluster is not { } cluster ? []
        : [.. Placement.On(node, cluster, world.Workloads).GroupBy(w => nameOf(w.Baker), StringComparer.Ordinal).OrderBy(b => b.Key, StringComparer.Ordinal)
            .Select(b => $"{b.Key}: {string.Join(", ", b.Select(w => RoleWord(w.Role)).Distinct())}")];

    /// <summary>A role in words.</summary>
    public static string RoleWord(WorkloadRole role) => role switch
    {
        WorkloadRole.Baker => "baker",
        WorkloadRole.Node => "node",
        WorkloadRole.Signer => "signer",
        WorkloadRole.Dal => "DAL node",
        _ => "sentry",
    };

    private static List<string> Names(IReadOnlyList<ProtectedWorkload> workloads, Func<BakerAddress, string> nameOf) =>
        [.. workloads.Select(w => nameOf(w.Baker)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
