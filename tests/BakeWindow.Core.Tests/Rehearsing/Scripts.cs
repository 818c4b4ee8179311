using BakeWindow.Core.Chain;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rehearsing;
using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Tests.Rehearsing;

/// <summary>Rehearsals over a made-up history: cycles of mainnet's length, rights drawn by share, the head in the middle of cycle 20.</summary>
internal static class Scripts
{
    public const int Length = 14_400;

    public static readonly ProtocolConstants Constants = Sample.Tenderbake with { BlocksPerCycle = Length };

    public static readonly ChainView Chain = new()
    {
        Head = Sample.Head((20 * Length) + 7_000, cycle: Span(20)),
        Constants = Constants,
        Drift = TimeSpan.FromMilliseconds(90),
    };

    public static readonly IReadOnlyList<RehearsedNode> Nodes =
    [
        new("node-1", FailureDomains.Whole, [Sample.Baker]),
        new("node-2", FailureDomains.Whole, [Sample.Other]),
        new("node-3", FailureDomains.Whole, []),
    ];

    public static CycleSpan Span(int cycle) => new(new Cycle(cycle), new Level((cycle * Length) + 1), new Level((cycle + 1) * Length));

    /// <summary>A baker whose rights of these cycles were drawn with its share.</summary>
    public static RehearsedBaker Baker(BakerAddress address, double share, int first, int last, int seed = 1)
    {
        var random = new Random(seed);
        return new(address, [.. Enumerable.Range(first, last - first + 1).Select(cycle =>
        {
            var rights = new List<BakingRight>();
            for (var level = Span(cycle).First; level <= Span(cycle).Last; level += 1)
            {
                for (var round = 0; round <= 2; round++)
                {
                    if (random.NextDouble() < share)
                    {
                        rights.Add(new BakingRight(level, round));
                    }
                }
            }

            return new CycleRights(address, Span(cycle), rights, new AttestationDuties.Estimated(share * Constants.CommitteeSize));
        })], share);
    }

    public static RehearsalScript Make(Policy? edited = null, Policy? today = null, int cycles = 10, double share = 0.005, ulong seed = 1)
    {
        IReadOnlyList<RehearsedBaker> bakers = [Baker(Sample.Baker, share, 22 - cycles, 22), Baker(Sample.Other, share, 22 - cycles, 22, seed: 2)];
        var script = new RehearsalScript
        {
            Chain = Chain,
            Bakers = bakers,
            Nodes = Nodes,
            Demands = [],
            Today = today ?? new Policy(),
            Edited = edited ?? new Policy(),
            Cycles = ReplayableCycles.Of(Chain, bakers, cycles).Cycles,
            Seed = seed,
        };
        return script with { Demands = new SyntheticDemand(TimeSpan.FromDays(2), TimeSpan.FromDays(3)).Of(Nodes, Rehearsal.TimeOf(script), seed) };
    }

    public static RehearsalResult Play(RehearsalScript script) => Rehearsal.Of(script).Last().Result;
}
