using BakeWindow.Core.Chain;

namespace BakeWindow.Simulator.Chain;

/// <summary>A protocol as far as the simulator plays it: its constants on mainnet, and the number that decides the shape of its answers.</summary>
public sealed record ProtocolVersion
{
    // number, hash, first cycle and level on mainnet, b (and d), blocks per cycle, then: priorities: slots, blocks per commitment; rounds: rights delay, blocks per commitment, nonces within;
    // cycles per voting period.
    private static readonly ProtocolVersion[] All =
    [
        Priority(5, "PsBabyM1eUXZseaJdmXFApDSBqj8YBfwELoxZHHW77EMcAbbwAS", 160, 655_361, 60, 4096, 32, 32, 8),
        Priority(6, "PsCARTHAGazKbHtnKfLzQg3kms52kSRpgnDY982a9oYsSXRLQEb", 208, 851_969, 60, 4096, 32, 32, 8),
        Priority(7, "PsDELPH1Kxsxt8f9eWbxQeRxkjfbxoqM52jvs5Y5fBxWWh4ifpo", 296, 1_212_417, 60, 4096, 32, 32, 8),
        Priority(8, "PtEdo2ZkT9oKpimTah6x2embF25oss54njMuPzkJTEi5RqfdZFA", 328, 1_343_489, 60, 4096, 32, 32, 5),
        Priority(9, "PsFLorenaUUuikDWvMDr6fGBRG8kt3e3D3fHoXK1j1BFRxeSH4i", 357, 1_466_368, 60, 4096, 32, 32, 5),
        Priority(10, "PtGRANADsDU8R9daYKAgWnQYAJ64omN1o3KMGVCykShA97vQbvV", 388, 1_589_248, 30, 8192, 256, 64, 5),
        Priority(11, "PtHangz2aRngywmSRGGvrcTyMbbdpWdpFKuS4uMWxg2RaH9i1qx", 428, 1_916_929, 30, 8192, 256, 64, 5),
        Rounds(12, "Psithaca2MLRFYargivpo7YvUr7wUDqyxrdhC5CQq78mRvimz6A", 468, 2_244_609, 30, 15, 8192, 5, 64, 8192, 5),
        Rounds(13, "PtJakart2xVj7pYXJBXrqHgd82rdkLey5ZeeGwDgPp9rhQUbSqY", 498, 2_490_369, 30, 15, 8192, 5, 64, 8192, 5),
        Rounds(14, "PtKathmankSpLLDALzWw7CGD2j2MtyveTwboEYokqUCP4a1LxMg", 528, 2_736_129, 30, 15, 8192, 5, 64, 256, 5),
        Rounds(15, "PtLimaPtLMwfNinJi9rCfDPWea8dFgTZ1MeJ9f1m2SRic6ayiwW", 558, 2_981_889, 30, 15, 8192, 5, 64, 256, 5),
        Rounds(16, "PtMumbai2TmsJHNGRkD8v8YDbtao7BLUC3wjASn1inAKLFCjaH1", 593, 3_268_609, 15, 8, 16384, 5, 128, 512, 5),
        Rounds(17, "PtNairobiyssHuh87hEhfVBGCVrK3WnS8Z2FT4ymB5tAa4r1nQf", 623, 3_760_129, 15, 8, 16384, 5, 128, 512, 5),
        Rounds(18, "ProxfordYmVfjWnRcgjWH36fW6PArwqykTFzotUxRs6gmTcZDuH", 703, 5_070_849, 15, 8, 16384, 5, 128, 512, 5),
        Rounds(19, "PtParisBxoLz5gzMmn3d9WBQNoPSZakgnkMC2VNuQ3KXfUtUQeZ", 743, 5_726_209, 10, 5, 24576, 2, 192, 768, 5),
        Rounds(20, "PsParisCZo7KAh1Z1smVd9ZMZ1HHn5gkzbM94V3PLCpknFWhUAi", 750, 5_898_241, 10, 5, 24576, 2, 192, 768, 5),
        Rounds(21, "PsQuebecnLByd3JwTiGadoG4nGWi3HYiLXUjkibeFV8dCFeVMUg", 823, 7_692_289, 8, 4, 30720, 2, 240, 960, 5),
        Rounds(22, "PsRiotumaAMotcRoDWW1bysEhQy2n1M5fy8JgRp8jjRfHGmfeA7", 858, 8_767_489, 8, 4, 10800, 2, 240, 960, 14),
        Rounds(23, "PtSeouLouXkxhg39oWzjxDWaCydNfR3RxCUrNe4Q9Ro8BTehcbh", 998, 10_279_489, 8, 4, 10800, 2, 84, 300, 14),
        Rounds(24, "PtTALLiNtPec7mE7yY4m3k26J8Qukef3E3ehzhfXgFZKGtDdAXu", 1124, 11_640_289, 6, 3, 14400, 2, 112, 400, 14),
        Rounds(25, "PsUshuai9QapM5TGj1JpuVGkdxz5GykdnEvS6Rh8SUVrARvZLCY", 1278, 13_857_889, 6, 3, 14400, 2, 112, 400, 14),
    ];

