using BakeWindow.Core.Ledger;
using BakeWindow.Core.Calendar;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;
using BakeWindow.Core.Time;
using BakeWindow.Storage;

namespace BakeWindow.Web.Views.Calendar;

/// <summary>What the browser's drawing is told with each head. Small: rights come over HTTP, and rows only when they changed.</summary>
public sealed record CalendarWire
{
    /// <summary>The head and what times are reckoned from, milliseconds.</summary>
    public required HeadWire Head { get; init; }

    /// <summary>The first level of which anything is known.</summary>
    public required int First { get; init; }

    /// <summary>The level at which a drawing ends at the latest.</summary>
    public required int End { get; init; }

    /// <summary>The last level whose rights are known.</summary>
    public required int Known { get; init; }

    /// <summary>What the torn edge says.</summary>
    public required string Edge { get; init; }

    /// <summary>The need in levels.</summary>
    public required int Need { get; init; }

    /// <summary>The need in words, and as ISO 8601.</summary>
    public required string[] NeedText { get; init; }

    /// <summary>IANA zone and city of the viewer; null: UTC only.</summary>
    public required string[]? Zone { get; init; }

    /// <summary>Now, milliseconds; dates are left out of times of this day.</summary>
    public required long Now { get; init; }

    /// <summary>Levels before a hard right that it closes, and after; the highest hard round; the chance that a round's owner misses.</summary>
    public required double[] Rules { get; init; }

    /// <summary>Rows.</summary>
    public required IReadOnlyList<RowWire> Rows { get; init; }

    /// <summary>Names of bakers, and the share of the cycle's budget that a level away costs, in the order of the rights.</summary>
    public required IReadOnlyList<BakerWire> Bakers { get; init; }

    /// <summary>Where rights are fetched.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>Freezes, hours, nonces, activations.</summary>
    public required IReadOnlyList<CalendarBand> Bands { get; init; }

    /// <summary>First levels of protocols that are near.</summary>
    public required IReadOnlyList<int> Activations { get; init; }

    /// <summary>Maintenances.</summary>
    public required IReadOnlyList<CalendarWork> Work { get; init; }

    /// <summary>What became of rights: baker, level, round, 1 made, 2 missed, 3 stolen, in turn; null: as before.</summary>
    public IReadOnlyList<int>? Past { get; init; }

    /// <summary>Known block times: level, milliseconds, in turn; null: as before.</summary>
    public IReadOnlyList<long>? Times { get; init; }

    /// <summary>How the request form is reached, without the level.</summary>
    public required string Request { get; init; }

    /// <summary>Puts it together.</summary>
    public static CalendarWire From(CalendarView view, IReadOnlyList<RightsFile> files, IReadOnlyList<string> fresh, Viewer viewer, IReadOnlyList<RightOutcome>? past, IReadOnlyList<long>? times)
    {
        var (chain, head) = (view.Range.Chain, view.Range.Chain.Head);
        var policy = view.First.Plan?.Policy;
        IReadOnlyList<BakerAddress> bakers = view.First.Bakers;
        return new CalendarWire
        {
            Head = new HeadWire(head.Level.Value, head.Timestamp.ToUnixTimeMilliseconds(), head.Cycle.Cycle.Value, head.Cycle.First.Value, chain.Constants.BlocksPerCycle)
            {
                Next = Milliseconds(chain.Constants.RoundDuration(head.Round)),
                B = Milliseconds(chain.Constants.MinimalBlockDelay),
                D = Milliseconds(chain.Constants.DelayIncrement),
                Drift = chain.Drift.TotalMilliseconds,
                Steps = [.. chain.Activations.Where(a => a.FormerBlockDelay is not null).SelectMany(a => new[] { a.First.Value, Milliseconds(a.FormerBlockDelay!.Value) })],
                Priority = chain.Constants.Era is ConsensusEra.Priority,
            },
            First = view.Range.First,
            End = view.Range.End,
            Known = view.First.Plan?.LastKnown.Value ?? view.Range.LastKnown,
            Edge = EdgeOf(view),
            Need = view.NeedLevels,
            NeedText = [DurationText.Human(view.Outage.Need), DurationText.Iso(view.Outage.Need)],
            Zone = viewer.HasOwnZone ? [viewer.Zone.Id, viewer.City] : null,
            Now = view.Now.ToUnixTimeMilliseconds(),
            Rules = [policy is null ? 10 : new LevelClock(chain).LevelsIn(policy.WarmUp), policy?.SettleLevels ?? 2, policy?.HardRounds ?? 0, policy?.MissedRoundProbability ?? 0],
            Rows = [.. view.Rows.Select(r => RowWire.Of(r, fresh.Contains(r.Id), bakers))],
            Bakers = [.. bakers.Select(b => new BakerWire(Name(view, b), PerLevel(view, b)))],
            Files = [.. files.Select(f => f.Url)],
            Bands = view.Bands,
            Activations = [.. chain.Activations.Select(a => a.First.Value)],
            Work = view.Work,
            Past = past is null ? null : [.. past.Where(p => bakers.Contains(p.Baker)).SelectMany(p => new[] { IndexOf(bakers, p.Baker), p.Level.Value, p.Round, p.Fate switch { RightFate.Made => 1, RightFate.Missed => 2, RightFate.Stolen => 3, _ => 0 } })],
            Times = times,
            Request = $"/maintenance/new?{(view.Query.Node is { } node ? $"n={Uri.EscapeDataString(node)}&" : "")}start=L",
        };
    }

