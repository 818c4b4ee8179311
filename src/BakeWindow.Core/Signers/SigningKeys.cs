using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Signers;

/// <summary>The keys that a baker signs with, cycle by cycle.</summary>
/// <param name="Consensus">The hash of the key in force now.</param>
/// <param name="ConsensusComing">Keys that take its place, each from a cycle on, in order.</param>
/// <param name="Companion">The hash of the companion key beside a tz4 consensus key; null: none.</param>
/// <param name="CompanionComing">Keys that take its place.</param>
public sealed record SigningKeys(string Consensus, IReadOnlyList<KeyFrom> ConsensusComing, string? Companion, IReadOnlyList<KeyFrom> CompanionComing)
{
    /// <summary>One key for all cycles.</summary>
    public static SigningKeys Only(string hash) => new(hash, [], null, []);

    /// <summary>The keys that must be there to sign in a cycle.</summary>
    public IReadOnlyList<string> In(Cycle cycle)
    {
        var consensus = Of(Consensus, ConsensusComing, cycle)!;
        return Of(Companion, CompanionComing, cycle) is { } companion && consensus.StartsWith("tz4", StringComparison.Ordinal) ? [consensus, companion] : [consensus];
    }

    /// <summary>The keys of cycles after that one which are not needed in it.</summary>
    public IReadOnlyList<string> After(Cycle cycle) =>
        [.. ConsensusComing.Concat(CompanionComing).Where(k => k.From > cycle).SelectMany(k => In(k.From)).Distinct(StringComparer.Ordinal).Except(In(cycle), StringComparer.Ordinal).Take(4)];

    /// <summary>The cycle of a baker's next right: of the next level while it attests at all, else of its next right to bake; that of the next level where none is known.</summary>
    public static Cycle CycleOfNextRight(ChainView chain, RightsSheet? sheet)
    {
        var next = chain.Head.Level + 1;
        if (sheet is null)
        {
            return CycleAt(chain, null, next);
        }

        for (var level = next; level <= sheet.Last && level - next < chain.Constants.BlocksPerCycle; level = NextCycle(sheet, level))
        {
            if (sheet.Cycles.FirstOrDefault(c => c.Span.Contains(level)) is not { } rights)
            {
                break;
            }

            if (rights.Attesting(level, rights.Span.Last).Levels > 0 || (rights.Baking.Length > 0 && rights.Baking[^1].Level >= level))
            {
                return rights.Span.Cycle;
            }
        }

        return CycleAt(chain, sheet, next);
    }

    private static Level NextCycle(RightsSheet sheet, Level level) => (sheet.Cycles.FirstOrDefault(c => c.Span.Contains(level))?.Span.Last ?? sheet.Last) + 1;

    private static Cycle CycleAt(ChainView chain, RightsSheet? sheet, Level level) =>
        sheet?.Cycles.FirstOrDefault(c => c.Span.Contains(level))?.Span.Cycle ?? (chain.Head.Cycle.Contains(level) ? chain.Head.Cycle.Cycle : new Cycle(chain.Head.Cycle.Cycle.Value + 1));

    private static string? Of(string? now, IReadOnlyList<KeyFrom> coming, Cycle cycle) => coming.Where(k => k.From <= cycle).MaxBy(k => k.From)?.Hash ?? now;
}

/// <summary>A key that is in force from a cycle on.</summary>
public sealed record KeyFrom(Cycle From, string Hash);
