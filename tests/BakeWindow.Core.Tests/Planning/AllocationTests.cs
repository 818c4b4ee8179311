using BakeWindow.Core.Chain;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Tests.Planning;

/// <summary>Memory of the whole process is looked at, so nothing else runs meanwhile.</summary>
[CollectionDefinition(nameof(AloneInTheProcess), DisableParallelization = true)]
public sealed class AloneInTheProcess;

/// <summary>Times depend on the machine, allocations don't: these guard what docs/performance.md measures.</summary>
[Collection(nameof(AloneInTheProcess))]
public sealed class AllocationTests
{
    private static readonly OutageEstimate Outage = OutageEstimate.Learned(new Policy(), []);

    // Five percent of stake over three cycles of mainnet: 43,200 levels, 2,160 blocks and as many rights again of each later round.
    private static BakerRights Big()
    {
        var random = new Random(7);
        CycleRights Cycle(int i)
        {
            var span = new CycleSpan(new Cycle(i), new Level((i * 14_400) + 1), new Level((i + 1) * 14_400));
            return new CycleRights(Sample.Baker, span,
                from at in Enumerable.Range(0, span.Length) from round in Enumerable.Range(0, 3) where random.NextDouble() < 0.05 select new BakingRight(span.First + at, round),
                new AttestationDuties.Estimated(350));
        }

        return Sample.Rights() with { Sheet = RightsSheet.From([Cycle(0), Cycle(1), Cycle(2)], 0.05) };
    }

    private static long Allocated(Action act)
    {
        act();
        var before = GC.GetAllocatedBytesForCurrentThread();
        act();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    [Fact]
    public void A_plan_of_43_200_levels_for_a_big_baker_takes_less_than_a_megabyte()
    {
        var (chain, rights) = (Sample.Chain(1_100), Big());

        Assert.InRange(Allocated(() => WindowPlanner.Plan(chain with { }, [rights], Outage, new Policy())), 1, 1_000_000);
    }

    [Fact]
    public void Between_two_heads_a_decision_takes_next_to_nothing()
    {
        var world = Sample.World(Sample.Chain(1_100), Big());

        Assert.InRange(Allocated(() => Gatekeeper.Decide(world, new GateRequest { Need = TimeSpan.FromMinutes(12) }, Sample.Noon.AddSeconds(1))), 1, 12_000);
    }

    [Fact]
    public void However_many_needs_are_asked_for_between_two_heads_nothing_more_is_kept()
    {
        var world = Sample.World(Sample.Chain(1_100), Big());
        void Ask(int seconds) => Gatekeeper.Decide(world, new GateRequest { Need = TimeSpan.FromSeconds(seconds) }, Sample.Noon.AddSeconds(1));
        Ask(1);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 1; i <= 2_000; i++)
        {
            Ask(i);
        }

        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 1_000_000);
    }
}
