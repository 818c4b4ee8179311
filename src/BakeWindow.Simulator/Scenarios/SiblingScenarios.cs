using BakeWindow.Simulator.Chain;

namespace BakeWindow.Simulator.Scenarios;

/// <summary>
/// The nights after (https://hodl.farm/incidents): what kept the same baker's nodes from their work in the months that followed. Times are the reports', where they tell them; the chain is one of its
/// day, without scripted duties, for these are about readiness.
/// </summary>
public static class SiblingScenarios
{
    /// <summary>A new image came by itself, and its program found an older storage: a crash loop of some five minutes a round.</summary>
    public const string StorageVersion = "incident-2019-12-14";

    /// <summary>A sentry's pod found no node for 28 hours, unseen; then the other one went too, and the private node had no connection.</summary>
    public const string Unschedulable = "incident-2019-12-25";

    /// <summary>A node stayed at one connection.</summary>
    public const string OneConnection = "incident-2020-02-03";

    /// <summary>One connection again, that came and went.</summary>
    public const string OneConnectionAgain = "incident-2020-02-20";

    /// <summary>A sentry was restarted while it was the only way out: five minutes without a peer.</summary>
    public const string SentryRestart = "incident-2020-04-11";

    /// <summary>A machine died right at the beginning of a cycle, as they tended to, when nonces are to be revealed. A larger baker here, so that it has some.</summary>
    public const string BeginningOfCycle = "incident-2020-02-04";

    /// <summary>Octez's last words when the storage is of another version.</summary>
    public const string LastWords = "tezos-node: The data directory version is too old.\n  Found '0.0.3', expected '0.0.4'.\n  Use `tezos-node upgrade storage` to upgrade it.";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> Names { get; } = [StorageVersion, Unschedulable, OneConnection, BeginningOfCycle, OneConnectionAgain, SentryRestart];

    /// <summary>Makes the one of this name; null when there is none.</summary>
    public static Scenario? Make(string name, ulong seed, DateTimeOffset? start) => name switch
    {
        StorageVersion => Night(name, seed, start ?? At(2019, 12, 14, 0, 50), from =>
        [
            // 00:59:05 and 01:04:16 in the report: the loop had reached its longest wait.
            new(from.AddSeconds(545), new Happening.PodCrashes("tezos", "private-node-0", LastWords)),
            new(from.AddMinutes(60), new Happening.PodMended("tezos", "private-node-0")),
        ]),
        Unschedulable => Night(name, seed, start ?? At(2019, 12, 25, 8, 0), from =>
        [
            new(from.AddMinutes(5), new Happening.PodStranded("tezos", "public-node-1")),
            new(from.AddMinutes(5), new Happening.PeersBecome("private-node-0", 1)),
            new(from.AddHours(28), new Happening.PeersBecome("private-node-0", 0)),
            new(from.AddHours(28.5), new Happening.NodeUncordoned("vm-2")),
            new(from.AddHours(28.5), new Happening.PeersBecome("private-node-0", 2)),
        ]),
        OneConnection => Night(name, seed, start ?? At(2020, 2, 3, 22, 30), from =>
        [
            new(from.AddMinutes(10), new Happening.PeersBecome("private-node-0", 1)),
        ]),
        OneConnectionAgain => Night(name, seed, start ?? At(2020, 2, 20, 20, 0), from =>
        [
            new(from.AddMinutes(5), new Happening.PeersBecome("private-node-0", 1)),
            new(from.AddMinutes(20), new Happening.PeersBecome("private-node-0", 2)),
            new(from.AddMinutes(35), new Happening.PeersBecome("private-node-0", 1)),
        ]),
        BeginningOfCycle => AtCyclesEnd(Night(name, seed, start ?? At(2020, 2, 4, 12, 0), from =>
        [
            // The cycle begins with the fourth block after the start.
            new(from.AddMinutes(5.5), new Happening.NodeDies("vm-3")),
            new(from.AddMinutes(20), new Happening.NodeReturns("vm-3")),
        ]), seed),
        SentryRestart => Night(name, seed, start ?? At(2020, 4, 11, 10, 0), from =>
        [
            // The other sentry was away already, so the one that was restarted was the only one.
            new(from.AddMinutes(5), new Happening.PodStranded("tezos", "public-node-1")),
            new(from.AddMinutes(5), new Happening.PeersBecome("private-node-0", 1)),
            new(from.AddMinutes(20), new Happening.PodCrashes("tezos", "public-node-0", "killed by its liveness probe")),
            new(from.AddMinutes(20), new Happening.PeersBecome("private-node-0", 0)),
            new(from.AddMinutes(24), new Happening.PodMended("tezos", "public-node-0")),
            new(from.AddMinutes(25), new Happening.PeersBecome("private-node-0", 1)),
        ]),
        _ => null,
    };

    private static Scenario Night(string name, ulong seed, DateTimeOffset start, Func<DateTimeOffset, IReadOnlyList<ScenarioEvent>> events)
    {
        var babylon = ProtocolVersion.Of(5);
        var cycles = new CycleMap(babylon, babylon.MainnetCycle, babylon.MainnetLevel);
        return new Scenario
        {
            Name = name,
            Start = start,
            Chain = new ChainPlan { Seed = seed, Bakers = BakerSet.Make(new Names(seed), seed, 0.0005, 60, IncidentScenario.Baker), Cycles = cycles, AnchorLevel = IncidentScenario.FirstLevel, AnchorTime = start },
            Nodes = ["public-node-0", "public-node-1", "private-node-0"],
            Cluster = new ClusterPlan(
                ["vm-1", "vm-2", "vm-3"],
                [
                    new WorkloadPlan("tezos-baker", "tezos", "Baker", ["vm-3"]),
                    new WorkloadPlan("private-node", "tezos", "Node", ["vm-3"]),
                    new WorkloadPlan("public-node", "tezos", "Sentry", ["vm-1", "vm-2"]),
                ]),
            SyncTime = TimeSpan.FromMinutes(4),
            Events = events(start),
        };
    }

    private static Scenario AtCyclesEnd(Scenario night, ulong seed)
    {
        var last = night.Chain.Cycles.SpanAt(night.Chain.AnchorLevel).Last.Value;
        return night with { Chain = night.Chain with { AnchorLevel = last - 3, Bakers = BakerSet.Make(new Names(seed), seed, 0.05, 60, IncidentScenario.Baker) } };
    }

    private static DateTimeOffset At(int year, int month, int day, int hour, int minute) => new(year, month, day, hour, minute, 0, TimeSpan.Zero);
}
