using BakeWindow.Core.Chain;
using BakeWindow.Core.Ledger;
using BakeWindow.Core.Maintenance;
using BakeWindow.Core.Rights;
using CsCheck;

namespace BakeWindow.Core.Tests.Ledger;

/// <summary>A cycle's account: what is not known is never counted as made, and what is an estimate leans against ourselves.</summary>
public sealed class BakerLedgerTests
{
    private const string Stranger = "tz1NRGxXV9h6SdNaZLcgmjuLx3hyy2f8YoGN";

    [Theory]
    [InlineData(0, true, 0, RightFate.Made)]
    [InlineData(0, false, 1, RightFate.Missed)]
    [InlineData(1, true, 1, RightFate.Stolen)]
    [InlineData(1, false, 0, RightFate.Spared)]
    [InlineData(1, false, 2, RightFate.Missed)]
    [InlineData(0, true, 1, RightFate.Missed)]
    [InlineData(0, false, 0, RightFate.Unknown)]
    public void The_block_that_stands_tells_what_became_of_a_right(int round, bool ours, int madeRound, RightFate fate) =>
        Assert.Equal(fate, RightOutcome.Of(Sample.Baker, new BakingRight(new Level(1_100), round), Sample.Ten.Cycle, ours ? Sample.Baker.Value : Stranger, madeRound, Sample.Noon).Fate);

    [Fact]
    public void A_block_whose_baker_is_not_told_tells_nothing() =>
        Assert.Equal(RightFate.Unknown, RightOutcome.Of(Sample.Baker, new BakingRight(new Level(1_100), 0), Sample.Ten.Cycle, "", 3, Sample.Noon).Fate);

    [Fact]
    public void Rights_without_an_outcome_are_unknown_once_they_are_settled_and_ahead_before()
    {
        var ledger = Account(Rights(1_100, 1_200, 1_300, 1_900), settled: 1_500, outcomes: [Made(1_100), Missed(1_200)]);

        Assert.Equal((1, 1, 0, 1, 1), (ledger.Made, ledger.Missed, ledger.Stolen, ledger.Unknown, ledger.Ahead));
        Assert.Equal([1_100, 1_200, 1_300], ledger.Due.Select(o => o.Level.Value));
        Assert.False(ledger.RightsUnknown);
    }

    [Fact]
    public void Whatever_is_known_the_parts_are_the_whole() =>
        (from levels in Gen.Int[1_001, 2_000].Array[0, 30]
         from settled in Gen.Int[990, 2_100]
         from fates in Gen.Int[0, 3].Array[30]
         select (Levels: levels.Distinct().Order().ToArray(), settled, fates)).Sample(x =>
         {
             var outcomes = x.Levels.Where(l => l <= x.settled).Select((l, i) => (l, Fate: x.fates[i % 30])).Where(o => o.Fate > 0).Select(o => o.Fate == 1 ? Made(o.l) : Missed(o.l)).ToList();
             var ledger = Account(Rights(x.Levels), x.settled, outcomes);

             Assert.Equal(x.Levels.Length, ledger.Made + ledger.Missed + ledger.Unknown + ledger.Ahead);
             Assert.Equal(outcomes.Count(o => o.Fate is RightFate.Made), ledger.Made);
             Assert.Equal(ledger.Due, ledger.Due.OrderBy(o => o.Level).ToList());
         });

    [Fact]
    public void Without_rights_nothing_is_said_of_blocks()
    {
        var ledger = Account(null, 1_500, []);

        Assert.True(ledger.RightsUnknown);
        Assert.Null(ledger.Luck);
        Assert.Null(ledger.Burn);
        Assert.Equal(500, ledger.Uncovered);
    }

    [Fact]
    public void The_budget_is_split_so_that_maintenance_is_at_most_and_accidents_are_at_least()
    {
        // Twelve minutes away: 120 levels of 35 slots.
        var ledger = Account(Rights(1_100), 1_500, [], Figures(missedSlots: 10_000), [Work("M-1", 12)]);

        Assert.Equal((12_000d, 10_000d, 4_200d, 5_800d, 6_000d), (ledger.Burn!.Budget, ledger.Burn.Missed, ledger.Burn.ByMaintenance, ledger.Burn.ByAccident, ledger.Burn.Reserve));
        Assert.Equal("slots", ledger.Burn.Unit);
    }

    [Fact]
    public void Maintenance_is_never_blamed_for_more_than_was_missed_and_not_for_work_on_others_or_in_other_cycles()
    {
        Assert.Equal(100, Account(Rights(1_100), 1_500, [], Figures(missedSlots: 100), [Work("M-1", 12)]).Burn!.ByMaintenance);
        Assert.Equal(0, Account(Rights(1_100), 1_500, [], Figures(missedSlots: 100), [Work("M-1", 12, baker: Sample.Other)]).Burn!.ByMaintenance);
        Assert.Equal(0, Account(Rights(1_100), 1_500, [], Figures(missedSlots: 100), [Work("M-1", 12, at: Sample.Noon.AddDays(-1))]).Burn!.ByMaintenance);
    }

    [Fact]
    public void Under_all_bakers_attest_the_budget_is_in_levels()
    {
        var ledger = Account(Rights(1_100), 1_500, [], Figures(missedSlots: 0) with { InLevels = true, MissedLevels = 150, AllowedLevels = 333 }, [Work("M-1", 12)]);

        Assert.Equal(("levels", 333d, 150d, 120d), (ledger.Burn!.Unit, ledger.Burn.Budget, ledger.Burn.Missed, ledger.Burn.ByMaintenance));
    }