    /// <summary>5 (Babylon) … 25 (Ushuaia).</summary>
    public required int Number { get; init; }

    /// <summary>The first cycle that it made on mainnet.</summary>
    public required int MainnetCycle { get; init; }

    /// <summary>The first level that it made on mainnet.</summary>
    public required int MainnetLevel { get; init; }

    /// <summary>Its constants on mainnet.</summary>
    public required ProtocolConstants Constants { get; init; }

    /// <summary>Cycles per voting period.</summary>
    public required int CyclesPerVotingPeriod { get; init; }

    /// <summary>Its hash.</summary>
    public string Hash => Constants.Protocol;

    /// <summary>As error ids name it: <c>025-PsUshuai</c>.</summary>
    public string Id => $"{Number:000}-{Hash[..8]}";

    /// <summary>True up to 011: priorities and sparse endorsing slots.</summary>
    public bool HasPriorities => Constants.Era is ConsensusEra.Priority;

    /// <summary>Slots that make a quorum; two thirds and one.</summary>
    public int Threshold => (Constants.CommitteeSize * 2 / 3) + 1;

    /// <summary>b in seconds.</summary>
    public int BlockDelay => (int)Constants.MinimalBlockDelay.TotalSeconds;

    /// <summary>d in seconds.</summary>
    public int DelayIncrement => (int)Constants.DelayIncrement.TotalSeconds;

    /// <summary>Levels per voting period.</summary>
    public int BlocksPerVotingPeriod => CyclesPerVotingPeriod * Constants.BlocksPerCycle;

    /// <summary>The protocol of a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not from 5 to 25.</exception>
    public static ProtocolVersion Of(int number) => Array.Find(All, p => p.Number == number)
        ?? throw new ArgumentOutOfRangeException(nameof(number), number, "the simulator plays protocols 5 (Babylon) to 25 (Ushuaia)");

    /// <summary>The same protocol with other constants, as a test network might have them.</summary>
    public ProtocolVersion With(TimeSpan? blockDelay = null, int? blocksPerCycle = null, int? noncesWithin = null) => this with
    {
        Constants = Constants with
        {
            MinimalBlockDelay = blockDelay ?? Constants.MinimalBlockDelay,
            BlocksPerCycle = blocksPerCycle ?? Constants.BlocksPerCycle,
            NonceRevelationThreshold = noncesWithin ?? Constants.NonceRevelationThreshold,
        },
    };

    private static ProtocolVersion Priority(int number, string hash, int cycle, int level, int delay, int blocks, int slots, int commitment, int votingCycles) =>
        Make(number, hash, cycle, level, ConsensusEra.Priority, delay, 40, blocks, 5, slots, commitment, blocks, votingCycles);

    private static ProtocolVersion Rounds(
        int number, string hash, int cycle, int level, int delay, int increment, int blocks, int rightsDelay, int commitment, int noncesWithin, int votingCycles) =>
        Make(number, hash, cycle, level, ConsensusEra.Tenderbake, delay, increment, blocks, rightsDelay, 7000, commitment, noncesWithin, votingCycles);

    private static ProtocolVersion Make(
        int number,
        string hash,
        int cycle,
        int level,
        ConsensusEra era,
        int delay,
        int increment,
        int blocks,
        int rightsDelay,
        int slots,
        int commitment,
        int noncesWithin,
        int votingCycles) => new()
        {
            Number = number,
            MainnetCycle = cycle,
            MainnetLevel = level,
            CyclesPerVotingPeriod = votingCycles,
            Constants = new ProtocolConstants
            {
                Protocol = hash,
                Era = era,
                MinimalBlockDelay = TimeSpan.FromSeconds(delay),
                DelayIncrement = TimeSpan.FromSeconds(increment),
                BlocksPerCycle = blocks,
                ConsensusRightsDelay = rightsDelay,
                CommitteeSize = slots,
                BlocksPerCommitment = commitment,
                NonceRevelationThreshold = noncesWithin,
            },
        };
}
