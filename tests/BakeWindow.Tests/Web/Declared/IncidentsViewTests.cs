using BakeWindow.Core.Chain;
using BakeWindow.Core.Ledger;
using BakeWindow.Core.Rights;
using BakeWindow.Core.Tests.Maintenance;
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
    public void Nothing_lost_where_nobody_looked_can_t_be_said()
    {
        Assert.Equal(IncidentsView.Standing.CannotSay, View([]).Now);

        var view = View([], Cycle(1, 0, rights: false));
        Assert.Equal((IncidentsView.Standing.CannotSay, "Can’t say"), (view.Now, view.Title));
        Assert.Contains("so it can’t be said that none was missed", view.Headline, StringComparison.Ordinal);
        Assert.Equal("alpha: from C1 on, 0 own rights with their outcome; gaps: all of C1, whose rights are not known", Assert.Single(view.Coverage).Words);
    }

    [Fact]
    public void Nothing_lost_names_since_when_how_many_rights_and_that_there_is_no_gap()
    {
        var view = View([], Cycle(2, 3), Cycle(1, 7));

        Assert.Equal((IncidentsView.Standing.None, "None missed since C1", "None missed since C1: every own right that was due (10) has its outcome."), (view.Now, view.Title, view.Headline));
        Assert.Equal("alpha: from C1 on, 10 own rights with their outcome; gaps: none", Assert.Single(view.Coverage).Words);
        Assert.Equal("None missed since C1: no own right was due.", View([], Cycle(1, 0)).Headline);
    }

    [Fact]
    public void Gaps_are_named_by_level_and_count_and_the_answer_begins_after_the_last()
    {
        var view = View([], Cycle(1, 7, true, 701), Cycle(2, 2, true, 1_100, 1_200, 1_300, 1_400, 1_500, 1_600), Cycle(3, 0, rights: false), Cycle(4, 5), Cycle(5, 1));

        Assert.Equal((IncidentsView.Standing.None, "None missed since C4"), (view.Now, view.Title));
        Assert.Equal("None missed since C4: every own right that was due (6) has its outcome. What lies in the gaps before is not known.", view.Headline);
        Assert.Equal(
            ["1 right at level 701 of C1", "6 rights at levels from 1,100 to 1,600 of C2", "all of C3, whose rights are not known"], view.Coverage[0].Gaps.Select(g => g.Words));
    }

    [Fact]
    public void A_gap_in_the_present_cycle_of_any_baker_is_no_all_clear()
    {
        var view = View([], Cycle(1, 7), Cycle(2, 3), Cycle(1, 7) with { Baker = Other }, Cycle(2, 2, true, 1_100, 1_200) with { Baker = Other });

        Assert.Equal((IncidentsView.Standing.CannotSay, "Can’t say"), (view.Now, view.Title));
        Assert.StartsWith("None was missed of the 19 own rights whose outcome was read, and the present cycle has a gap, so it can’t be said", view.Headline, StringComparison.Ordinal);
        Assert.Contains(view.Coverage, c => c.Words.EndsWith("gaps: 2 rights at levels 1,100, 1,200 of C2", StringComparison.Ordinal));
    }

    [Fact]
    public void Since_is_when_the_last_of_the_bakers_became_whole() =>
        Assert.Equal("None missed since C2", View([], Cycle(1, 7), Cycle(2, 3), Cycle(2, 2) with { Baker = Other }).Title);

    [Fact]
    public void Losses_that_are_near_are_one_incident_called_after_the_first()
    {
        var view = View([Loss(900), Loss(130), Loss(110), Loss(100)], Cycle(1, 7));

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

    private static BakerAddress Other { get; } = BakeWindow.Core.Tests.Sample.Other;

    private static IncidentsView View(IReadOnlyList<RightOutcome> losses, params CycleCoverage[] coverage) => IncidentsView.From(losses, coverage, _ => "alpha", 500, null);

    private static RightOutcome Loss(int level) => new(Worlds.Baker, new Level(level), 0, new Cycle(1), RightFate.Missed) { MadeBy = "tz1other", MadeRound = 1, At = Worlds.At(level) };

    private static CycleCoverage Cycle(int cycle, int known, bool rights = true, params int[] unknown) => new(Worlds.Baker, new Cycle(cycle), known, [.. unknown.Select(l => new Level(l))], rights);
}
