using BakeWindow.Core.Chain;
using BakeWindow.Core.Tests.Maintenance;
using BakeWindow.Storage;
using BakeWindow.Web.Views;

namespace BakeWindow.Tests.Web.Declared;

/// <summary>An empty list proves what it covers, or says that it can't.</summary>
public sealed class IncidentsViewTests
{
    [Fact]
    public void Records_that_can_t_be_read_are_no_all_clear()
    {
        var view = IncidentsView.From(null, [], _ => "alpha", 500, "the database is away");

        Assert.Equal((IncidentsView.Standing.Failed, "Can’t say"), (view.Now, view.Title));
        Assert.Contains("the database is away", view.Headline, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_lost_where_nobody_looked_can_t_be_said() => Assert.Equal(IncidentsView.Standing.CannotSay, View([]).Now);

    [Fact]
    public void Nothing_lost_names_since_when_the_levels_and_that_there_is_no_gap()
    {
        var view = View([], Cycle(1, 1, 1_000, 1_000, 7), Cycle(2, 1_001, 2_000, 1_500, 3));

        Assert.Equal((IncidentsView.Standing.None, "None missed", "None missed since C1 in what was read."), (view.Now, view.Title, view.Headline));
        Assert.Equal("alpha: levels 1 to 1,500 were read, 10 own rights with their outcome; gaps: none", Assert.Single(view.Coverage).Words);
    }

    [Fact]
    public void A_gap_is_named_and_the_title_does_not_pass_over_it()
    {
        var view = View([], Cycle(1, 1, 1_000, 700, 7), Cycle(2, 1_001, 2_000, 2_000, 3), Cycle(4, 3_001, 4_000, 3_100, 0));

        Assert.Equal("None missed in what was read", view.Title);
        Assert.Equal([(701, 1_000), (2_001, 3_000)], view.Coverage[0].Gaps.Select(g => (g.First.Value, g.Last.Value)));
    }

    [Fact]
    public void Losses_that_are_near_are_one_incident_called_after_the_first()
    {
        var view = View([Loss(900), Loss(130), Loss(110), Loss(100)], Cycle(1, 1, 1_000, 1_000, 7));

        Assert.Equal(["I-900", "I-100"], view.Incidents.Select(i => i.Id));
        Assert.Equal("missed 3 blocks from 100 to 130 (alpha)", view.Incidents[1].Words(_ => "alpha"));
        Assert.Equal(("4 missed", IncidentsView.Standing.Some), (view.Title, view.Now));
    }

    [Theory]
    [InlineData("I-100", "I-100")]
    [InlineData("i-100", "I-100")]
    [InlineData("I-115", "I-100")]
    [InlineData("I-131", null)]
    [InlineData("I-", null)]
    [InlineData("100", null)]
    [InlineData("I-99999999999999", null)]
    public void An_id_finds_the_incident_that_its_level_lies_in(string id, string? found) =>
        Assert.Equal(found, View([Loss(130), Loss(110), Loss(100)]).Find(id)?.Id);

    private static IncidentsView View(IReadOnlyList<MissedRight> losses, params CycleCoverage[] coverage) => IncidentsView.From(losses, coverage, _ => "alpha", 500, null);

    private static MissedRight Loss(int level) => new(Worlds.Baker, new Level(level), 0, new Cycle(1), "tz1other", 1, Worlds.At(level));

    private static CycleCoverage Cycle(int cycle, int first, int last, int seen, int outcomes) => new(Worlds.Baker, new CycleSpan(new Cycle(cycle), new Level(first), new Level(last)), new Level(seen), outcomes);
}