    [Fact]
    public void Luck_is_rights_of_round_0_against_the_share()
    {
        var luck = Account(Rights(1_100, 1_200, 1_300), 1_500, [], Figures(0)).Luck!;

        Assert.Equal((3, 5d), (luck.Rights, luck.Expected));
        Assert.InRange(luck.Sigmas, -0.91, -0.89);
    }

    [Fact]
    public void Levels_after_the_last_count_are_a_gap() => Assert.Equal(100, Account(Rights(1_100), 1_500, [], Figures(0)).Uncovered);

    [Fact]
    public void Figures_read_back_as_they_were_written_and_damaged_ones_are_none()
    {
        var figures = Figures(17) with { StartedAt = Sample.Noon, SwitchedAt = new Level(1_500), NoncesDue = 2, NoncesRevealed = 1 };

        Assert.Equal(figures, CycleFigures.Read(figures.Write()));
        Assert.Null(CycleFigures.Read("{"));
        Assert.Null(CycleFigures.Read("{}"));
    }

    [Fact]
    public void A_receipt_finds_the_rights_that_came_while_the_baker_was_away()
    {
        var record = Work("M-1", 12);
        var during = Made(1_110) with { At = Sample.Noon.AddMinutes(5) };
        var lost = Missed(1_115) with { At = Sample.Noon.AddMinutes(6) };

        var found = ReceiptFindings.Of(record, [during, lost, Made(1_300) with { At = Sample.Noon.AddHours(1) }, lost with { Baker = Sample.Other }]);

        Assert.Equal([1_110, 1_115], found.Inside.Select(o => o.Level.Value));
        Assert.Equal((1, 1, 0), (found.Made, found.Missed, found.Unknown));
        Assert.True(found.Blames);
    }

    [Fact]
    public void What_the_journal_saw_inside_and_nobody_looked_up_is_unknown()
    {
        var record = Work("M-1", 12, inside: [new HardRight(Sample.Baker, RightKind.Baking, new Level(1_110), 0)]);

        Assert.Equal(RightFate.Unknown, Assert.Single(ReceiptFindings.Of(record, []).Inside).Fate);
        Assert.Equal(1, ReceiptFindings.Of(record, [Missed(1_110)]).Missed);
        Assert.Empty(ReceiptFindings.Of(MaintenanceRecord.New(record.Request), [Missed(1_110)]).Inside);
    }

    [Fact]
    public void Promises_are_counted_against_what_came_of_them()
    {
        var kept = Work("M-1", 12);
        var late = Work("M-2", 50);
        var next = Made(1_900) with { At = Sample.Noon.AddMinutes(45) };

        var promises = Promises.Of([late, kept, MaintenanceRecord.New(kept.Request)], [next]);

        Assert.Equal((2, 1, 1), (promises.Works.Count, promises.BackInTime, promises.WithinNeed));
        Assert.Equal((2, 2), (promises.EndsKnown, promises.EndsHeld));
        Assert.Equal(TimeSpan.FromMinutes(50), promises.LongestAway);
        Assert.Equal((0, 0), (Promises.Of([kept], []).EndsKnown, Promises.Of([kept], []).EndsHeld));
        // A right that came before the end that we had guaranteed is a broken guarantee, and is counted.
        Assert.Equal((1, 0), (Promises.Of([kept], [next with { At = Sample.Noon.AddMinutes(20) }]).EndsKnown, Promises.Of([kept], [next with { At = Sample.Noon.AddMinutes(20) }]).EndsHeld));
    }

    private static BakerLedger Account(CycleRights? rights, int settled, IReadOnlyList<RightOutcome> outcomes, CycleFigures? figures = null, IReadOnlyList<MaintenanceRecord>? works = null) =>
        BakerLedger.Of(Sample.Baker, Sample.Ten, new Level(settled), rights, outcomes, figures, works ?? [], hardRounds: 0, reserve: 0.5);

    private static CycleRights Rights(params int[] levels) => new(Sample.Baker, Sample.Ten, Sample.At(levels), new AttestationDuties.Estimated(35));

    private static RightOutcome Made(int level) => RightOutcome.Of(Sample.Baker, new BakingRight(new Level(level), 0), Sample.Ten.Cycle, Sample.Baker.Value, 0, Sample.Noon);

    private static RightOutcome Missed(int level) => RightOutcome.Of(Sample.Baker, new BakingRight(new Level(level), 0), Sample.Ten.Cycle, Stranger, 1, Sample.Noon);

    private static CycleFigures Figures(long missedSlots) => new()
    {
        SeenLevel = new Level(1_400), ExpectedSlots = 35_000, MinimalSlots = 23_000, MissedSlots = missedSlots, MissedLevels = 0, AllowedLevels = 333, Share = 0.005,
        BlockDelay = TimeSpan.FromSeconds(6), StartedAt = Sample.Noon.AddMinutes(-10), ExpectedRewardMutez = 1,
    };

    private static MaintenanceRecord Work(string id, double minutes, BakerAddress? baker = null, DateTimeOffset? at = null, IReadOnlyList<HardRight>? inside = null)
    {
        var from = at ?? Sample.Noon;
        var request = new MaintenanceRequest { Id = id, Action = new MaintenanceAction.RebootNode("node-1"), Reason = "kernel", RequestedBy = "ak", RequestedAt = from };
        var receipt = new Receipt
        {
            StartedAt = from.AddSeconds(-5), EndedAt = from.AddMinutes(minutes).AddSeconds(5), Need = TimeSpan.FromMinutes(15), BackBy = from.AddMinutes(40), Outage = TimeSpan.FromMinutes(minutes), AwayFrom = from,
            Bakers = [baker ?? Sample.Baker], HardRightsInside = inside ?? [],
        };
        return new MaintenanceRecord(request, new Phase.Completed(receipt), from);
    }
}
