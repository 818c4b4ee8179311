using BakeWindow.Core.Calendar;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rights;
using BakeWindow.Web.Views.Calendar;

namespace BakeWindow.Benchmarks.Calendar;

/// <summary>Forty bakers over four cycles with some 66,000 rights of rounds 0 to 2, as the calendar is told of them.</summary>
internal sealed class CalendarScene
{
    private const int Head = 15_182_188;
    private const int Bakers = 40;
    private const int Cycles = 4;
    private const int PerCycle = 14_400;
    private const int First = 15_168_001;

    private CalendarScene(IReadOnlyList<RightsSheet> sheets, ChainView chain) => (Sheets, Chain) = (sheets, chain);

    /// <summary>Their rights.</summary>
    public IReadOnlyList<RightsSheet> Sheets { get; }

    /// <summary>The chain.</summary>
    public ChainView Chain { get; }

    /// <summary>Levels that are known.</summary>
    public static (Level From, Level To) Span => (new Level(First), new Level(First + (Cycles * PerCycle) - 1));

    /// <summary>Baking rights in all.</summary>
    public int Marks => Sheets.Sum(s => s.Baking.Length);

    /// <summary>Makes it; the same seed gives the same rights.</summary>
    public static CalendarScene Of(BakerAddress someone, int seed)
    {
        var random = new Random(seed);
        var sheets = new List<RightsSheet>();
        for (var b = 0; b < Bakers; b++)
        {
            var cycles = Enumerable.Range(0, Cycles).Select(c =>
            {
                var span = new CycleSpan(new Cycle(1369 + c), new Level(First + (c * PerCycle)), new Level(First + ((c + 1) * PerCycle) - 1));
                // Just under one level in a hundred for each of three rounds.
                var rights = Enumerable.Range(0, 138 * 3).Select(i => new BakingRight(span.First + random.Next(PerCycle), i % 3));
                return new CycleRights(someone, span, rights, new AttestationDuties.Estimated(67));
            });
            sheets.Add(RightsSheet.From([.. cycles], 0.0096));
        }

        return new CalendarScene(sheets, new ChainView
        {
            Head = new Head
            {
                Level = new Level(Head), Hash = "BL", Predecessor = "BL", Timestamp = new DateTimeOffset(2026, 11, 25, 14, 6, 12, TimeSpan.Zero), Round = 0, ChainId = "NetXdQprcVkpaWU",
                Protocol = "PsUshuai", NextProtocol = "PsUshuai", Cycle = sheets[0].Cycles[0].Span,
            },
            Constants = new ProtocolConstants
            {
                Protocol = "PsUshuai", Era = ConsensusEra.Tenderbake, MinimalBlockDelay = TimeSpan.FromSeconds(6), DelayIncrement = TimeSpan.FromSeconds(3), BlocksPerCycle = PerCycle,
                ConsensusRightsDelay = 2, CommitteeSize = 7_000, BlocksPerCommitment = 112, NonceRevelationThreshold = 400,
            },
            Drift = TimeSpan.FromSeconds(0.09),
        });
    }

    /// <summary>What the drawing is told: the merged row and one for each baker.</summary>
    public object Wire(string rightsUrl)
    {
        var (from, to) = Span;
        var rows = Sheets.Select((s, i) => Row($"baker-{i + 1}", [i], [s])).Prepend(Row(CalendarRow.All, [.. Enumerable.Range(0, Bakers)], Sheets));
        return new
        {
            head = new { level = Head, at = Chain.Head.Timestamp.ToUnixTimeMilliseconds(), cycle = 1369, cycleFirst = First, cycleLength = PerCycle, next = 6000, b = 6000, d = 3000, drift = 90.0, steps = Array.Empty<int>(), priority = false },
            first = from.Value, end = to.Value + 1_400, known = to.Value, edge = "rights known to the end of C1372", need = 120, needText = new[] { "12 min", "PT12M" }, zone = new[] { "Europe/Paris", "Paris" },
            now = Chain.Head.Timestamp.ToUnixTimeMilliseconds(), rules = new[] { 10, 2, 0, 0.01 }, rows, bakers = Enumerable.Range(1, Bakers).Select(i => new { name = $"baker-{i}", perLevel = 0.0002 }),
            files = new[] { rightsUrl }, bands = Array.Empty<object>(), activations = Array.Empty<int>(), work = Array.Empty<object>(), past = Array.Empty<int>(), times = Array.Empty<long>(), request = "/maintenance/new?start=L",
        };
    }

    private object Row(string id, int[] bakers, IReadOnlyList<RightsSheet> sheets)
    {
        var plan = WindowPlanner.Plan(Chain, [.. sheets.Select(s => new BakerRights(s))], OutageEstimate.Stated(TimeSpan.FromMinutes(12)), new Policy());
        var (spans, notes) = LaneSpans.Of(plan, [], b => b.Value);
        return new { id, name = id, bakers, spans = RowWire.Packed(spans), notes, budget = "" };
    }
}
