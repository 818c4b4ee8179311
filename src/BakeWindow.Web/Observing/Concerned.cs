using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rights;

namespace BakeWindow.Web.Observing;

/// <summary>Whose rights a question is about.</summary>
internal static class Concerned
{
    public static (IReadOnlyList<BakerRights> Bakers, string? Problem) Of(World world, GateRequest request)
    {
        IReadOnlyList<BakerAddress> addresses = request.Bakers.Count > 0 ? request.Bakers : [.. world.Bakers.Select(b => b.Baker)];
        if (request.Node is { } node)
        {
            if (world.Cluster is not { Connected: true } cluster)
            {
                return ([], "the cluster is not being seen, so it is not known who runs on the node");
            }

            if (!cluster.Nodes.ContainsKey(node))
            {
                return ([], $"there is no node {node} in the cluster");
            }

            addresses = Placement.BakersOn(node, cluster, world.Workloads);
            if (addresses.Count == 0)
            {
                return ([], $"no protected workload runs on {node}: any time is as good as another");
            }
        }

        if (world.Chain is null)
        {
            return ([], "no head has been seen yet");
        }

        var known = new List<BakerRights>();
        foreach (var address in addresses)
        {
            var facts = world.Bakers.FirstOrDefault(b => b.Baker == address);
            if (facts?.Rights is not { } rights)
            {
                return ([], $"rights of {address} are not known: {facts?.RightsProblem ?? "they have not been fetched yet"}");
            }

            known.Add(rights);
        }

        return (known, null);
    }

    /// <summary>How long the work is taken to last: as stated, as learned for the node, or as learned for all.</summary>
    public static OutageEstimate Outage(World world, GateRequest request)
    {
        var learned = request.Node is { } node && world.Outages.TryGetValue(node, out var own) ? own : world.DefaultOutage;
        return request.Need is { } stated ? OutageEstimate.Stated(stated, learned.Durations) : learned;
    }
}
