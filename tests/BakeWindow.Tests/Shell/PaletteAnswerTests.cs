using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Tests.Maintenance;
using BakeWindow.Web.Access;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Views;
using BakeWindow.Web.Views.Palette;
using CsCheck;

namespace BakeWindow.Tests.Shell;

public sealed class PaletteAnswerTests
{
    private static readonly DateTimeOffset Now = Worlds.At(950);
    private static readonly DeclaredBaker Alpha = new("alpha", Worlds.Baker, null, [], "");

    [Theory]
    [InlineData("can node-1 12m", Word.Held, "alpha bakes level 1000", "/now?n=node-1&need=PT12M")]
    [InlineData("node-1 12m", Word.Held, "alpha bakes level 1000", "/now?n=node-1&need=PT12M")]
    [InlineData("may alpha for 1m", Word.Open, "1 min fit", "/now?b=alpha&need=PT1M")]
    [InlineData("can 12m", Word.Held, "alpha bakes level 1000", "/now?need=PT12M")]
    [InlineData("next 12m alpha", Word.Held, "Next window not before 13:40:12 UTC, at least", "/windows?b=alpha&need=PT12M")]
    [InlineData("can node-9 12m", null, "“node-9” is neither a node, a baker, a duration nor a time.", null)]
    public void A_question_is_answered_in_the_first_row(string text, Word? word, string title, string? href)
    {
        var first = Ask(text).Rows[0];

        Assert.Equal(PaletteRow.Answers, first.Group);
        Assert.Equal(word, first.Word);
        Assert.Contains(title, first.Title, StringComparison.Ordinal);
        Assert.Equal(href, first.Href);
        Assert.Equal(word is not null, first.ValidUntil is not null);
    }

    [Fact]
    public void When_lists_windows_that_end_before_the_moment_asked_for()
    {
        var first = Ask("when 45m node-1 before tomorrow 18:00").Rows[0];

        Assert.StartsWith("Not before 13:40:12 UTC, at least", first.Title, StringComparison.Ordinal);
        Assert.Contains("earliest", first.Detail, StringComparison.Ordinal);
        Assert.Equal("/calendar?at=L1002&need=PT45M", first.Href);
    }

    [Fact]
    public void When_nothing_fits_the_largest_gap_is_told()
    {
        var first = Ask("when 45m node-1 before 13:50").Rows[0];

        Assert.Contains("No window of 45 min before 13:50:00 UTC.", first.Title, StringComparison.Ordinal);
        Assert.Contains("Largest gap", first.Title, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1000", "Level 1,000: not before 13:40:00 UTC", "/calendar?at=L1000")]
    [InlineData("1,000", "Level 1,000: not before 13:40:00 UTC", "/calendar?at=L1000")]
    [InlineData("L900", "Level 900: came by 13:30:00 UTC", "/calendar?at=L900")]
    [InlineData("c2", "Cycle 2 begins at level 14,401, not before", "/calendar?at=C2")]
    [InlineData("now-1h", "12:35:00 UTC", "/calendar?at=2026-10-01T12%3A35%3A00Z")]
    [InlineData("M-214", "M-214", "/maintenance/M-214")]
    [InlineData("I-12", "I-12", "/incidents/I-12")]
    public void What_has_a_name_is_found_by_it(string text, string title, string href)
    {
        var first = Ask(text).Rows[0];

        Assert.StartsWith(title, first.Title, StringComparison.Ordinal);
        Assert.Equal(href, first.Href);
    }

    [Fact]
    public void A_level_tells_who_has_a_right_there() => Assert.Equal("alpha bakes, round 0", Ask("1000").Rows[0].Detail);

    [Theory]
    [InlineData("led", "/ledger")]
    [InlineData("what", "/whatif")]
    [InlineData("approvals", "/maintenance")]
    [InlineData("node-1", "/cluster/nodes/node-1")]
    [InlineData("alp", "/bakers/alpha")]
    [InlineData("tz1gg5bjopPcr9agjamyu9BbXKLibNc2rbAq", "/bakers/alpha")]
    [InlineData("tz1gg5bjopPcr9agjamyu9BbXKLibNc2rbAq", "/now?b=alpha")]
    public void Pages_and_things_are_found_by_the_beginning_of_a_word(string text, string href) => Assert.Contains(Ask(text).Rows, r => r.Href == href);

    [Theory]
    [InlineData("hold page", "hold")]
    [InlineData("utc", "zone")]
    [InlineData("copy answer", "copy-answer")]
    public void Acts_change_the_picture_only(string text, string act) => Assert.Equal(act, Ask(text).Rows.First(r => r.Act is not null).Act);

    [Fact]
    public void Who_may_not_sees_the_act_with_its_reason()
    {
        var viewer = Caller.Person("vic", Role.Viewer, null);

        Assert.Contains("Operator", Ask("request", viewer).Rows.First(r => r.Href == "/maintenance/new").Off, StringComparison.Ordinal);
        Assert.Contains("Approver", Ask("approve M-214", viewer).Rows.First(r => r.Href == "/maintenance/M-214").Off, StringComparison.Ordinal);
        Assert.Null(Ask("approve M-214").Rows.First(r => r.Href == "/maintenance/M-214").Off);
    }

    [Fact]
    public void Without_a_head_no_answer_is_open()
    {
        var view = PaletteAnswer.Of(World() with { Chain = null }, [], [Alpha], "can node-1 12m", Now, Caller.Inside("test"), Viewer.Utc);

        Assert.Equal(Word.CannotSay, view.Rows[0].Word);
    }

    [Fact]
    public void Nothing_typed_lists_every_page_and_nonsense_says_what_can_be_asked()
    {
        Assert.All(new[] { "/now", "/calendar", "/windows", "/maintenance", "/cluster", "/health", "/incidents", "/ledger", "/audit", "/settings" }, href => Assert.Contains(Ask("").Rows, r => r.Href == href));
        Assert.Contains("can node-3 12m", Ask("qqqq").Rows[0].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void No_text_breaks_it() => Gen.String[0, 200].Sample(text => Assert.NotEmpty(Ask(text).Rows), iter: 500);

    private static PaletteView Ask(string text, Caller? viewer = null) => PaletteAnswer.Of(World(), [], [Alpha], text, Now, viewer ?? Caller.Inside("test"), Viewer.Utc);

    private static World World() => Worlds.World(950, Worlds.Rights(1_000, 3_000), new ClusterView
    {
        Nodes = new Dictionary<string, NodeView> { ["node-1"] = new() { Name = "node-1", Uid = "u1", Unschedulable = false, Ready = true, BootId = "b1" } },
        Pods = [new PodView { Name = new PodName("tezos", "baker-0"), Uid = "p", Node = "node-1", Phase = "Running", Ready = true, Labels = new Dictionary<string, string> { ["app"] = "baker" } }],
        SeenAt = Now,
        Connected = true,
    });
}
