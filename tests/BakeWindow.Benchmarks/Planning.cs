using BakeWindow.Core.Chain;
using BakeWindow.Core.Planning;
using BenchmarkDotNet.Attributes;

namespace BakeWindow.Benchmarks;

/// <summary>Plan 43,200 levels for one baker: at most 2 ms and 1 MB.</summary>
public class Planning
{
    private readonly Policy policy = new();
    private readonly OutageEstimate outage = OutageEstimate.Learned(new Policy(), []);
    private BakerRights[] bakers = [];

    [Params(0.05, 0.5, 2, 5)]
    public double StakePercent { get; set; }

    [GlobalSetup]
    public void Setup() => bakers = [BakerOfSize.Rights(StakePercent)];

    // A chain view of its own each time, so that nothing is kept from the time before.
    [Benchmark]
    public Plan Plan43200Levels() => WindowPlanner.Plan(BakerOfSize.Chain with { }, bakers, outage, policy);
}
