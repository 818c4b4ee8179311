using BakeWindow.Core.Chain;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rehearsing;
using BakeWindow.Core.Rights;

namespace BakeWindow.Benchmarks;

/// <summary>A baker of some share on today's mainnet: three cycles, 43,200 levels, rights of rounds 0 to 2.</summary>
internal static class BakerOfSize
{
    private const int Length = 14_400;

    private static readonly BakerAddress Address = BakerAddress.Parse("tz1gg5bjopPcr9agjamyu9BbXKLibNc2rbAq");

    private static readonly ProtocolConstants Constants = new()
    {
        Protocol = "PsUshuai",
        Era = ConsensusEra.Tenderbake,
        MinimalBlockDelay = TimeSpan.FromSeconds(6),
        DelayIncrement = TimeSpan.FromSeconds(3),
        BlocksPerCycle = Length,
        ConsensusRightsDelay = 2,
        CommitteeSize = 7_000,
        BlocksPerCommitment = 112,
        NonceRevelationThreshold = 400,
    };

    public static ChainView Chain { get; } = new()
    {
        Head = new Head
        {
            Level = new Level(3),
            Hash = "BL3",
            Predecessor = "BL2",
            Timestamp = new DateTimeOffset(2026, 10, 1, 12, 0, 0, TimeSpan.Zero),
            Round = 0,
            ChainId = "NetXdQprcVkpaWU",
            Protocol = "PsUshuai",
            NextProtocol = "PsUshuai",
            Cycle = Span(0),
        },
        Constants = Constants,
        Drift = TimeSpan.FromSeconds(0.09),
    };

    public static BakerRights Rights(double percent)
    {
        var random = new Random(7);
        return new BakerRights(RightsSheet.From([.. Enumerable.Range(0, 3).Select(i => Cycle(Span(i), percent / 100, random))], percent / 100))
        {
            Participation = new Participation { ExpectedSlots = 5_040_000, MinimalSlots = 3_360_000, MissedSlots = 0, MissedLevels = 0, ExpectedRewardMutez = 0, ReadAt = new Level(1) },
        };
    }

    public static World World(double percent) => new()
    {
        Policy = new Policy(),
        Chain = Chain,
        Bakers = [new BakerFacts { Baker = Address, Rights = Rights(percent), NodeSynced = true, SignerHealthy = true }],
        DefaultOutage = OutageEstimate.Learned(new Policy(), []),
    };

    /// <summary>The same baker over many cycles, from the head's on.</summary>
    public static RehearsedBaker History(double percent, int cycles)
    {
        var random = new Random(7);
        return new(Address, [.. Enumerable.Range(0, cycles).Select(i => Cycle(Span(i), percent / 100, random))], percent / 100);
    }

    private static CycleSpan Span(int i) => new(new Cycle(i), new Level((i * Length) + 1), new Level((i + 1) * Length));

    private static CycleRights Cycle(CycleSpan span, double share, Random random) => new(Address, span,
        from position in Enumerable.Range(0, Length)
        from round in Enumerable.Range(0, 3)
        where random.NextDouble() < share
        select new BakingRight(span.First + position, round), new AttestationDuties.Estimated(share * 7_000));
}
