using BakeWindow.Core.Alerting;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Incidents;
using BakeWindow.Core.Ledger;
using BakeWindow.Core.Tests.Maintenance;
using BakeWindow.Storage;
using BakeWindow.Tests.Storage;
using BakeWindow.Tests.Web;
using BakeWindow.Web.Access;
using BakeWindow.Web.Alerting;
using BakeWindow.Web.Incidents;
using BakeWindow.Web.Maintaining;
using BakeWindow.Web.Recording;
using Microsoft.Extensions.Logging.Abstractions;

namespace BakeWindow.Tests.Incidents;

/// <summary>The real keeper on a real database: opens, joins, closes, makes up for what it missed.</summary>
public sealed class IncidentKeeperTests : IAsyncLifetime
{
    private Workshop shop = null!;
    private AlertBook book = null!;
    private IncidentKeeper keeper = null!;
    private EvidenceLog evidence = null!;

    private IncidentStore Store => shop.Database.Incidents;

    private IncidentDesk Desk => new(Store, Reader, shop.Audit, shop.Clock);

    private TimelineReader Reader => new(shop.Database.Evidence, shop.Journal, shop.Audit, shop.Database.Outcomes, AppSettings.Of([("Network:Nodes:0:Url", "http://127.0.0.1:1"), ("Bakers:0:Name", "alpha"), ("Bakers:0:Address", Worlds.Baker.Value)]));

    public async ValueTask InitializeAsync()
    {
        shop = await Workshop.OpenAsync(100);
        evidence = new EvidenceLog(shop.Database.Evidence, shop.Clock, NullLogger<EvidenceLog>.Instance);
        Start();
    }

    public async ValueTask DisposeAsync()
    {
        keeper.Dispose();
        evidence.Dispose();
        await shop.DisposeAsync();
    }

