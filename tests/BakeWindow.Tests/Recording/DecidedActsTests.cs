using BakeWindow.Core.Maintenance;
using BakeWindow.Storage;
using BakeWindow.Tests.Web;
using BakeWindow.Web.Access;
using BakeWindow.Web.Maintaining;
using BakeWindow.Web.Recording;

namespace BakeWindow.Tests.Recording;

/// <summary>What a maintenance was taken in, approved and begun by can be decided again from what was recorded with it.</summary>
public sealed class DecidedActsTests
{
    [Fact]
    public async Task Request_yes_and_ticket_name_the_decision_they_went_by()
    {
        await using var shop = await Workshop.OpenAsync();
        var m = await shop.Desk.RequestAsync(new RequestForm.Valid(new MaintenanceAction.RebootNode("node-1"), TimeSpan.FromMinutes(45), null, null, Urgency.Normal, "kernel"), Caller.Inside("ak"), default);
        Assert.IsType<Phase.AwaitingApproval>(m.Phase);
        await shop.Desk.ApproveAsync(m.Id, Caller.Inside("bo"), new ApprovalTerms(), default);
        Assert.IsType<Phase.Completed>((await shop.FinishAsync(m.Id, 101)).Phase);

        var history = await shop.Journal.HistoryAsync(m.Id, default);
        var (asked, approved) = (DecisionName.OfRequest(history), DecisionName.OfApproval(history));
        var ticket = DecisionName.In(history.First(h => h.Phase == "Cordoning").Note);
        foreach (var named in new[] { asked, approved, ticket })
        {
            Assert.NotNull(named);
            var found = await shop.DecisionLog.FindAsync(named, default);
            Assert.Equal("node-1", found!.Value.Entry.Node);
            Assert.True(Core.Deciding.DecisionRecord.Read(found.Value.Json).Holds());
        }

        var notes = (await shop.Audit.ListAsync(10, default)).ToDictionary(a => a.Note.Kind, a => a.Note.Detail);
        Assert.EndsWith($"kernel (decision {asked})", notes["maintenance-requested"], StringComparison.Ordinal);
        Assert.EndsWith($"(decision {approved})", notes["maintenance-approved"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("requested by ak: kernel (decision d-0123456789ab)", "d-0123456789ab")]
    [InlineData("requested by ak: see (decision d-0123456789ab) of yesterday", null)]
    [InlineData("requested by ak: (decision by phone)", null)]
    [InlineData("", null)]
    public void Only_a_decision_at_the_end_of_a_line_is_one(string line, string? id) => Assert.Equal(id, DecisionName.In(line));
}
