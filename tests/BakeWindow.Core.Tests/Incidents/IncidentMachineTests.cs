using BakeWindow.Core.Alerting;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Incidents;
using BakeWindow.Core.Ledger;
using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Tests.Incidents;

/// <summary>What opens, moves and closes an incident.</summary>
public sealed class IncidentMachineTests
{
    private static readonly DateTimeOffset T = Sample.Noon;

    [Fact]
    public void An_episode_opens_one_moves_it_and_ends_it()
    {
        var begun = Take(null, Risk(AlertTurn.Began, T, "alpha is down"), 100)!;
        Assert.True(begun.AtRisk);
        Assert.Equal((0L, Sample.Baker.Value, T), (begun.Number, begun.Subject, begun.OpenedAt));

        var same = Take(begun, Risk(AlertTurn.Changed, T.AddMinutes(1), "alpha is down"), 105);
        Assert.Same(begun, same);

        var changed = Take(begun, Risk(AlertTurn.Changed, T.AddMinutes(1), "alpha is down, and its signer too"), 105)!;
        Assert.Equal("alpha is down, and its signer too", Assert.Single(changed.Episodes).Title);

        var over = Take(changed, Risk(AlertTurn.Ended, T.AddMinutes(9), "alpha is down"), 190)!;
        Assert.False(over.AtRisk);
        Assert.Equal((T.AddMinutes(9), new Level(190)), (over.EndedAt, over.LastLevel));
        Assert.True(over.IsOpen);
    }

    [Fact]
    public void A_miss_that_falls_into_an_episode_joins_it_and_one_alone_opens_another()
    {
        var open = Take(null, Risk(AlertTurn.Began, T, "down"), 100)!;
        var joined = IncidentMachine.Take(open, new IncidentEvent.Missed(Lost(150), T.AddMinutes(5)))!;
        Assert.Equal(150, Assert.Single(joined.Lost).Level.Value);
        Assert.Equal("missed block 150, round 0 (alpha)", joined.Words("alpha"));

        var alone = IncidentMachine.Take(null, new IncidentEvent.Missed(Lost(150), T.AddMinutes(5)))!;
        Assert.Empty(alone.Episodes);
        Assert.Equal(T.AddSeconds(900), alone.OpenedAt);
    }

    [Fact]
    public void A_loss_told_by_an_alert_and_by_the_block_is_one_loss_and_the_block_knows_more()
    {
        var told = Take(null, new AlertChange(Alert(AlertKind.Missed, "missed/alpha/150", "alpha missed its attestation of level 150"), AlertTurn.Began, T), 152)!;
        Assert.Equal(150, Assert.Single(told.Lost).Level.Value);

        var both = IncidentMachine.Take(told, new IncidentEvent.Missed(Lost(150), T))!;
        Assert.Equal("tz1other", Assert.Single(both.Lost).MadeBy);
        Assert.Same(both, IncidentMachine.Take(both, new IncidentEvent.Missed(Lost(150), T)));
        Assert.Same(both, Take(both, new AlertChange(Alert(AlertKind.Missed, "missed/alpha/150", "alpha missed"), AlertTurn.Began, T), 152));
    }

    [Fact]
    public void It_closes_when_nothing_is_at_risk_and_no_right_near_its_end_can_still_be_lost()
    {
        var open = Take(null, Risk(AlertTurn.Began, T, "down"), 100)!;
        Assert.False(IncidentMachine.MayClose(open, new Level(900)));

        var over = Take(open, Risk(AlertTurn.Ended, T.AddMinutes(9), "down"), 190)!;
        Assert.False(IncidentMachine.MayClose(over, new Level(220)));
        Assert.True(IncidentMachine.MayClose(over, new Level(221)));

        var late = IncidentMachine.Take(over, new IncidentEvent.Missed(Lost(210), T))!;
        Assert.False(IncidentMachine.MayClose(late, new Level(221)));
        Assert.True(IncidentMachine.MayClose(late, new Level(241)));
    }

    [Fact]
    public void What_it_was_seen_by_is_copied_at_its_end_and_the_log_is_not_asked_again()
    {
        var over = Take(Take(null, Risk(AlertTurn.Began, T, "down"), 100), Risk(AlertTurn.Ended, T.AddMinutes(9), "down"), 190)!;
        var seen = new Evidence { At = T.AddMinutes(-1), Lane = EvidenceLane.Nodes, Subject = "vm-1", Code = "node-not-ready", Text = "vm-1 is not Ready", Source = "watch of nodes" };
        var closed = IncidentMachine.Close(over, T.AddHours(1), Timeline.Of(over, [seen], new Sight { Cluster = true }, T.AddHours(1)));
        Assert.Equal(T.AddHours(1), closed.ClosedAt);
        Assert.Equal(seen, Assert.Single(closed.Evidence));

        var read = IncidentJson.Read(IncidentJson.Write(closed));
        Assert.Equal(IncidentJson.Write(closed), IncidentJson.Write(read));
        var later = Timeline.Of(read, [seen with { Text = "another" }], new Sight(), T.AddDays(90));
        Assert.Equal(seen, Assert.Single(later.Evidence));
        Assert.Contains(later.Gaps, g => g is { Lane: EvidenceLane.Signer } && g.Words.Contains("no probe of a signer is configured", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(AlertKind.Blind)]
    [InlineData(AlertKind.Maintenance)]
    [InlineData(AlertKind.Hold)]
    [InlineData(AlertKind.Degraded)]
    public void Other_alerts_move_none(AlertKind kind)
    {
        var change = new AlertChange(Alert(kind, "x/1", "x"), AlertTurn.Began, T);
        Assert.Null(IncidentMachine.SubjectOf(new IncidentEvent.Alerted(change, new Level(1))));
        Assert.Null(Take(null, change, 1));
    }

    [Fact]
    public void A_made_right_moves_none() => Assert.Null(IncidentMachine.SubjectOf(new IncidentEvent.Missed(Lost(1) with { Fate = RightFate.Made }, T)));

    private static Incident? Take(Incident? open, AlertChange change, int head) => IncidentMachine.Take(open, new IncidentEvent.Alerted(change, new Level(head)));

    private static AlertChange Risk(AlertTurn turn, DateTimeOffset at, string title) => new(Alert(AlertKind.AtRisk, "at-risk/alpha", title), turn, at);

    private static Alert Alert(AlertKind kind, string id, string title) => new() { Id = id, Kind = kind, Severity = AlertSeverity.Critical, Title = title, Since = T, Baker = Sample.Baker };

    private static RightOutcome Lost(int level) => new(Sample.Baker, new Level(level), 0, new Cycle(1), RightFate.Missed) { MadeBy = "tz1other", MadeRound = 1, At = T.AddSeconds(6 * level) };
}
