using BakeWindow.Core.Chain;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;
using BakeWindow.Core.Planning;

namespace BakeWindow.Core.Tests.Maintenance;

/// <summary>Deadlines: what is said at once, when a person is asked, and that nothing ends without a word. Ten levels are a minute; the known rights end with level 14,400.</summary>
public sealed class DeadlineTests
{
    private static readonly int[] Crowded = [.. Enumerable.Range(0, 143).Select(i => 100 + (i * 100))];

    private static World World(int level, params int[] rights) => Worlds.World(level, Worlds.Rights(rights), new ModelCluster().View(Worlds.At(level))) with
    {
        DefaultOutage = OutageEstimate.Learned(new Policy(), []),
    };

    private static MaintenanceRequest Request(int deadline, TimeSpan? need = null) => Story.Request(deadline: Worlds.At(deadline)) with { Need = need };

    [Fact]
    public void A_deadline_that_can_be_met_is_said_to_be_with_its_price()
    {
        var outlook = RequestOutlook.Of(World(10, 300, 2_000), Request(3_000), Worlds.At(10));

        Assert.True(outlook.CanBeMet);
        Assert.Equal(0, outlook.Start!.ExpectedBlocks, 0.002);
        Assert.Null(outlook.EscalatesAt);
    }

    [Fact]
    public void One_that_can_not_be_met_within_what_is_known_is_for_a_person_at_once()
    {
        // Windows of 88 levels between rights that are 100 apart hold half of all outages and never the need; all levels up to the deadline are known.
        var outlook = RequestOutlook.Of(World(10, Crowded) with { Policy = new Policy { MostBlocks = 0 } }, Request(3_000), Worlds.At(10));

        Assert.False(outlook.CanBeMet);
        Assert.Equal(Worlds.At(10), outlook.EscalatesAt);
        Assert.True(outlook.LeastBad!.ExpectedBlocks > 0.02);
        Assert.True(outlook.LeastBad.StartsEarliest >= Worlds.At(10) + new Policy().ApprovalLead);
    }

    [Fact]
    public void While_levels_before_the_deadline_are_unknown_it_is_asked_at_half_time()
    {
        // The known rights end after a day, the deadline comes after five.
        var request = Request(72_000);
        var outlook = RequestOutlook.Of(World(10, Crowded) with { Policy = new Policy { MostBlocks = 0 } }, request, Worlds.At(10));

        Assert.Null(outlook.CanBeMet);
        Assert.Equal(request.RequestedAt + ((request.Deadline - request.RequestedAt) / 2), outlook.EscalatesAt);
    }

    [Fact]
    public void A_need_that_no_window_holds_is_told_to_be_hopeless_at_once()
    {
        var outlook = RequestOutlook.Of(World(10, Crowded), Request(3_000, TimeSpan.FromMinutes(12)), Worlds.At(10));

        Assert.False(outlook.CanBeMet);
        Assert.Null(outlook.LeastBad);
        Assert.Contains("largest gap", outlook.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Escalated_it_waits_for_a_person_early_enough_and_with_the_yes_completes_before_its_deadline()
    {
        var story = Dear(3_000).Run(10, 12);
        var asked = Assert.IsType<Phase.AwaitingApproval>(story.Journaled.Phase);
        Assert.True(asked.Escalated);
        Assert.True(story.Journaled.Phase.IsEscalated);
        Assert.True(asked.Start.StartsEarliest - Worlds.At(12) > TimeSpan.FromMinutes(20));
        Assert.Empty(story.Cluster.Acts);

        story.Step(new MaintenanceEvent.ApprovedBy("ak", null, null));
        story.Run(13, 3_000);

        Assert.IsType<Phase.Completed>(story.Journaled.Phase);
    }

    [Fact]
    public void Nobody_answered_so_it_expires_with_the_price_that_it_would_have_taken()
    {
        var story = Dear(1_500).Run(10, 1_600);

        var expired = Assert.IsType<Phase.Expired>(story.Journaled.Phase);
        Assert.Contains("AwaitingApproval", story.Phases);
        Assert.Contains("blocks on average", expired.Why, StringComparison.Ordinal);
        Assert.True(expired.LeastBadStart!.ExpectedBlocks > 0);
        Assert.Empty(story.Cluster.Acts);
    }

    [Fact]
    public void A_cheap_start_that_becomes_known_while_a_person_is_waited_for_is_taken_without_one()
    {
        // At level 200 the rights behind 400 turn out to be others' after all.
        var story = Dear(3_000, w => w.Chain!.Head.Level.Value < 200 ? w : w with { Bakers = [w.Bakers[0] with { Rights = Worlds.Rights([.. Crowded.Where(l => l < 400), 3_000]) }] });
        story.Run(10, 800);

        Assert.Equal("policy", story.Journaled.Phase.Yes?.By ?? (story.Journaled.Phase is Phase.Completed ? "policy" : "nobody"));
        Assert.IsType<Phase.Completed>(story.Journaled.Phase);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Whatever_can_be_done_is_done_before_its_deadline_and_all_else_ends_with_the_price(int seed)
    {
        var random = new Random(seed);
        var level = 0;
        var rights = new List<int>();
        while (level < 13_600)
        {
            rights.Add(level += random.Next(20, random.Next(3) == 0 ? 700 : 120));
        }

        var deadline = random.Next(400, 2_500);
        var story = Story.Of(Request(deadline), Worlds.Rights([.. rights]), policy: Patient, bend: Learned);
        var outlook = RequestOutlook.Of(AtLevel(story, 10), story.Journaled.Request, Worlds.At(10));
        story.Run(10, deadline + 400);

        if (outlook is { CanBeMet: true, NeedsApproval: false })
        {
            var receipt = Assert.IsType<Phase.Completed>(story.Journaled.Phase).Receipt;
            Assert.True(receipt.StartedAt <= Worlds.At(deadline), $"began at {receipt.StartedAt:T}, {Worlds.At(deadline):T} was the deadline");
            Assert.Empty(receipt.HardRightsInside);
        }
        else
        {
            Assert.True(story.Journaled.Phase.IsTerminal, $"{story.Journaled.Phase}");
            Assert.True(story.Journaled.Phase is Phase.Completed or Phase.Expired { Why.Length: > 0 }, $"{story.Journaled.Phase}");
            Assert.True(story.Journaled.Phase is not Phase.Expired e || outlook.LeastBad is null && outlook.Start is null || e.LeastBadStart is not null, $"{story.Journaled.Phase}");
        }
    }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    private static readonly Policy Patient = new() { ApprovedUpToBudget = 0.05 };

    private static World Learned(World world) => world with { DefaultOutage = OutageEstimate.Learned(new Policy(), []) };

    private static World AtLevel(Story story, int level)
    {
        story.Reach(level);
        return story.World(Worlds.At(level));
    }

    private static Story Dear(int deadline, Func<World, World>? bend = null) =>
        Story.Of(Request(deadline), Worlds.Rights(Crowded), policy: new Policy { ApprovedUpToBudget = 0.05, MostBlocks = 0 }, bend: w => Learned(bend?.Invoke(w) ?? w));
}
