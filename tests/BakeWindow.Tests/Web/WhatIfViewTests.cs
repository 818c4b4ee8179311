using BakeWindow.Core.Chain;
using BakeWindow.Core.Rehearsing;
using BakeWindow.Web.Views;

namespace BakeWindow.Tests.Web;

public sealed class WhatIfViewTests
{
    private static readonly DateTimeOffset Noon = new(2026, 10, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_answer_comes_first_and_says_both()
    {
        var view = WhatIfView.From(new RehearsalResult(Outcome(1, hours: 5), Outcome(2, hours: 1), [], [], 41, 3));

        Assert.Equal("Edited: 2 of 3 begun, 0.002 own blocks lost on average, 240 levels paid, half waited at most 1 h, 2 of 2 deadlines kept. "
            + "Today: 1 of 3 begun, 0.001 own blocks lost on average, 120 levels paid, half waited at most 5 h, 1 of 1 deadlines kept. Windows gained 41, lost 3.", view.Answer);
        Assert.True(view.Rows.Single(r => r.What == "Begun").Differs);
        Assert.False(view.Rows.Single(r => r.What == "Times a person must say yes").Differs);
    }

    [Fact]
    public void No_difference_and_no_work_are_said_as_such()
    {
        Assert.StartsWith("No difference: 1 of 3 begun", WhatIfView.From(new RehearsalResult(Outcome(1), Outcome(1), [], [], 0, 0)).Answer, StringComparison.Ordinal);
        var nothing = Outcome(0) with { Asked = 0 };
        var view = WhatIfView.From(new RehearsalResult(nothing, nothing, [], [], 0, 0));
        Assert.Contains("Nothing was asked for", view.Answer, StringComparison.Ordinal);
        Assert.Equal("–", view.Rows.Single(r => r.What.StartsWith("Waited, half", StringComparison.Ordinal)).Today);
    }

    private static PolicyOutcome Outcome(int done, double hours = 5) => new()
    {
        Asked = 3,
        Starts = [.. Enumerable.Range(1, done).Select(i => new RehearsedStart($"R-{i}", "node-1", Noon, Noon.AddHours(hours), new Level(5), TimeSpan.FromMinutes(12), TimeSpan.FromMinutes(6), 0.001, 0, 120, 0.01, "policy", true))],
        Late = [],
        Waiting = 3 - done,
        Approvals = 0,
    };
}
