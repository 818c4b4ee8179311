using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;
using Microsoft.EntityFrameworkCore;

namespace BakeWindow.Storage;

/// <summary>Reads, from what became of own rights, those that were lost, and how far anybody has looked: a list of losses says nothing where nobody looked.</summary>
public sealed class MissedRights(IDbContextFactory<BakeWindowDb> databases)
{
    /// <summary>Own rights whose turn came and whose block a later owner made, newest first.</summary>
    /// <param name="chainId">On which chain.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="ct">Ends it.</param>
    public async Task<IReadOnlyList<MissedRight>> ListAsync(string chainId, int most, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = await db.Outcomes.Where(o => o.ChainId == chainId && o.Result == "missed").OrderByDescending(o => o.Level).ThenBy(o => o.Baker).Take(most).ToListAsync(ct);
        return [.. rows.Select(o => new MissedRight(BakerAddress.Parse(o.Baker), new Level(o.Level), o.Round, new Cycle(o.Cycle), o.MadeBy, o.MadeRound, o.At))];
    }

    /// <summary>Up to where each cycle was looked at, in order of baker and cycle.</summary>
    public async Task<IReadOnlyList<CycleCoverage>> CoverageAsync(string chainId, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = await db.Cycles.Where(c => c.ChainId == chainId).OrderBy(c => c.Baker).ThenBy(c => c.Cycle).Select(c => new { c.Baker, c.Cycle, c.FirstLevel, c.LastLevel, c.SeenLevel }).ToListAsync(ct);
        var counts = await db.Outcomes.Where(o => o.ChainId == chainId).GroupBy(o => new { o.Baker, o.Cycle }).Select(g => new { g.Key.Baker, g.Key.Cycle, Count = g.Count() }).ToListAsync(ct);
        return [.. rows.Select(c => new CycleCoverage(BakerAddress.Parse(c.Baker), new CycleSpan(new Cycle(c.Cycle), new Level(c.FirstLevel), new Level(c.LastLevel)), new Level(c.SeenLevel),
            counts.Find(n => n.Baker == c.Baker && n.Cycle == c.Cycle)?.Count ?? 0))];
    }
}

/// <summary>An own right that was not made.</summary>
/// <param name="Baker">Whose.</param>
/// <param name="Level">Where.</param>
/// <param name="Round">The round of the right.</param>
/// <param name="Cycle">Its cycle.</param>
/// <param name="MadeBy">Who made the block instead; empty when it is not known.</param>
/// <param name="MadeRound">At which round.</param>
/// <param name="At">When that block came.</param>
public sealed record MissedRight(BakerAddress Baker, Level Level, int Round, Cycle Cycle, string MadeBy, int MadeRound, DateTimeOffset At);

/// <summary>How far one baker's cycle was looked at.</summary>
/// <param name="Baker">Whose.</param>
/// <param name="Span">The cycle.</param>
/// <param name="Seen">The last level of it that was looked at.</param>
/// <param name="Outcomes">How many own rights of it have an outcome.</param>
public sealed record CycleCoverage(BakerAddress Baker, CycleSpan Span, Level Seen, int Outcomes);
