using System.Text.RegularExpressions;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Tests;
using BakeWindow.Core.Tests.Gate;
using BakeWindow.Web.Views;

namespace BakeWindow.Tests.Web;

/// <summary>Every reason as a sentence: what holds, what comes next, by which level and time.</summary>
public sealed partial class AnswerTests
{
    public static TheoryData<ReasonCode> Codes => [.. Enum.GetValues<ReasonCode>()];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Every_reason_has_a_sentence_with_a_level_a_time_and_a_next_step(ReasonCode code)
    {
        var verdict = EveryReason.VerdictOf(code);
        var answer = Answer.Of(verdict, _ => "alpha-1");

        Assert.True(answer.Text.Length <= Answer.Longest, $"{answer.Text.Length}: {answer.Text}");
        Assert.True(answer.Next.Length > 10, answer.Text);
        Assert.Matches(@"\blevel\b", answer.Text);
        Assert.Matches(@"\d\d:\d\d:\d\d UTC", answer.Text);
        Assert.Equal(verdict switch { Verdict.Allowed => "Open", Verdict.Held => "Held", _ => "Can’t" }, answer.Says.Split(' ', '.')[0]);
        Assert.DoesNotContain("!", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\b(OK|Yes|Force|Sorry|please)\b", answer.Text);
    }

    // After a wanted change: BAKEWINDOW_WRITE_GOLDEN=1 writes them anew, and the diff shows what people will read.
    [Fact]
    public void All_sentences_are_as_they_were_read_and_agreed()
    {
        var all = string.Concat(Enum.GetValues<ReasonCode>().Select(c => $"{c.Kebab()}: {Answer.Of(EveryReason.VerdictOf(c), _ => "alpha-1").Text}\n"));
        var file = Path.Combine(Recorded.RepoRoot, "tests", "BakeWindow.Tests", "Web", "Sentences.txt");
        if (Environment.GetEnvironmentVariable("BAKEWINDOW_WRITE_GOLDEN") == "1")
        {
            File.WriteAllText(file, all);
        }

        Assert.Equal(File.ReadAllText(file), all);
    }

    [Fact]
    public void A_right_ahead_is_a_proof_with_its_bounds()
    {
        var answer = Answer.Of(GateScene.Decide(GateScene.World(rights: [1_150, 2_900])), _ => "alpha-1");

        Assert.Equal("Held. alpha-1 bakes level 1,150 (round 0) no earlier than 12:05:00 UTC. 12 min do not fit before it.", answer.Says);
        Assert.StartsWith("Next window 12:05:12 UTC, at least ", answer.Next, StringComparison.Ordinal);
    }

    [Fact]
    public void An_open_window_says_until_when_and_for_what()
    {
        var answer = Answer.Of(GateScene.Decide(GateScene.World()), _ => "alpha-1");

        Assert.StartsWith("Open at least until 13:07:00 UTC for a 12 min outage. Window lasts at least 1 h 18 min", answer.Says, StringComparison.Ordinal);
        Assert.Equal("All must be back by 13:19:00 UTC.", answer.Next);
    }

    [Fact]
    public void A_long_reason_of_somebody_s_does_not_push_the_next_step_away()
    {
        var answer = Answer.Of(GateScene.Decide(GateScene.World() with { Sources = [new Core.Chain.SourceView("b", Core.Chain.SourceState.Disagreeing, null, null, null, new string('x', 900))] }), _ => "alpha-1");

        Assert.True(answer.Text.Length <= Answer.Longest);
        Assert.Contains("Nothing starts until they agree", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_budget_is_told_before_and_after()
    {
        var world = GateScene.World();
        var line = BudgetLine.Of(world, [Sample.Baker], ((Verdict.Allowed)GateScene.Decide(world)).Cost!);

        Assert.Equal("Free within the budget: 0 % used, 2.5 % after this. Past 100 % the whole cycle’s attesting reward is lost.", line.Text);
        Assert.Contains("is not known", BudgetLine.Of(world with { Bakers = [world.Bakers[0] with { Rights = null }] }, [Sample.Baker], line.Cost).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void No_button_says_less_than_what_it_does()
    {
        var pages = Directory.GetFiles(Path.Combine(Recorded.RepoRoot, "src", "BakeWindow.Web", "Components"), "*.razor", SearchOption.AllDirectories);

        Assert.NotEmpty(pages);
        foreach (var page in pages)
        {
            Assert.DoesNotContain(Buttons().Matches(File.ReadAllText(page)), m => Shy().IsMatch(m.Groups["text"].Value));
        }
    }

    [GeneratedRegex(@"<(?:button|Button|ActButton)\b[^<]*>(?<text>[^<]*)</", RegexOptions.CultureInvariant)]
    private static partial Regex Buttons();

    [GeneratedRegex(@"^\s*(?:OK|Ok|Submit|Force|Skip|Yes|No|Continue)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Shy();
}