    [Fact]
    public async Task A_miss_in_an_episode_joins_it_and_all_is_copied_when_it_closes()
    {
        evidence.Write(new Evidence { At = shop.Clock.GetUtcNow(), Lane = EvidenceLane.Nodes, Subject = "node-1", Code = "node-not-ready", Text = "machine node-1 is not Ready any more", Source = "watch of nodes" });
        await evidence.KeepAsync(default);
        book.Raise(AtRisk());
        await keeper.LookAsync(default);
        Assert.Equal("I-1", Assert.Single(await Store.OpenAsync(default)).Incident.Id);

        await LostAsync(110);
        shop.Reach(112);
        await keeper.LookAsync(default);
        book.End("at-risk/alpha");
        await keeper.LookAsync(default);
        shop.Reach(142);
        await keeper.LookAsync(default);
        Assert.True(Assert.Single(await Store.OpenAsync(default)).Incident.IsOpen);

        shop.Reach(143);
        await keeper.LookAsync(default);
        Assert.Empty(await Store.OpenAsync(default));
        var kept = (await Store.FindAsync(1, default))!.Incident;
        Assert.Equal((110, "node-not-ready"), (Assert.Single(kept.Lost).Level.Value, kept.Evidence[0].Code));
        Assert.Contains(kept.Gaps, g => g.Lane is EvidenceLane.Signer);

        // The log forgets; the incident does not, and the same loss opens no other.
        await shop.Database.Retention.SweepAsync(shop.Clock.GetUtcNow().AddDays(-400), new Dictionary<string, Cycle>(), shop.Clock.GetUtcNow().AddDays(60), default);
        Start();
        book.Raise(new Alert { Id = "missed/alpha/110", Kind = AlertKind.Missed, Severity = AlertSeverity.Critical, Title = "missed", Since = Worlds.At(110), Baker = Worlds.Baker });
        await keeper.LookAsync(default);
        Assert.Empty(await Store.OpenAsync(default));
        var report = (await Desk.FindAsync("I-1", default))!;
        Assert.Equal(CauseCode.NodeDeath, Assert.Single(report.Causes).Code);
        Assert.Contains("machine node-1 died", report.Markdown(_ => "alpha"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restart_makes_up_for_what_began_and_ended_meanwhile()
    {
        book.Raise(AtRisk());
        await keeper.LookAsync(default);

        Start();
        await keeper.LookAsync(default);
        Assert.False(Assert.Single(await Store.OpenAsync(default)).Incident.AtRisk);

        Start();
        book.Changed -= keeper.Hear;
        book.Raise(AtRisk());
        await keeper.LookAsync(default);
        Assert.True(Assert.Single(await Store.OpenAsync(default)).Incident.AtRisk);
    }

    [Fact]
    public async Task Of_two_who_open_or_change_one_at_once_one_is_told_to_read_again()
    {
        var incident = new Incident { Number = 0, Subject = "x", OpenedAt = Worlds.Start };
        var first = (await Store.AddAsync(incident, default))!;
        Assert.Null(await Store.AddAsync(incident, default));
        Assert.NotNull(await Store.SaveAsync(first.Incident with { EndedAt = Worlds.Start }, first.Version, default));
        Assert.Null(await Store.SaveAsync(first.Incident, first.Version, default));
    }

    [Fact]
    public async Task People_add_notes_and_confirm_causes_and_the_audit_knows()
    {
        await LostAsync(110);
        shop.Reach(112);
        await keeper.LookAsync(default);
        var ann = Caller.Person("ann", Role.Operator, "10.0.0.1");
        await Desk.NoteAsync("I-1", "the disk was full", CauseCode.PodFailed, ann, default);
        // A note is no lost update for the keeper, and the other way round.
        book.Raise(AtRisk());
        await keeper.LookAsync(default);

        var kept = Assert.Single(await Store.OpenAsync(default)).Incident;
        Assert.Equal(("ann", "the disk was full", CauseCode.PodFailed), (kept.Notes[0].Who, kept.Notes[0].Text, kept.Notes[0].Cause));
        Assert.True(kept.AtRisk);
        Assert.Contains(await shop.Audit.ListAsync(10, default), a => a.Note is { Kind: "incident-noted", Who: "ann", Subject: "I-1" });
        Assert.Null(await Desk.NoteAsync("I-9", "nothing there", null, ann, default));
        await Assert.ThrowsAsync<FormatException>(() => Desk.NoteAsync("I-1", "x", null, ann, default));
        await Assert.ThrowsAsync<FormatException>(() => Desk.NoteAsync("I-1", "because", "aliens", ann, default));
        await Assert.ThrowsAsync<NotAllowedException>(() => Desk.NoteAsync("I-1", "let me", null, Caller.Person("bob", Role.Viewer, null), default));
    }

    [Fact]
    public async Task Steps_of_maintenances_acts_of_people_and_blocks_that_were_made_stand_on_the_line()
    {
        await shop.Database.Outcomes.SaveAsync("NetXdQprcVkpaWU", [new RightOutcome(Worlds.Baker, new Level(90), 0, new Cycle(1), RightFate.Made) { MadeBy = Worlds.Baker.Value, MadeRound = 0, At = Worlds.At(90) }], default);
        var m = await shop.RequestAsync();
        await shop.Audit.AppendAsync(shop.Clock.GetUtcNow(), new AuditNote("freeze-set", "ann", "F-1", "launch") { From = "10.0.0.1" }, default);
        book.Raise(AtRisk());
        await keeper.LookAsync(default);
        var line = (await Desk.FindAsync("I-1", default))!.Timeline;
        Assert.Contains(line.On(EvidenceLane.OwnActs), e => e.Source == $"journal of {m.Id}" && e.Code == "maintenance-requested");
        Assert.Equal("made block 90, round 0", Assert.Single(line.On(EvidenceLane.Rights)).Text);
        Assert.Contains(line.On(EvidenceLane.People), e => e.Code == "freeze-set" && e.Text.Contains("ann", StringComparison.Ordinal));
    }

    private void Start()
    {
        keeper?.Dispose();
        book = new AlertBook(shop.Clock, NullLogger<AlertBook>.Instance);
        keeper = new IncidentKeeper(shop.Board, book, shop.Database.Outcomes, Store, Reader, evidence, Leadership.Alone, shop.Clock, NullLogger<IncidentKeeper>.Instance);
        book.Changed += keeper.Hear;
    }

    private Alert AtRisk() => new() { Id = "at-risk/alpha", Kind = AlertKind.AtRisk, Severity = AlertSeverity.Critical, Title = "alpha is down", Since = shop.Clock.GetUtcNow(), Baker = Worlds.Baker };

    private Task LostAsync(int level) => shop.Database.Outcomes.SaveAsync("NetXdQprcVkpaWU", [new RightOutcome(Worlds.Baker, new Level(level), 0, new Cycle(1), RightFate.Missed) { MadeBy = "tz1other", MadeRound = 1, At = Worlds.At(level) }], default);
}
