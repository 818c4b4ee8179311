using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;
using BakeWindow.Core.Signers;

namespace BakeWindow.Core.Tests.Signers;

public sealed class SignerQuietTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    [Theory]
    [InlineData(1_107, true)] // the duty at 1,105 is two levels behind the head
    [InlineData(1_108, false)]
    [InlineData(1_102, true)] // the level at work is 1,103
    [InlineData(1_101, false)] // the next block can't be there before the answer
    public void A_signer_is_left_in_peace_around_a_duty(int head, bool rests) =>
        Assert.Equal(rests, Rest(Sample.Chain(head), Sheet(1_105), Sample.Noon) is not null);

    [Theory]
    [InlineData(1, false)]
    [InlineData(3, true)] // the answer could still be awaited when block 1,102 comes
    [InlineData(5, true)]
    public void No_answer_may_still_be_awaited_when_the_quiet_begins(int seconds, bool rests) =>
        Assert.Equal(rests, Rest(Sample.Chain(1_101), Sheet(1_105), Sample.Noon.AddSeconds(seconds)) is not null);

    [Fact]
    public void What_is_not_known_is_quiet()
    {
        Assert.Equal("no-head", Rest(null, Sheet(1_500), Sample.Noon)!.Code);
        Assert.Equal("old-head", Rest(Sample.Chain(1_101), Sheet(1_500), Sample.Noon.AddSeconds(13))!.Code);
        Assert.Equal("no-rights", Rest(Sample.Chain(1_101), null, Sample.Noon)!.Code);
        Assert.NotNull(Rest(Sample.Chain(1_998), Sheet(1_500), Sample.Noon));
        Assert.Null(Rest(Sample.Chain(1_997), Sheet(1_500), Sample.Noon));
        Assert.NotNull(Rest(Sample.Chain(1_101, 0, null, new ProtocolActivation(new Level(1_103), null)), Sheet(1_500), Sample.Noon));
    }

    [Fact]
    public void It_is_told_at_which_level_it_may_be_asked_again() => Assert.Equal(new Level(1_108), Rest(Sample.Chain(1_103), Sheet(1_105), Sample.Noon)!.Until);

    [Fact]
    public void A_right_of_a_later_round_is_no_duty_unless_policy_says_so()
    {
        var sheet = Sheet([new BakingRight(new Level(1_105), 1)]);

        Assert.Null(SignerQuiet.Rest(Sample.Chain(1_103), sheet, 0, Sample.Noon, Patience));
        Assert.NotNull(SignerQuiet.Rest(Sample.Chain(1_103), sheet, 1, Sample.Noon, Patience));
    }

    [Fact]
    public void In_the_priority_era_an_endorsement_is_a_duty_as_well()
    {
        var slots = new short[1_000];
        Array.Fill(slots, AttestationDuties.Known.None);
        slots[1_110 - 1_001] = 1;
        var sheet = RightsSheet.From([new CycleRights(Sample.Baker, Sample.Ten, [], new AttestationDuties.Known(slots))], 0.01);
        bool Rests(int head) => Rest(Sample.Chain(head) with { Constants = Sample.Babylon }, sheet, Sample.Noon) is not null;

        Assert.Equal([true, false, false], [Rests(1_108), Rests(1_113), Rests(1_106)]);
    }

    // A probe every few seconds for a week, by a clock that knows nothing of blocks, against a chain with late blocks whose heads are heard of late.
    [Fact]
    public void Over_a_week_no_probe_is_under_way_in_a_quiet_window_and_the_pace_is_held()
    {
        const int Levels = 7 * 14_400;
        var chance = new Random(20_200_827);
        var span = new CycleSpan(new Cycle(10), new Level(1_001), new Level(1_000 + Levels));
        var duties = Enumerable.Range(1_001, Levels).Where(_ => chance.NextDouble() < 0.02).ToArray();
        var sheet = RightsSheet.From([new CycleRights(Sample.Baker, span, duties.Select(d => new BakingRight(new Level(d), 0)), new AttestationDuties.Estimated(35))], 0.02);
        var (times, rounds, heard) = (new DateTimeOffset[Levels + 8], new int[Levels + 8], new DateTimeOffset[Levels + 8]);
        var at = Sample.Noon;
        for (var i = 0; i < times.Length; i++)
        {
            rounds[i] = chance.NextDouble() < 0.01 ? 1 : 0;
            // The block's own time, and when we hear of it.
            (times[i], heard[i]) = (at += Sample.Tenderbake.RoundDuration(i > 0 ? rounds[i - 1] : 0) + Sample.Tenderbake.RoundOffset(rounds[i]), at.AddSeconds(chance.NextDouble() * 2.5));
        }

        // From block D − 3 on the level at work is D − 2; with block D + 3 it is past D + 2 at last.
        var quiet = duties.Where(d => d - 1_001 + 3 < times.Length).Select(d => (From: times[Math.Max(0, d - 1_001 - 3)], To: times[d - 1_001 + 3])).ToArray();
        var (level, next, asked, rested) = (0, 0, 0, 0);
        DateTimeOffset? last = null;
        for (var now = times[0].AddSeconds(3); level < Levels - 10; now += TimeSpan.FromSeconds(1 + (chance.NextDouble() * 4)))
        {
            while (heard[level + 1] <= now)
            {
                level++;
            }

            while (next < quiet.Length && quiet[next].To <= now)
            {
                next++;
            }

            if (!ProbePace.Default.MayBegin(last, false, chance.Next(8) == 0, now))
            {
                continue;
            }

            var chain = new ChainView { Head = Sample.Head(1_001 + level, times[level], rounds[level], span), Constants = Sample.Tenderbake };
            if (SignerQuiet.Rest(chain, sheet, 0, now, Patience) is not null)
            {
                rested++;
                continue;
            }

            Assert.True(last is null || now - last >= ProbePace.Default.InDoubt);
            Assert.False(next < quiet.Length && quiet[next].From < now + Patience, $"a probe at {now:O}, at level {1_001 + level}, within the quiet from {quiet[Math.Min(next, quiet.Length - 1)].From:O}");
            (last, asked) = (now, asked + 1);
        }

        Assert.InRange(asked, 10_000, 60_000);
        Assert.InRange(rested, 5_000, 200_000);
    }

    [Fact]
    public void Never_two_at_once()
    {
        Assert.False(ProbePace.Default.MayBegin(null, underWay: true, inDoubt: true, Sample.Noon));
        Assert.False(ProbePace.Default.MayBegin(Sample.Noon.AddSeconds(-14), underWay: false, inDoubt: false, Sample.Noon));
        Assert.True(ProbePace.Default.MayBegin(Sample.Noon.AddSeconds(-15), underWay: false, inDoubt: false, Sample.Noon));
        Assert.True(ProbePace.Default.MayBegin(Sample.Noon.AddSeconds(-5), underWay: false, inDoubt: true, Sample.Noon));
    }

    private static SignerRest? Rest(ChainView? chain, RightsSheet? sheet, DateTimeOffset now) => SignerQuiet.Rest(chain, sheet, 0, now, Patience);

    private static RightsSheet Sheet(int duty) => Sheet(Sample.At(duty));

    private static RightsSheet Sheet(BakingRight[] rights) => RightsSheet.From([new CycleRights(Sample.Baker, Sample.Ten, rights, new AttestationDuties.Estimated(35))], 0.01);
}
