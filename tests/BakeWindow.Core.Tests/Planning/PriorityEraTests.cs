using BakeWindow.Core.Chain;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Tests.Planning;

/// <summary>Protocols up to 011: a block a minute, warm-up w = 1 level, sparse endorsements that are lost for good.</summary>
public sealed class PriorityEraTests
{
    private static Plan Plan(int head, (int Level, int Priority)[] baking, int[] endorsing, Policy? policy = null, bool known = true)
    {
        var slots = new short[1_000];
        Array.Fill(slots, AttestationDuties.Known.None);
        foreach (var level in endorsing)
        {
            slots[level - 1_001] = 1;
        }

        AttestationDuties duties = known ? new AttestationDuties.Known(slots) : new AttestationDuties.Estimated(0.1);
        var cycle = new CycleRights(Sample.Baker, Sample.Ten, baking.Select(b => new BakingRight(new Level(b.Level), b.Priority)), duties);
        var chain = new ChainView { Head = Sample.Head(head, round: 2, protocol: "PsBabyM1"), Constants = Sample.Babylon };
        return WindowPlanner.Plan(chain, [new BakerRights(RightsSheet.From([cycle], 0.001))], Sample.Need(12), policy ?? new Policy());
    }

    [Fact]
    public void Endorsing_rights_are_as_hard_as_blocks_and_stand_as_round_0()
    {
        var plan = Plan(1_100, [(1_200, 0)], [1_150]);

        Assert.Equal(["1100-1149", "1152-1199", "1202-2000"], Sample.Spans(plan.AllWindows));
        Assert.Equal([new HardRight(Sample.Baker, RightKind.Attestation, new Level(1_150), 0), new HardRight(Sample.Baker, RightKind.Baking, new Level(1_200), 0)], plan.HardRights);
    }

    [Theory]
    [InlineData(0, RightKind.Baking)]
    [InlineData(1, RightKind.Attestation)]
    public void A_level_to_bake_and_to_endorse_is_listed_once_at_the_lowest(int priority, RightKind kind) =>
        Assert.Equal(new HardRight(Sample.Baker, kind, new Level(1_150), 0), Assert.Single(Plan(1_100, [(1_150, priority)], [1_150], new Policy { HardRounds = 1 }).HardRights));

    [Fact]
    public void Baking_rights_up_to_the_hard_priority_close()
    {
        Assert.Equal(["1100-1149", "1152-2000"], Sample.Spans(Plan(1_100, [(1_150, 0), (1_300, 1)], []).AllWindows));
        Assert.Equal(["1100-1149", "1152-1299", "1302-2000"], Sample.Spans(Plan(1_100, [(1_150, 0), (1_300, 1)], [], new Policy { HardRounds = 1 }).AllWindows));
    }

    [Fact]
    public void The_heads_priority_does_not_delay_the_closing() =>
        Assert.Equal(Sample.Noon.AddMinutes(49), Plan(1_100, [(1_150, 0)], []).AllWindows[0].ClosesEarliest);

    [Fact]
    public void Endorsing_rights_that_were_not_fetched_are_unknown()
    {
        var plan = Plan(1_100, [(1_150, 0)], [], known: false);

        Assert.Empty(plan.AllWindows);
        Assert.Equal(new Level(1_000), plan.LastKnown);
    }

    [Fact]
    public void No_budget_is_spent() => Assert.Equal(0, Plan(1_100, [(1_200, 0)], [1_150]).AllWindows[1].Cost.BudgetShare);
}
