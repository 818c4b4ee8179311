using BakeWindow.Storage;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;
using Microsoft.EntityFrameworkCore;
using static BakeWindow.Tests.Storage.Stories;

namespace BakeWindow.Tests.Storage;

public sealed class RetentionTests(PostgresServer postgres)
{
    private const string Chain = "NetXdQprcVkpaWU";

    [Theory, EveryProvider]
    public async Task What_ended_long_ago_goes_with_its_journal_and_what_is_open_stays_however_old(Provider provider)
    {
        await using var db = await TestDatabase.OpenedAsync(provider, postgres);
        var kept = Start.AddDays(400);
        await AddAsync("M-1", ended: Start.AddDays(1));
        await AddAsync("M-2", ended: kept);
        await AddAsync("M-3", ended: null);
        await db.Audit.AppendAsync(kept.AddMilliseconds(-1), new AuditNote("maintenance-requested", "old", "M-1", ""), default);
        await db.Audit.AppendAsync(kept, new AuditNote("maintenance-requested", "new", "M-2", ""), default);
        foreach (var (chain, cycle) in new[] { (Chain, 9), (Chain, 10), ("NetXother", 1) })
        {
            await db.Rights.SaveAsync(chain, new(Baker, new(new Cycle(cycle), new Level(1), new Level(2)), [], new AttestationDuties.Estimated(1)), default);
        }

        var swept = await db.Retention.SweepAsync(kept, new Dictionary<string, Cycle> { [Chain] = new(10) }, kept, default);

        Assert.Equal(1 + 1 + 2, swept);
        Assert.Equal(["M-3", "M-2"], (await db.Journal.ListAsync(onlyOpen: false, 10, default)).Select(m => m.Id));
        Assert.Empty(await db.Journal.HistoryAsync("M-1", default));
        Assert.Equal(2, (await db.Journal.HistoryAsync("M-2", default)).Count);
        Assert.Equal("new", Assert.Single(await db.Audit.ListAsync(10, default)).Note.Who);
        Assert.Equal(10, Assert.Single(await db.Rights.LoadAsync(Chain, Baker, new Cycle(0), default)).Span.Cycle.Value);
        Assert.Single(await db.Rights.LoadAsync("NetXother", Baker, new Cycle(0), default));
        await using var context = db.Context();
        Assert.Equal(3, await context.Entries.CountAsync());

        async Task AddAsync(string id, DateTimeOffset? ended)
        {
            await db.Journal.AddAsync(Asked(id), "", Start, default);
            if (ended is { } at)
            {
                await db.Journal.AppendAsync(Asked(id), Cancelled(Asked(id)), null, "", at, default);
            }
        }
    }

    [Theory, EveryProvider]
    public async Task A_decision_that_was_only_asked_for_goes_after_two_weeks_and_one_that_an_act_went_by_after_a_quarter(Provider provider)
    {
        await using var db = await TestDatabase.OpenedAsync(provider, postgres);
        var now = Start.AddDays(100);
        await AddAsync("d-00000000000a", 15);
        await AddAsync("d-00000000000b", 13);
        await AddAsync("d-00000000000c", 89);
        await AddAsync("d-00000000000d", 91);
        foreach (var (id, age) in new[] { ("d-00000000000c", 89), ("d-00000000000d", 91) })
        {
            await db.Audit.AppendAsync(now.AddDays(-age), new AuditNote("grant-given", "kured", "node-1", $"until then: it fits (decision {id})"), default);
        }

        Assert.Equal(2, await db.Retention.SweepAsync(Start, new Dictionary<string, Cycle>(), now, default));
        Assert.Equal(["d-00000000000b", "d-00000000000c"], (await db.Decisions.ListAsync(null, null, null, 10, default)).Select(d => d.Id));

        Task AddAsync(string id, int age) => db.Decisions.AddAsync(new DecisionEntry(id, now.AddDays(-age), "kured", "node-1", "allowed", "safe-window", "It fits.") { LastAt = now.AddDays(-age) }, [1], default);
    }
}
