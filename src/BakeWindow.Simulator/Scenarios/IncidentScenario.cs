using BakeWindow.Simulator.Chain;
using BakeWindow.Simulator.Rpc;

namespace BakeWindow.Simulator.Scenarios;

/// <summary>
/// The night of 2019-11-15 (https://hodl.farm/incidents/2019/11/15/sev1-missed-endorsment2.html): in cycle 169, under Babylon, a machine that carried a baker and a public node died at
/// 00:14:44Z (one second later here, so that the last moment before can be looked at); the pods came back at 00:20:05Z, but the forwarder in front of the signer answered 503 until some time after 00:25:49Z; the endorsement of level 695,414 was lost.
/// The times that the report's log gives to endorsements (695,308 at 22:36:10Z, 695,401 at 00:11:56Z, 695,414 due at about 00:25:00Z) are when they were sent, some 14 seconds after the
/// block's own timestamp: with blocks at least 60 seconds apart the chain can only then be at 695,404 at 00:14:44Z. Block times here are the log's less those 14 seconds.
/// </summary>
public static class IncidentScenario
{
    /// <summary>Its name.</summary>
    public const string Name = "incident-2019-11-15";

    /// <summary>The same night, in which the tunnel to the signer broke a while before the machine died, as tunnels do unseen.</summary>
    public const string SignerFirst = "incident-2019-11-15-signer-first";

    /// <summary>When the path to the signer breaks in that variant: in the long gap before, when all else looks safe.</summary>
    public static readonly DateTimeOffset Broken = new(2019, 11, 15, 22, 50, 0, TimeSpan.Zero);

    /// <summary>The same night with a signer that stays: the death alone, which cost nothing.</summary>
    public const string DeathAlone = "incident-2019-11-15-death-alone";

    /// <summary>The baker.</summary>
    public const string Baker = "tz1gg5bjopPcr9agjamyu9BbXKLibNc2rbAq";

    /// <summary>The level of the clock's start.</summary>
    public const int FirstLevel = 695_302;

    /// <summary>The endorsement that was lost.</summary>
    public const int LostLevel = 695_414;

    /// <summary>When the story starts.</summary>
    public static readonly DateTimeOffset Evening = new(2019, 11, 15, 22, 30, 0, TimeSpan.Zero);
    // The node's last log line is of 00:14:44Z.
    private static readonly DateTimeOffset Death = new(2019, 11, 16, 0, 14, 45, TimeSpan.Zero);

    // Four blocks of priority 1 (40 s later) and one that came 6 s late make the 5,746 s between 695,308 and 695,401.
    private static readonly Dictionary<int, (int Priority, int Late)> LateBlocks = new()
    {
        [695_325] = (1, 0),
        [695_340] = (0, 6),
        [695_347] = (1, 0),
        [695_368] = (1, 0),
        [695_389] = (1, 0),
    };

    /// <summary>Makes it.</summary>
    /// <param name="seed">What chance draws from.</param>
    /// <param name="start">When it starts; null: in the evening.</param>
    /// <param name="signerFirst">The path to the signer breaks in the evening already.</param>
    /// <param name="signerFails">The path to the signer breaks too, as it did.</param>
    public static Scenario Make(ulong seed, DateTimeOffset? start = null, bool signerFirst = false, bool signerFails = true)
    {
        var babylon = ProtocolVersion.Of(5);
        return new Scenario
        {
            Name = !signerFails ? DeathAlone : signerFirst ? SignerFirst : Name,
            Start = start ?? Evening,
            Chain = new ChainPlan
            {
                Seed = seed,
                Bakers = BakerSet.Make(new Names(seed), seed, 0.0005, 60, Baker),
                Cycles = new CycleMap(babylon, babylon.MainnetCycle, babylon.MainnetLevel),
                AnchorLevel = FirstLevel,
                AnchorTime = new DateTimeOffset(2019, 11, 15, 22, 29, 56, TimeSpan.Zero),
                SlowChance = 0.03,
                ReorgChance = 0,
                Script = new Script
                {
                    From = 695_240,
                    To = 695_500,
                    Baker = 0,
                    EndorsingSlots = new Dictionary<int, int[]> { [695_308] = [9], [695_401] = [22], [LostLevel] = [17] },
                    BlocksFrom = FirstLevel,
                    BlocksTo = LostLevel,
                    Blocks = LateBlocks,
                },
            },
            Nodes = ["public-node-0", "public-node-1", "private-node-0"],
            Cluster = new ClusterPlan(
                ["vm-1", "vm-2", "vm-3"],
                [
                    new WorkloadPlan("tezos-baker", "tezos", "Baker", ["vm-1"]) { WaitsForSigner = signerFirst ? "wait-for-signer" : null },
                    new WorkloadPlan("private-node", "tezos", "Node", ["vm-1"]),
                    new WorkloadPlan("public-node", "tezos", "Sentry", ["vm-1", "vm-2"]),
                ]),
            // "until 16:23" in the report: some four minutes from the pods' restart.
            SyncTime = TimeSpan.FromMinutes(4),
            Events =
            [
                new ScenarioEvent(Death, new Happening.NodeDies("vm-1")),
                .. signerFails ? [new ScenarioEvent(signerFirst ? Broken : Death, new Happening.SignerFails(DownHow.Unavailable))] : Array.Empty<ScenarioEvent>(),
                new ScenarioEvent(new DateTimeOffset(2019, 11, 16, 0, 20, 5, TimeSpan.Zero), new Happening.NodeReturns("vm-1")),
                new ScenarioEvent(new DateTimeOffset(2019, 11, 16, 0, 36, 0, TimeSpan.Zero), new Happening.SignerReturns()),
            ],
        };
    }
}
