using BakeWindow.Core.Deciding;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Tests.Maintenance;
using BakeWindow.Tests.Web;
using BakeWindow.Web.Recording;
using BakeWindow.Web.Views;

namespace BakeWindow.Tests.Recording;

/// <summary>Answers are recorded when they change, counted when they don't, and can be decided again.</summary>
public sealed class DecisionsTests : IAsyncLifetime
{
    private Workshop shop = null!;

    public async ValueTask InitializeAsync() => shop = await Workshop.OpenAsync();

    public ValueTask DisposeAsync() => shop.DisposeAsync();

    [Fact]
    public async Task The_same_answer_is_counted_and_another_is_a_new_decision()
    {
        Note("kured", 100);
        Note("kured", 101);
        Note("kured", 102);
        await shop.Decisions.FlushAsync();
        Note("kured", 997);
        await shop.Decisions.FlushAsync();

        var rows = await shop.DecisionLog.ListAsync("node-1", null, null, 10, default);
        Assert.Equal(["held", "allowed"], rows.Select(r => r.Outcome));
        Assert.Equal([0, 2], rows.Select(r => r.Repeats));
        Assert.Equal(Worlds.At(102), rows[1].LastAt);
    }

    [Fact]
    public async Task Each_client_and_node_has_answers_of_its_own()
    {
        Note("kured", 100);
        Note("gke", 100);
        Note("kured", 100, "node-2");
        await shop.Decisions.FlushAsync();

        Assert.Equal(3, (await shop.DecisionLog.ListAsync(null, null, null, 10, default)).Count);
        Assert.Equal("gke", Assert.Single(await shop.DecisionLog.ListAsync(null, "gke", null, 10, default)).Client);
    }

    [Fact]
    public async Task What_was_kept_for_an_act_is_there_at_once_and_decides_again_to_the_same()
    {
        var request = new GateRequest { Node = "node-1", Client = "ak", Maintenance = "M-1" };
        var verdict = Gatekeeper.Decide(shop.Board.Now, request, shop.Clock.GetUtcNow());

        var id = await shop.Decisions.KeepAsync(shop.Board.Now, request, verdict, shop.Clock.GetUtcNow());
        var again = await shop.Decisions.KeepAsync(shop.Board.Now, request, verdict, shop.Clock.GetUtcNow());
        var found = await shop.DecisionLog.FindAsync(id, default);

        Assert.Equal(id, again);
        Assert.True(DecisionRecord.Read(found!.Value.Json).Holds());
        Assert.Equal(1, found.Value.Entry.Repeats);
        Assert.Null(await shop.DecisionLog.FindAsync("d-000000000000", default));
        var view = DecisionView.From(found.Value.Entry, DecisionRecord.Read(found.Value.Json), PackedDecision.Version);
        Assert.Equal(DecisionView.Replay.Same, view.Again);
        Assert.Contains(view.Arithmetic, l => l.What == "now + need ≤ earliest(e)" && l.Value.EndsWith("it fits", StringComparison.Ordinal));
        Assert.Contains(view.Inputs, i => i.What == Worlds.Baker.Value);
    }

    [Fact]
    public async Task A_page_says_that_another_answer_is_a_bug_unless_the_version_or_a_lock_explains_it()
    {
        var request = new GateRequest { Node = "node-1", Client = "ak" };
        var verdict = Gatekeeper.Decide(shop.Board.Now, request, shop.Clock.GetUtcNow());
        var id = await shop.Decisions.KeepAsync(shop.Board.Now, request, verdict, shop.Clock.GetUtcNow());
        var (entry, json) = (await shop.DecisionLog.FindAsync(id, default))!.Value;
        var record = DecisionRecord.Read(json);
        var wrong = record with { Verdict = record.Verdict with { Message = "Because." } };

        Assert.Equal(DecisionView.Replay.Bug, DecisionView.From(entry, wrong, record.Version).Again);
        Assert.Contains("report", DecisionView.From(entry, wrong, record.Version).AgainWords, StringComparison.Ordinal);
        Assert.Equal(DecisionView.Replay.OtherVersion, DecisionView.From(entry, wrong, "9.9.9").Again);
        Assert.Equal(DecisionView.Replay.Besides, DecisionView.From(entry, wrong with { Besides = "kured holds the lock" }, record.Version).Again);
    }

    [Fact]
    public async Task Who_was_held_back_is_told_once_with_the_right_and_what_was_at_stake()
    {
        Note("gke", 100);
        Note("kured", 997);
        Note("kured", 998);
        await shop.Decisions.FlushAsync();

        var line = Assert.Single(await shop.DecisionLog.HeldSinceAsync(Worlds.At(900), default));
        Assert.Equal(("kured", "node-1", 1_000, 1, 2), (line.Client, line.Node, line.Level, line.BlocksAtStake, line.Times));
        Assert.Contains("bakes level 1000, round 0", line.Right, StringComparison.Ordinal);
        Assert.Empty(await shop.DecisionLog.HeldSinceAsync(Worlds.At(999), default));
    }

    [Fact]
    public async Task Whoever_makes_up_names_fills_neither_memory_nor_database()
    {
        for (var i = 0; i < 1_000; i++)
        {
            Note($"client-{i}", 100);
        }

        await shop.Decisions.FlushAsync();

        Assert.InRange((await shop.DecisionLog.ListAsync(null, null, null, 2_000, default)).Count, 1, 300);
    }

    [Fact]
    public async Task A_database_that_fails_keeps_no_answer_back()
    {
        await shop.SqlAsync("DROP TABLE decisions");
        var request = new GateRequest { Node = "node-1", Client = "ak" };

        Assert.Equal("", await shop.Decisions.KeepAsync(shop.Board.Now, request, Gatekeeper.Decide(shop.Board.Now, request, shop.Clock.GetUtcNow()), shop.Clock.GetUtcNow()));
        Note("kured", 100);
        await shop.Decisions.FlushAsync();
    }

    private void Note(string client, int level, string node = "node-1")
    {
        shop.Reach(level);
        shop.Decisions.Note(shop.Board.Now, Gatekeeper.Decide(shop.Board.Now, new GateRequest { Node = node, Client = client }, shop.Clock.GetUtcNow()));
    }
}
