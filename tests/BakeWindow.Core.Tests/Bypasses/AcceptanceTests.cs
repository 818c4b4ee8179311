using BakeWindow.Core.Bypasses;
using BakeWindow.Core.Wire;

namespace BakeWindow.Core.Tests.Bypasses;

public sealed class AcceptanceTests
{
    private static readonly DateTimeOffset Now = new(2026, 10, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly Bypass Grave = new()
    {
        Code = BypassCode.TwoBudgets, Severity = BypassSeverity.Critical, Subject = new BypassSubject("Pod", "tezos", "baker-0"), Nodes = ["node-1"], Workloads = ["alpha"], Why = "under 2 budgets", Mend = "delete one",
    };

    [Fact]
    public void A_finding_that_says_the_same_on_other_nodes_is_the_same_finding() => Assert.Equal(Grave.Id, (Grave with { Nodes = ["node-2", "node-3"], Mend = "other words" }).Id);

    [Fact]
    public void A_finding_that_has_changed_is_another_and_is_not_covered()
    {
        Bypass[] changed =
        [
            Grave with { Why = "under 3 budgets" }, Grave with { Severity = BypassSeverity.Warning }, Grave with { Workloads = ["alpha", "beta"] },
            Grave with { Subject = new BypassSubject("Pod", "tezos", "baker-1") }, Grave with { Code = BypassCode.NoBudget },
        ];

        Assert.All(changed, other => Assert.NotEqual(Grave.Id, other.Id));
        Assert.All(changed, other => Assert.Equal([other], SplitReport.Of(Report(other), [Accepted()], Now).Report.Findings));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(-1, false)]
    [InlineData(59, true)]
    [InlineData(60, false)]
    public void It_covers_from_its_beginning_until_just_before_its_end(int minutes, bool covers) => Assert.Equal(covers, Accepted().Holds(Now.AddMinutes(minutes)));

    [Fact]
    public void One_that_was_ended_covers_nothing() => Assert.False((Accepted() with { EndedAt = Now, EndedBy = "ak" }).Holds(Now));

    [Fact]
    public void What_is_accepted_stands_apart_and_is_not_counted_until_it_is_asked_for()
    {
        var light = Grave with { Severity = BypassSeverity.Info, Why = "other" };

        var document = BypassDocument.From(SplitReport.Of(Report(Grave, light), [Accepted()], Now));
        var all = document.WithAccepted();

        Assert.Equal((0, 1), (document.Critical, document.Info));
        Assert.Equal((Grave.Id, "ak", "known"), (Assert.Single(document.Accepted).Finding.Id, document.Accepted[0].By, document.Accepted[0].Reason));
        Assert.Equal(["critical", "info"], all.Findings.Select(f => f.Severity));
        Assert.Equal((1, 1), (all.Critical, all.Info));
    }

    private static Acceptance Accepted() => new() { Finding = Grave.Id, What = "two-budgets Pod tezos/baker-0", By = "ak", Reason = "known", MadeAt = Now, EndsAt = Now.AddHours(1) };

    private static BypassReport Report(params Bypass[] findings) => new(Now, [], findings, []);
}
