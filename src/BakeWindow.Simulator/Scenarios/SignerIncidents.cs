using BakeWindow.Simulator.Chain;
using BakeWindow.Simulator.Rpc;
using BakeWindow.Simulator.Signer;

namespace BakeWindow.Simulator.Scenarios;

/// <summary>
/// Four incidents of the same author as that of 2019-11-15, in each of which the path to the key failed in a way of its own. The days and the ways are the reports'; levels are near those of the day, and the
/// minute of each event is ours. Two signers stand behind one forwarder, as they did.
/// </summary>
public static class SignerIncidents
{
    /// <summary>The USB line of a hardware key drops: the signer answers 500, then does not know the key.</summary>
    public const string UsbDrop = "incident-2019-11-08";

    /// <summary>Power is lost; the signer comes back, and the hardware key waits for its PIN.</summary>
    public const string PowerLoss = "incident-2020-02-16";

    /// <summary>New containers are pushed, and tunnels come up and break off again.</summary>
    public const string NewContainers = "incident-2020-03-05";

    /// <summary>A health check reaches the hardware key 200 ms before it has to sign, and the signature fails.</summary>
    public const string TouchyKey = "incident-2020-08-27";

    /// <summary>The two signers.</summary>
    public static readonly IReadOnlyList<string> Signers = ["signer-a", "signer-b"];

    /// <summary>How long after its start each goes wrong.</summary>
    public static readonly TimeSpan Fault = TimeSpan.FromMinutes(10);

    /// <summary>How long after its start each is mended.</summary>
    public static readonly TimeSpan Mended = TimeSpan.FromMinutes(40);

    /// <summary>When each starts; null for a name that is none of these.</summary>
    public static DateTimeOffset? StartOf(string name) => name switch
    {
        UsbDrop => new DateTimeOffset(2019, 11, 8, 12, 0, 0, TimeSpan.Zero),
        PowerLoss => new DateTimeOffset(2020, 2, 16, 12, 0, 0, TimeSpan.Zero),
        NewContainers => new DateTimeOffset(2020, 3, 5, 12, 0, 0, TimeSpan.Zero),
        TouchyKey => new DateTimeOffset(2020, 8, 27, 12, 0, 0, TimeSpan.Zero),
        _ => null,
    };

    /// <summary>Makes one; null for a name that is none of these.</summary>
    public static Scenario? Make(string name, ulong seed, DateTimeOffset? start) => (StartOf(name), start) switch
    {
        (null, _) => null,
        var (own, other) when name == TouchyKey => Base(name, seed, other ?? own!.Value, 6, 1_101_500, 0.002) with { TouchySigner = TimeSpan.FromMinutes(2) },
        var (own, other) when name == UsbDrop => Base(name, seed, other ?? own!.Value, 5, 684_600, 0.0005) with
        {
            Events = At(other ?? own!.Value,
                (Fault, null, new SignerState.Refusing()),
                (Fault + TimeSpan.FromMinutes(8), null, new SignerState.WithoutKey()),
                (Mended, null, new SignerState.Ok())),
        },
        var (own, other) when name == PowerLoss => Base(name, seed, other ?? own!.Value, 5, 826_500, 0.0005) with
        {
            Events = At(other ?? own!.Value,
                (Fault, null, new SignerState.Down(DownHow.Unavailable)),
                (Fault + TimeSpan.FromMinutes(12), null, new SignerState.WithoutKey()),
                (Mended, null, new SignerState.Ok())),
        },
        var (own, other) => Base(name, seed, other ?? own!.Value, 6, 852_300, 0.0005) with
        {
            Events = At(other ?? own!.Value,
                (Fault, "signer-a", new SignerState.Down(DownHow.Unavailable)),
                (Fault + TimeSpan.FromMinutes(5), null, new SignerState.Flapping(TimeSpan.FromSeconds(60), DownHow.Unavailable)),
                (Mended, null, new SignerState.Ok())),
        },
    };

    private static List<ScenarioEvent> At(DateTimeOffset start, params (TimeSpan After, string? Signer, SignerState State)[] events) =>
        [.. events.Select(e => new ScenarioEvent(start + e.After, new Happening.SignerBecomes(e.Signer, e.State)))];

    private static Scenario Base(string name, ulong seed, DateTimeOffset start, int protocol, int level, double share)
    {
        var version = ProtocolVersion.Of(protocol);
        return new Scenario
        {
            Name = name,
            Start = start,
            Chain = new ChainPlan
            {
                Seed = seed,
                Bakers = BakerSet.Make(new Names(seed), seed, share, 60, IncidentScenario.Baker),
                Cycles = new CycleMap(version, version.MainnetCycle, version.MainnetLevel),
                AnchorLevel = level,
                AnchorTime = start,
                SlowChance = 0.01,
                ReorgChance = 0,
            },
            Nodes = ["public-node-0", "public-node-1", "private-node-0"],
            Signers = Signers,
            Cluster = new ClusterPlan(["vm-1", "vm-2"], [new WorkloadPlan("tezos-baker", "tezos", "Baker", ["vm-1"]), new WorkloadPlan("private-node", "tezos", "Node", ["vm-1"]), new WorkloadPlan("public-node", "tezos", "Sentry", ["vm-1", "vm-2"])]),
        };
    }
}
