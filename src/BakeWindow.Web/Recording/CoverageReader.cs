using BakeWindow.Core.Chain;
using BakeWindow.Core.Ledger;
using BakeWindow.Core.Rights;
using BakeWindow.Storage;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Observing;

namespace BakeWindow.Web.Recording;

/// <summary>Reads of which due own rights it is known what became of them, cycle by cycle.</summary>
public sealed class CoverageReader(WorldBoard board, Settings settings, RightsStore rights, OutcomeStore outcomes)
{
    // Rights of cycles before these are swept, and without them nobody knows what was due.
    private const int CyclesBack = 30;

    /// <summary>Every declared baker's cycles, from the first of which anything is kept to the present one; a cycle between of which nothing is kept is there with its rights unknown.</summary>
    /// <param name="chain">The chain as it stands.</param>
    /// <param name="ct">Ends it.</param>
    public async Task<IReadOnlyList<CycleCoverage>> ReadAsync(ChainView chain, CancellationToken ct)
    {
        var (chainId, present) = (chain.Head.ChainId, chain.Head.Cycle);
        var settled = chain.Head.Level - settings.Policy.SettleLevels;
        var known = await outcomes.OfCyclesAsync(chainId, present.Cycle - CyclesBack, present.Cycle, ct);
        var all = new List<CycleCoverage>();
        foreach (var baker in settings.Bakers.Select(b => b.Address))
        {
            var sheets = (await rights.LoadAsync(chainId, baker, present.Cycle - CyclesBack, ct)).ToDictionary(c => c.Span.Cycle);
            foreach (var sheet in board.Now.Bakers.FirstOrDefault(b => b.Baker == baker)?.Rights?.Sheet.Cycles ?? [])
            {
                sheets[sheet.Span.Cycle] = sheet;
            }

            var first = known.Where(o => o.Baker == baker).Select(o => o.Cycle).Concat(sheets.Keys).Append(present.Cycle).Min();
            for (var cycle = first; cycle <= present.Cycle; cycle += 1)
            {
                var sheet = sheets.GetValueOrDefault(cycle);
                // Of the present cycle it is known where it begins: a sheet that begins later is a part of it only.
                var whole = cycle != present.Cycle || sheet?.Span.First <= present.First ? sheet : null;
                all.Add(CycleCoverage.Of(baker, cycle, settled, whole, known, settings.Policy.HardRounds));
            }
        }

        return all;
    }
}
