using BakeWindow.Core.Cluster;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Time;

namespace BakeWindow.Core.Gate;

/// <content>What the floors say to a time that is safe: opened late, so that a yes is one that a drain can use at once.</content>
internal sealed partial class Inquiry
{
    private static readonly TimeSpan SoonOpen = TimeSpan.FromSeconds(5);

    // Only who comes from outside meets a floor; a maintenance of ours opens it for itself when its time has come.
    private Verdict.Held? FloorShut()
    {
        if (request.FloorAside || request.Maintenance is not null || node is null || world.Cluster is not { } cluster
            || (world.Policy.Access is not WindowAccess.Windowed && BrokenGlass.At(world, node.Name, now) is null))
        {
            return null;
        }

        FloorStand.Shut? shut = null;
        foreach (var workload in Placement.On(node.Name, cluster, world.Workloads))
        {
            var stand = FloorStand.Of(workload, node.Name, cluster);
            shut ??= stand as FloorStand.Shut;
            if (stand is not FloorStand.Shut)
            {
                // A floor that can't be owned makes a safe time no less safe; but who drains must know of it.
                Passed($"floor of {workload.Name}", stand.Words);
            }
        }

        return shut is null ? null : NotOpen(shut.Words);
    }

    // The floor opens for the need that is planned with by default, so it may stay shut all through a time that is safe for less.
    private Verdict.Held NotOpen(string words)
    {
        var byDefault = Gatekeeper.Decide(world, request with { Need = null, FloorAside = true }, now);
        if (byDefault is Verdict.Allowed { Reason: ReasonCode.BrokenGlass })
        {
            return Held(ReasonCode.FloorNotOpen, $"the glass is broken, but {words}; it opens within seconds") with { NextSafeAt = now + SoonOpen, SafeFor = null, ValidUntil = now + SoonOpen };
        }

        if (byDefault is Verdict.Allowed)
        {
            return Held(ReasonCode.FloorNotOpen, $"the time is safe, but {words}; it opens within seconds") with { NextSafeAt = now + SoonOpen, ValidUntil = now + SoonOpen };
        }

        return Held(ReasonCode.FloorNotOpen, $"the time is safe for {DurationText.Human(outage.Need)}, but {words}, and it opens only while {DurationText.Human(byDefault.Outage.Need)} fit") with
        {
            NextSafeAt = byDefault.NextSafeAt,
            SafeFor = byDefault.SafeFor,
        };
    }

    private IEnumerable<Finding> Overheld() => node is null || world.Cluster is not { } cluster
        ? []
        : Placement.On(node.Name, cluster, world.Workloads)
            .Select(w => FloorHolds.Of(world, w.Name, now))
            .Where(h => h.Overheld)
            .Select(h => new Finding("floor-overheld", Passed: false,
                $"the floor of {h.Workload} has had no moment to open for {DurationText.Human(h.For)}, longer than {DurationText.Human(world.Policy.MaxHold)}; a person should look"));
}