    /// <summary>What the end of knowledge is, and what would move it.</summary>
    public static string EdgeOf(CalendarView view)
    {
        if (view.First.Plan is not { } plan)
        {
            return "";
        }

        var chain = view.Range.Chain;
        var (known, next) = (plan.LastKnownCycle, plan.LastKnownCycle + 1);
        var drawn = chain.Head.Cycle.Cycle + Math.Max(1, next.Value - chain.Head.Cycle.Cycle.Value - chain.Constants.ConsensusRightsDelay);
        return $"rights known to the end of C{known}; more when C{drawn} starts";
    }

    private static string Name(CalendarView view, BakerAddress baker) => view.Rows.FirstOrDefault(r => r.Bakers is [var only] && only == baker)?.Name ?? baker.Value;

    // What being away for a level costs of the cycle's budget; from the price that the planner gave a window, for that is linear in levels where duties are estimated.
    private static double PerLevel(CalendarView view, BakerAddress baker) =>
        (view.Rows.FirstOrDefault(r => r.Bakers is [var only] && only == baker) ?? view.First).Plan?.AllWindows.FirstOrDefault(w => w.Cost.AttestationLevels > 0)?.Cost is { } cost
            ? cost.BudgetShare / cost.AttestationLevels : 0;

    private static int IndexOf(IReadOnlyList<BakerAddress> bakers, BakerAddress baker)
    {
        for (var i = 0; i < bakers.Count; i++)
        {
            if (bakers[i] == baker)
            {
                return i;
            }
        }

        return -1;
    }

    private static int Milliseconds(TimeSpan time) => (int)time.TotalMilliseconds;
}

/// <summary>A head, and what levels and times are reckoned from.</summary>
public sealed record HeadWire(int Level, long At, int Cycle, int CycleFirst, int CycleLength)
{
    /// <summary>Milliseconds until the next block at the earliest.</summary>
    public required int Next { get; init; }

    /// <summary>b.</summary>
    public required int B { get; init; }

    /// <summary>d.</summary>
    public required int D { get; init; }

    /// <summary>ε.</summary>
    public required double Drift { get; init; }

    /// <summary>Activations behind the head: first level, the b before it, in turn.</summary>
    public required IReadOnlyList<int> Steps { get; init; }

    /// <summary>True in the priority era.</summary>
    public required bool Priority { get; init; }
}

/// <summary>A baker of the drawing.</summary>
public sealed record BakerWire(string Name, double PerLevel);

/// <summary>A row of the drawing.</summary>
/// <param name="Id">Which.</param>
/// <param name="Name">As it is read.</param>
/// <param name="Bakers">Indices into the bakers.</param>
/// <param name="Spans">The answer, packed; null: as before.</param>
/// <param name="Notes">To which spans point.</param>
/// <param name="Budget">The budget in words.</param>
public sealed record RowWire(string Id, string Name, IReadOnlyList<int> Bakers, string? Spans, IReadOnlyList<string> Notes, string Budget)
{
    /// <summary>A row, with its answer or without.</summary>
    public static RowWire Of(CalendarRow row, bool fresh, IReadOnlyList<BakerAddress> bakers) =>
        new(row.Id, row.Name, [.. Enumerable.Range(0, bakers.Count).Where(i => row.Bakers.Contains(bakers[i]))], fresh ? Packed(row.Spans) : null, row.Notes, row.Budget);

    /// <summary>Spans as base64 of varints: the distance of the first level from that of the span before, the length (0: for ever), kind + 8 · (note + 1).</summary>
    public static string Packed(IReadOnlyList<LaneSpan> spans)
    {
        var bytes = new List<byte>(spans.Count * 4);
        var before = 0;
        foreach (var span in spans)
        {
            VarintBytes.Add(bytes, span.From - before);
            VarintBytes.Add(bytes, span.To == int.MaxValue ? 0 : span.To - span.From);
            VarintBytes.Add(bytes, (int)span.Kind | ((span.Note + 1) << 3));
            before = span.From;
        }

        return Convert.ToBase64String([.. bytes]);
    }

    /// <summary>True when the answer is what was sent before, less what the chain has passed: then it need not be sent again.</summary>
    public static bool Same(IReadOnlyList<LaneSpan> sent, IReadOnlyList<LaneSpan> now, int head) => Ahead(sent, head).SequenceEqual(Ahead(now, head));

    // The open span in which the head stands begins later with each head; the browser cuts it off by itself.
    private static IEnumerable<LaneSpan> Ahead(IEnumerable<LaneSpan> spans, int head) => spans.Where(s => s.To > head && !(s.IsOpen && s.From <= head));
}
