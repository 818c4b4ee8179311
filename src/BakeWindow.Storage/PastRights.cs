using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;
using Microsoft.EntityFrameworkCore;

namespace BakeWindow.Storage;

/// <summary>What became of a right.</summary>
/// <param name="Baker">Whose.</param>
/// <param name="Level">Where.</param>
/// <param name="Round">Which round it owned.</param>
/// <param name="Result"><c>made</c>, <c>missed</c> or <c>stolen</c>.</param>
public sealed record PastRight(BakerAddress Baker, Level Level, int Round, string Result);

/// <summary>Reads what became of rights; what is not in it is not known, which is not the same as made.</summary>
public sealed class PastRights(IDbContextFactory<BakeWindowDb> databases)
{
    /// <summary>Outcomes over the levels from one to another, both included, newest first.</summary>
    public async Task<IReadOnlyList<PastRight>> ReadAsync(string chainId, Level from, Level to, int most, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var (first, last) = (from.Value, to.Value);
        var rows = await db.Outcomes.AsNoTracking().Where(o => o.ChainId == chainId && o.Level >= first && o.Level <= last).OrderByDescending(o => o.Level).Take(most).ToListAsync(ct);
        return [.. rows.Select(r => BakerAddress.TryParse(r.Baker, out var baker, out _) ? new PastRight(baker, new Level(r.Level), r.Round, r.Result) : null).OfType<PastRight>()];
    }
}
