using BakeWindow.Core.Gate;
using BenchmarkDotNet.Attributes;

namespace BakeWindow.Benchmarks;

/// <summary>One decision of the gate: at most 50 µs. The first after a new head also finds out what is open and closed.</summary>
public class Deciding
{
    private readonly GateRequest request = new() { Need = TimeSpan.FromMinutes(12), Client = "benchmark" };
    private readonly DateTimeOffset now = BakerOfSize.Chain.Head.Timestamp.AddSeconds(1);
    private World world = null!;

    [Params(0.5, 5)]
    public double StakePercent { get; set; }

    [GlobalSetup]
    public void Setup() => world = BakerOfSize.World(StakePercent);

    [Benchmark]
    public Verdict Decide() => Gatekeeper.Decide(world, request, now);

    [Benchmark]
    public Verdict DecideFirstAfterAHead() => Gatekeeper.Decide(world with { Chain = world.Chain! with { } }, request, now);
}
