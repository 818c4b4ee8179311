using BakeWindow.Core.Planning;
using BakeWindow.Core.Rehearsing;
using BenchmarkDotNet.Attributes;

namespace BakeWindow.Benchmarks;

/// <summary>Let two policies go through ten cycles with three nodes of one baker, a reboot a day each: seconds, not minutes.</summary>
public class Rehearsing
{
    private RehearsalScript script = null!;

    [Params(0.5, 5)]
    public double StakePercent { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var baker = BakerOfSize.History(StakePercent, 11);
        var chain = BakerOfSize.Chain;
        RehearsedNode[] nodes = [.. Enumerable.Range(1, 3).Select(i => new RehearsedNode($"node-{i}", $"zone-{i}", [baker.Address]))];
        script = new RehearsalScript
        {
            Chain = chain,
            Bakers = [baker],
            Nodes = nodes,
            Demands = [],
            Today = new Policy(),
            Edited = new Policy { Guard = TimeSpan.FromSeconds(90), HardRounds = 1 },
            Cycles = ReplayableCycles.Of(chain, [baker], 10).Cycles,
        };
        script = script with { Demands = new SyntheticDemand(TimeSpan.FromDays(1), TimeSpan.FromDays(3)).Of(nodes, Rehearsal.TimeOf(script), 1) };
    }

    [Benchmark]
    public RehearsalResult TenCyclesThreeNodes() => Rehearsal.Of(script).Last().Result;
}
