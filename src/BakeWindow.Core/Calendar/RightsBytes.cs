using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;
using static BakeWindow.Core.Calendar.VarintBytes;

namespace BakeWindow.Core.Calendar;

/// <summary>
/// Rights as the calendar fetches them: <c>BWR1</c>, the number of bakers, then for each its first level, the number of levels, the duties and the baking rights. All numbers are varints (seven
/// bits a byte, the lowest first). A baking right is the distance from the one before in levels, times four, plus the round; 3 says that the round less three follows. docs/calendar.md tells it byte by byte.
/// </summary>
public static class RightsBytes
{
    private const int RoundFollows = 3;

    private static ReadOnlySpan<byte> Magic => "BWR1"u8;

    /// <summary>Writes the rights of some bakers over the levels from one to another, both included; what a sheet does not know is left out of its span.</summary>
    public static byte[] Write(IReadOnlyList<RightsSheet> sheets, Level from, Level to)
    {
        var bytes = new List<byte>(1024);
        bytes.AddRange(Magic);
        Add(bytes, sheets.Count);
        foreach (var sheet in sheets)
        {
            var first = Level.Max(from, sheet.First);
            var last = Level.Min(to, sheet.Last);
            var length = Math.Max(0, last - first + 1);
            Add(bytes, first.Value);
            Add(bytes, length);
            AddDuties(bytes, sheet, first, length);
            AddBaking(bytes, sheet.Baking, first, length);
        }

        return [.. bytes];
    }

    /// <summary>Reads what <see cref="Write"/> wrote: for each baker the span, its baking rights and, where duties are known by level, the lengths of runs with and without one in turn.</summary>
    /// <exception cref="FormatException">The bytes are something else, or end too early.</exception>
    public static IReadOnlyList<(Level First, int Length, IReadOnlyList<int> Duties, IReadOnlyList<BakingRight> Baking)> Read(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.StartsWith(Magic))
        {
            throw new FormatException("these are no rights: they don't begin with BWR1");
        }

        bytes = bytes[Magic.Length..];
        var bakers = new List<(Level, int, IReadOnlyList<int>, IReadOnlyList<BakingRight>)>();
        for (var left = Take(ref bytes); left > 0; left--)
        {
            var first = new Level(Take(ref bytes));
            var length = Take(ref bytes);
            var duties = new List<int>();
            for (var runs = Take(ref bytes); runs > 0; runs--)
            {
                duties.Add(Take(ref bytes));
            }

            var baking = new List<BakingRight>();
            var level = first;
            for (var rights = Take(ref bytes); rights > 0; rights--)
            {
                var right = Take(ref bytes);
                level += right >> 2;
                var round = right & RoundFollows;
                baking.Add(new BakingRight(level, round == RoundFollows ? RoundFollows + Take(ref bytes) : round));
            }

            bakers.Add((first, length, duties, baking));
        }

        return bakers;
    }

    // No runs: a duty at every level. Else runs in turn, the first with a duty (it may be empty).
    private static void AddDuties(List<byte> bytes, RightsSheet sheet, Level first, int length)
    {
        var runs = new List<int>();
        var known = false;
        var (on, run) = (true, 0);
        foreach (var cycle in sheet.Cycles)
        {
            for (var level = Level.Max(first, cycle.Span.First); level <= cycle.Span.Last && level < first + length; level += 1)
            {
                var duty = cycle.Attestations is not AttestationDuties.Known { SlotsPerLevel: var slots } || slots[level - cycle.Span.First] != AttestationDuties.Known.None;
                known |= !duty;
                if (duty != on)
                {
                    runs.Add(run);
                    (on, run) = (duty, 0);
                }

                run++;
            }
        }

        runs.Add(run);
        Add(bytes, known ? runs.Count : 0);
        if (known)
        {
            runs.ForEach(r => Add(bytes, r));
        }
    }

    private static void AddBaking(List<byte> bytes, ReadOnlySpan<BakingRight> rights, Level first, int length)
    {
        var (from, end) = (0, rights.Length);
        while (from < end && rights[from].Level < first)
        {
            from++;
        }

        while (end > from && rights[end - 1].Level >= first + length)
        {
            end--;
        }

        Add(bytes, end - from);
        var before = first;
        foreach (var right in rights[from..end])
        {
            Add(bytes, ((right.Level - before) << 2) | Math.Min(right.Round, RoundFollows));
            if (right.Round >= RoundFollows)
            {
                Add(bytes, right.Round - RoundFollows);
            }

            before = right.Level;
        }
    }
}
