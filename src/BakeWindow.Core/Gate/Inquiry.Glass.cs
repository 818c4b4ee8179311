using BakeWindow.Core.Cluster;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Time;

namespace BakeWindow.Core.Gate;

/// <content>A person's decision against the gate's: said loudly, for one node, and never where two bakers could come to sign with one key.</content>
internal sealed partial class Inquiry
{
    // It may be closed before its time, so nobody goes by it for long.
    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(10);

    /// <summary>What a broken glass makes of a no; null when none is broken here. A maintenance has approvals and prices of its own, so it is not meant by it.</summary>
    public Verdict? ThroughBrokenGlass(Verdict otherwise)
    {
        if (request.Maintenance is not null || BrokenGlass.At(world, node?.Name, now) is not { } glass || otherwise.Reason is ReasonCode.FloorNotOpen)
        {
            return null;
        }

        if (Twice() is { } twice)
        {
            return Held(ReasonCode.SecondBaker, twice);
        }

        findings.Add(new(ReasonCode.BrokenGlass.Kebab(), Passed: true, $"{glass.By} broke the glass at {Utc(glass.From)}, until {Utc(glass.Until)}: {Shortened(glass.Reason)}"));
        return FloorShut() ?? (Verdict)(Allow(ReasonCode.BrokenGlass,
            $"Open against the gate until {Utc(glass.Until)}: {glass.By} broke the glass ({Shortened(glass.Reason)}). The gate itself says {otherwise.Reason.Kebab()}; rights may be missed.",
            glass.Until, glass.Until < now + AgainAfter ? glass.Until : now + AgainAfter, otherwise.Cost ?? MissCost.None) with { Right = otherwise.Right });
    }

    // One pod more of the same baker, or one that is still leaving elsewhere: whatever takes this one's place could sign beside it.
    private string? Twice()
    {
        foreach (var workload in Placement.On(node!.Name, world.Cluster!, world.Workloads).Where(w => w.Role is WorkloadRole.Baker))
        {
            var elsewhere = world.Workloads.Where(w => w.Role is WorkloadRole.Baker && w.Baker == workload.Baker)
                .SelectMany(w => Placement.PodsOf(w, world.Cluster!))
                .FirstOrDefault(p => p.Node is not null && p.Node != node.Name && p.Phase is not ("Succeeded" or "Failed"));
            if (elsewhere is not null)
            {
                return $"{workload.Baker} has a pod on {elsewhere.Node} too ({elsewhere.Name}); two could sign with one key. Leave one of them, then ask again; broken glass does not open this";
            }
        }

        return null;
    }
}
