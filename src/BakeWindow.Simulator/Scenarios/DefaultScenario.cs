using BakeWindow.Simulator.Chain;

namespace BakeWindow.Simulator.Scenarios;

/// <summary>
/// A chain of today, a baker with half a percent of its stake, three machines. After a minute the machine under the baker asks for a reboot, some three minutes before the baker's turn to
/// bake: it has to wait, and after that turn there is time.
/// </summary>
public static class DefaultScenario
{
    /// <summary>Its name.</summary>
    public const string Name = "default";

    /// <summary>When the reboot is asked for, after the start.</summary>
    public static readonly TimeSpan Ask = TimeSpan.FromSeconds(60);

    /// <summary>How long before the baker's turn that is.</summary>
    public static readonly TimeSpan BeforeTurn = TimeSpan.FromSeconds(180);

    /// <summary>Makes it.</summary>
    /// <param name="seed">The seed of everything.</param>
    /// <param name="start">What the clock shows at the start.</param>
    /// <param name="protocol">The protocol; the newest by default.</param>
    /// <param name="share">The baker's share of the stake.</param>
    /// <param name="turn">How long after the start the baker's turn comes; null: a while after the reboot is asked for.</param>
    public static Scenario Make(ulong seed, DateTimeOffset start, ProtocolVersion? protocol = null, double share = 0.005, TimeSpan? turn = null)
    {
        var version = protocol ?? ProtocolVersion.Of(25);
        var bakers = BakerSet.Make(new Names(seed), seed, share, 30, blsShare: version.Number >= 23 ? 0.4 : 0);
        var cycles = new CycleMap(version, version.MainnetCycle, version.MainnetLevel);
        var cycle = cycles.SpanOf(version.MainnetCycle + 5);
        var level = cycle.First.Value + LivelyPosition(new Lottery(seed, bakers, cycles, null), version, cycle.First.Value, turn ?? Ask + BeforeTurn);
        return new Scenario
        {
            Name = Name,
            Start = start,
            Chain = new ChainPlan { Seed = seed, Bakers = bakers, Cycles = cycles, AnchorLevel = level, AnchorTime = start },
            Nodes = ["node-a", "node-b", "alpha-node-0"],
            Cluster = new ClusterPlan(
                ["node-1", "node-2", "node-3"],
                [
                    new WorkloadPlan("alpha-baker", "tezos", "Baker", ["node-3"]),
                    new WorkloadPlan("alpha-node", "tezos", "Node", ["node-3"]),
                    new WorkloadPlan("public-node", "tezos", "Sentry", ["node-1", "node-2"]),
                ]),
            Events = [new ScenarioEvent(start + Ask, new Happening.RebootNeeded("node-3"))],
        };
    }

    // A place past the nonces, away from the cycle's end, from which the next own block is as far as the story wants, with a long gap behind it; less of a gap if the seed has none.
    private static int LivelyPosition(Lottery lottery, ProtocolVersion version, int first, TimeSpan turn)
    {
        var constants = version.Constants;
        var (from, to) = (Math.Min(constants.NonceRevelationThreshold, constants.BlocksPerCycle / 8) + 50, constants.BlocksPerCycle * 3 / 4);
        var own = Enumerable.Range(0, constants.BlocksPerCycle).Where(p => lottery.BakerAt(first + p, 0).Index == 0).ToList();
        var ahead = (int)(turn.TotalSeconds / version.BlockDelay);
        foreach (var minutes in new[] { 40, 30, 20, 10, 0 })
        {
            for (var i = 1; i < own.Count - 1; i++)
            {
                var start = own[i] - ahead;
                if (start >= from && own[i] <= to && own[i - 1] < start - 2 && (own[i + 1] - own[i]) * version.BlockDelay >= minutes * 60)
                {
                    return start;
                }
            }
        }

        return (from + to) / 2;
    }
}
