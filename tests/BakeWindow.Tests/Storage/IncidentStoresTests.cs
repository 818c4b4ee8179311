using BakeWindow.Core.Alerting;
using BakeWindow.Core.Incidents;
using BakeWindow.Storage;

namespace BakeWindow.Tests.Storage;

/// <summary>What incidents and notices are kept in, on each database: the same promises.</summary>
public sealed class IncidentStoresTests(PostgresServer postgres)
{
    private static readonly DateTimeOffset Noon = new(2026, 10, 1, 12, 0, 0, TimeSpan.Zero);

    private static Alert Risk => new() { Id = "at-risk/alpha", Kind = AlertKind.AtRisk, Severity = AlertSeverity.Critical, Title = "alpha is at risk", Since = Noon, Essence = "one" };

    private static Incident Open(string subject) => new() { Number = 0, Subject = subject, OpenedAt = Noon };

    [Theory, EveryProvider]
    public async Task Evidence_comes_back_in_order_of_time_and_only_of_the_span(Provider provider)
    {
        await using var db = await TestDatabase.OpenedAsync(provider, postgres);
        Evidence At(int second) => new() { At = Noon.AddSeconds(second), Lane = EvidenceLane.Signer, Subject = "alpha", Code = "signer-silent", Text = $"{second}", Source = "probe" };
        await db.Evidence.AddAsync([At(20), At(10), At(0), At(30)], default);

        Assert.Equal(["0", "10", "20"], (await db.Evidence.BetweenAsync(Noon, Noon.AddSeconds(30), 10, default)).Select(e => e.Text));
        Assert.Equal(["20", "30"], (await db.Evidence.BetweenAsync(Noon, Noon.AddHours(1), 2, default)).Select(e => e.Text));
    }

    [Theory, EveryProvider]
    public async Task One_incident_is_open_for_a_subject_and_of_two_writers_one_reads_again(Provider provider)
    {
        await using var db = await TestDatabase.OpenedAsync(provider, postgres);
        await using var other = db.Again();
        var added = await Task.WhenAll(db.Incidents.AddAsync(Open("alpha"), default), other.Incidents.AddAsync(Open("alpha"), default));
        var kept = Assert.Single(added, a => a is not null)!;

        Assert.NotNull(await db.Incidents.SaveAsync(kept.Incident with { ClosedAt = Noon.AddHours(1) }, kept.Version, default));
        Assert.Null(await other.Incidents.SaveAsync(kept.Incident with { EndedAt = Noon }, kept.Version, default));
        Assert.Empty(await other.Incidents.OpenAsync(default));
        var next = await other.Incidents.AddAsync(Open("alpha"), default);
        Assert.True(next!.Incident.Number > kept.Incident.Number);
        Assert.Equal([next.Incident.Number, kept.Incident.Number], (await db.Incidents.SinceAsync(Noon, 10, default)).Select(i => i.Incident.Number));
    }

    [Theory, EveryProvider]
    public async Task What_is_to_be_told_outlives_the_process_and_is_told_until_it_is_marked(Provider provider)
    {
        await using var db = await TestDatabase.OpenedAsync(provider, postgres);
        await db.Alerts.PutAsync(new AlertChange(Risk, AlertTurn.Began, Noon), [("oncall", Noon)], default);
        await using var again = db.Again();

        Assert.Equal("alpha is at risk", Assert.Single(await again.Alerts.LastingAsync(default)).Title);
        var due = Assert.Single(await again.Notices.DueAsync(Noon, 10, default));
        await again.Notices.FailedAsync(due.Key, "no connection", Noon.AddMinutes(1), default);
        Assert.Empty(await again.Notices.DueAsync(Noon, 10, default));
        Assert.Equal((due.Key, 1), Assert.Single(await again.Notices.DueAsync(Noon.AddMinutes(1), 10, default)) is var n ? (n.Key, n.Tries) : default);
        await again.Notices.DeliveredAsync(due.Key, Noon.AddMinutes(2), default);
        await again.Alerts.PutAsync(new AlertChange(Risk, AlertTurn.Ended, Noon.AddMinutes(3)), [], default);

        Assert.Empty(await db.Alerts.LastingAsync(default));
        Assert.Empty(await db.Notices.WaitingAsync(default));
        Assert.NotNull(Assert.Single(await db.Notices.NewestAsync("oncall", 5, default)).DeliveredAt);
    }

    [Theory, EveryProvider]
    public async Task A_silence_is_one_row_until_it_is_taken_back(Provider provider)
    {
        await using var db = await TestDatabase.OpenedAsync(provider, postgres);
        await db.Silences.PutAsync(new StoredSilence("am", "M-1", "", Noon), default);
        await db.Silences.PutAsync(new StoredSilence("am", "M-1", "s-1", Noon.AddMinutes(3)), default);

        Assert.Equal(new StoredSilence("am", "M-1", "s-1", Noon.AddMinutes(3)), Assert.Single(await db.Silences.AllAsync(default)));
        await db.Silences.RemoveAsync("am", "M-1", default);
        Assert.Empty(await db.Silences.AllAsync(default));
    }
}
