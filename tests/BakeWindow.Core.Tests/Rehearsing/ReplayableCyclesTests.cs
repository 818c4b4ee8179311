using BakeWindow.Core.Chain;
using BakeWindow.Core.Rehearsing;
using BakeWindow.Core.Rights;
using BakeWindow.Core.Time;

namespace BakeWindow.Core.Tests.Rehearsing;

public sealed class ReplayableCyclesTests
{
    private static readonly RehearsedBaker Known = Scripts.Baker(Sample.Baker, 0.002, 10, 22);

    [Fact]
    public void The_newest_that_every_baker_knows_are_taken_and_those_ahead_count()
    {
        var found = ReplayableCycles.Of(Scripts.Chain, [Known, Scripts.Baker(Sample.Other, 0.002, 10, 21)], 5);

        Assert.Equal([17, 18, 19, 20, 21], found.Cycles.Select(c => c.Cycle.Value));
        Assert.Empty(found.Missing);
    }

    [Fact]
    public void Older_ones_than_are_kept_are_named()
    {
        var found = ReplayableCycles.Of(Scripts.Chain, [Known], 15);

        Assert.Equal(13, found.Cycles.Count);
        Assert.Equal([9, 8], found.Missing.Select(m => m.Cycle.Value));
        Assert.Contains(Sample.Baker.Value, found.Missing[0].Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Before_a_gap_nothing_is_replayed()
    {
        var holed = Known with { Cycles = [.. Known.Cycles.Where(c => c.Span.Cycle.Value != 15)] };

        var found = ReplayableCycles.Of(Scripts.Chain, [holed], 10);

        Assert.Equal(16, found.Cycles[0].Cycle.Value);
        Assert.Equal([15, 14, 13], found.Missing.Select(m => m.Cycle.Value));
        Assert.Contains("cycle 15 is missing", found.Missing[1].Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cycle_that_is_known_in_part_or_of_another_protocol_is_none()
    {
        var part = new CycleRights(Sample.Baker, new CycleSpan(new Cycle(19), Scripts.Span(19).Last - 3, Scripts.Span(19).Last), [], new AttestationDuties.Estimated(1));
        var tail = Known with { Cycles = [part, .. Known.Cycles.Where(c => c.Span.Cycle.Value >= 20)] };
        Assert.Equal([20, 21, 22], ReplayableCycles.Of(Scripts.Chain, [tail], 5).Cycles.Select(c => c.Cycle.Value));

        var activated = Scripts.Chain with { Activations = [new ProtocolActivation(Scripts.Span(18).First, "P", TimeSpan.FromSeconds(8))] };
        var found = ReplayableCycles.Of(activated, [Known], 6);
        Assert.Equal([18, 19, 20, 21, 22], found.Cycles.Select(c => c.Cycle.Value));
        Assert.Contains("other constants", Assert.Single(found.Missing).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_known_is_nothing_to_replay()
    {
        var found = ReplayableCycles.Of(Scripts.Chain, [new RehearsedBaker(Sample.Baker, [], null)], 3);

        Assert.Empty(found.Cycles);
        Assert.Equal(3, found.Missing.Count);
    }

    [Fact]
    public void Work_that_is_made_up_lies_in_the_span_and_follows_from_the_seed()
    {
        var span = new TimeRange(Sample.Noon, Sample.Noon.AddDays(28));

        var asked = SyntheticDemand.Usual.Of(Scripts.Nodes, span, 7);

        Assert.Equal(12, asked.Count);
        Assert.Equal(12, asked.Select(a => a.Id).Distinct(StringComparer.Ordinal).Count());
        Assert.All(asked, a => Assert.True(span.Contains(a.RequestedAt) && a.Deadline == a.RequestedAt.AddDays(3)));
        Assert.Equal(asked, SyntheticDemand.Usual.Of(Scripts.Nodes, span, 7));
        Assert.NotEqual(asked, SyntheticDemand.Usual.Of(Scripts.Nodes, span, 8));
        Assert.Equal(3, SyntheticDemand.Usual.Of(Scripts.Nodes, new TimeRange(span.Start, span.Start.AddHours(1)), 7).Count);
        Assert.Contains("made up", SyntheticDemand.Usual.Words, StringComparison.Ordinal);
    }
}
