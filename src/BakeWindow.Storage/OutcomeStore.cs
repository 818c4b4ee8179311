using BakeWindow.Core.Chain;
using BakeWindow.Core.Ledger;
using BakeWindow.Core.Rights;
using Microsoft.EntityFrameworkCore;

namespace BakeWindow.Storage;

/// <summary>What became of own rights. A right without a row is one of which nobody knows what became.</summary>
public sealed class OutcomeStore(IDbContextFactory<BakeWindowDb> databases)
{
    /// <summary>Keeps them; what was kept of the same right before is replaced.</summary>
    public async Task SaveAsync(string chainId, IReadOnlyList<RightOutcome> outcomes, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        foreach (var o in outcomes)
        {
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO outcomes (chain_id, baker, level, round, cycle, result, made_by, made_round, at)
                VALUES ({StorableText.Clean(chainId)}, {o.Baker.Value}, {o.Level.Value}, {o.Round}, {o.Cycle.Value}, {Word(o.Fate)}, {StorableText.Clean(o.MadeBy)}, {o.MadeRound ?? -1}, {(o.At ?? DateTimeOffset.UnixEpoch).ToUnixTimeMilliseconds()})
                ON CONFLICT (chain_id, baker, level, round)
                DO UPDATE SET result = excluded.result, made_by = excluded.made_by, made_round = excluded.made_round, at = excluded.at
                """, ct);
        }

        await transaction.CommitAsync(ct);
    }

    /// <summary>Those of a span of cycles, both included, in order of level; all bakers.</summary>
    public Task<IReadOnlyList<RightOutcome>> OfCyclesAsync(string chainId, Cycle first, Cycle last, CancellationToken ct) =>
        ReadAsync(rows => rows.Where(o => o.ChainId == chainId && o.Cycle >= first.Value && o.Cycle <= last.Value), ct);

    /// <summary>Those whose block stood in a span of time, the end excluded, on whichever chain this installation watched; all bakers.</summary>
    public Task<IReadOnlyList<RightOutcome>> BetweenAsync(DateTimeOffset from, DateTimeOffset until, CancellationToken ct) =>
        ReadAsync(rows => rows.Where(o => o.At >= from && o.At < until), ct);

    /// <summary>The newest of those from one level to another, both included, in order of level; all bakers.</summary>
    public Task<IReadOnlyList<RightOutcome>> OfLevelsAsync(string chainId, Level first, Level last, int most, CancellationToken ct) =>
        ReadAsync(rows => rows.Where(o => o.ChainId == chainId && o.Level >= first.Value && o.Level <= last.Value).OrderByDescending(o => o.Level).Take(most), ct);

    /// <summary>Those that were missed, newest first; all bakers.</summary>
    /// <param name="chainId">On which chain.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="ct">Ends it.</param>
    public async Task<IReadOnlyList<RightOutcome>> MissedAsync(string chainId, int most, CancellationToken ct)
    {
        var word = Word(RightFate.Missed);
        var missed = await ReadAsync(rows => rows.Where(o => o.ChainId == chainId && o.Result == word).OrderByDescending(o => o.Level).ThenBy(o => o.Baker).Take(most), ct);
        return [.. missed.Reverse()];
    }

    /// <summary>Those of a few levels.</summary>
    public Task<IReadOnlyList<RightOutcome>> AtAsync(IReadOnlyList<Level> levels, CancellationToken ct)
    {
        var values = levels.Select(l => l.Value).ToList();
        return ReadAsync(rows => rows.Where(o => values.Contains(o.Level)), ct);
    }

    private async Task<IReadOnlyList<RightOutcome>> ReadAsync(Func<IQueryable<OutcomeRow>, IQueryable<OutcomeRow>> which, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = await which(db.Outcomes.AsNoTracking()).OrderBy(o => o.Level).ThenBy(o => o.Round).ToListAsync(ct);
        return [.. rows.Select(Outcome).OfType<RightOutcome>()];
    }

    // A row that can't be read is one that nobody knows.
    private static RightOutcome? Outcome(OutcomeRow row) => BakerAddress.TryParse(row.Baker, out var baker, out _)
        ? new RightOutcome(baker, new(row.Level), row.Round, new(row.Cycle), Fate(row.Result)) { MadeBy = row.MadeBy, MadeRound = row.MadeRound < 0 ? null : row.MadeRound, At = row.At == DateTimeOffset.UnixEpoch ? null : row.At }
        : null;

    private static string Word(RightFate fate) => fate switch
    {
        RightFate.Made => "made",
        RightFate.Missed => "missed",
        RightFate.Stolen => "stolen",
        RightFate.Spared => "spared",
        _ => "unknown",
    };

    private static RightFate Fate(string word) => word switch
    {
        "made" => RightFate.Made,
        "missed" => RightFate.Missed,
        "stolen" => RightFate.Stolen,
        "spared" => RightFate.Spared,
        _ => RightFate.Unknown,
    };
}
