using BakeWindow.Core.Bypasses;
using BakeWindow.Tests.Storage;
using BakeWindow.Web.Access;
using BakeWindow.Web.Auditing;
using BakeWindow.Web.Views;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace BakeWindow.Tests.Web.Declared;

public sealed class AcceptingTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 10, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Caller Approver = Caller.Person("ak", Role.Approver, "10.0.0.7");

    private static readonly Bypass Grave = new()
    {
        Code = BypassCode.TwoBudgets, Severity = BypassSeverity.Critical, Subject = new BypassSubject("Pod", "tezos", "baker-0"), Nodes = ["node-1"], Why = "under 2 budgets", Mend = "delete one",
    };

    private readonly FakeTimeProvider clock = new(Now);
    private TestDatabase database = null!;
    private AcceptedBypasses accepted = null!;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.OpenedAsync(Provider.Sqlite, null!);
        accepted = new AcceptedBypasses(database.Acceptances, database.Audit, clock, NullLogger<AcceptedBypasses>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        accepted.Dispose();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task An_accepted_finding_raises_no_alarm_until_its_end_and_the_audit_says_who_and_why()
    {
        await accepted.AcceptAsync(Grave, Form("90d"), Approver, default);

        Assert.Equal((0, 1), Counts());
        var note = Assert.Single(await database.Audit.ListAsync(5, default)).Note;
        Assert.Equal(("bypass-accepted", "ak", Grave.Id, "10.0.0.7", "accepted until 2026-12-30T12:00:00Z"), (note.Kind, note.Who, note.Subject, note.From, note.After));
        Assert.Contains("known since spring", note.Detail, StringComparison.Ordinal);

        clock.Advance(TimeSpan.FromDays(90));
        Assert.Equal((1, 0), Counts());
    }

    [Fact]
    public async Task Ended_early_it_is_an_open_finding_again_and_that_is_audited_too()
    {
        await accepted.AcceptAsync(Grave, Form("90d"), Approver, default);

        Assert.True(await accepted.EndAsync(Grave.Id, Approver, default));
        Assert.False(await accepted.EndAsync(Grave.Id, Approver, default));

        Assert.Equal((1, 0), Counts());
        Assert.Equal("bypass-acceptance-ended", (await database.Audit.ListAsync(5, default))[0].Note.Kind);
    }

    [Fact]
    public async Task Who_may_not_accept_neither_accepts_nor_ends()
    {
        var someone = Caller.Person("bo", Role.Operator, null);

        await Assert.ThrowsAsync<NotAllowedException>(() => accepted.AcceptAsync(Grave, Form("90d"), someone, default));
        await Assert.ThrowsAsync<NotAllowedException>(() => accepted.EndAsync(Grave.Id, someone, default));
        Assert.Empty(await database.Audit.ListAsync(5, default));
    }

    [Fact]
    public async Task Another_replica_hears_of_it()
    {
        await accepted.AcceptAsync(Grave, Form("90d"), Approver, default);
        using var other = new AcceptedBypasses(database.Acceptances, database.Audit, clock, NullLogger<AcceptedBypasses>.Instance);

        await other.RefreshAsync(default);

        Assert.Equal(Grave.Id, Assert.Single(other.Now).Finding);
    }

    [Theory]
    [InlineData("known since spring", "90d", "2026-12-30T12:00:00Z")]
    [InlineData("known since spring", "2026-12-24", "2026-12-25T00:00:00Z")]
    [InlineData("known since spring", "2026-12-24T18:00:00+02:00", "2026-12-24T16:00:00Z")]
    public void A_date_an_instant_or_days_say_until_when(string reason, string until, string end) =>
        Assert.Equal(DateTimeOffset.Parse(end, System.Globalization.CultureInfo.InvariantCulture), new AcceptForm(reason, until).Check(Now).Form!.Until);

    [Theory]
    [InlineData("short", "90d", "reason", "10 to 300")]
    [InlineData("known since spring", "", "until", "write a date")]
    [InlineData("known since spring", "soon", "until", "\"soon\" is no end")]
    [InlineData("known since spring", "2026-12-24T18:00:00", "until", "is no end")]
    [InlineData("known since spring", "2026-09-01", "until", "is over already")]
    [InlineData("known since spring", "0d", "until", "is over already")]
    [InlineData("known since spring", "181d", "until", "180 days")]
    [InlineData("known since spring", "99999999999d", "until", "is no end")]
    [InlineData("known since spring", "9999-12-31", "until", "is no end")]
    public void A_mistake_names_field_value_and_mend(string reason, string until, string field, string mend)
    {
        var (form, mistakes) = new AcceptForm(reason, until).Check(Now);

        Assert.Null(form);
        Assert.Contains(mend, mistakes[field], StringComparison.Ordinal);
    }

    private static AcceptForm.Valid Form(string until) => new AcceptForm("known since spring", until).Check(Now).Form!;

    private (int Open, int Accepted) Counts()
    {
        var state = new AuditState(new BypassReport(Now, [], [Grave], []), null).Without(accepted.Now, clock.GetUtcNow());
        var view = BypassesView.From(state, true, null, null);
        return (view.Findings.Count, view.Accepted.Count);
    }
}
