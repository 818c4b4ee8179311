using BakeWindow.Core.Chain;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rights;
using CsCheck;

namespace BakeWindow.Core.Tests.Planning;

/// <summary>A chain, rights and a need as chance has them: both eras, every block time, dense and sparse rights, one baker or two, heads of late rounds.</summary>
internal sealed record GeneratedChain(ChainView Chain, IReadOnlyList<BakerRights> Bakers, OutageEstimate Outage, Policy Policy, int Seed)
{
    public static readonly Gen<GeneratedChain> Gen =
        from era in CsCheck.Gen.Bool
        from b in CsCheck.Gen.OneOf(6, 8, 10, 15, 30, 60)
        from density in CsCheck.Gen.OneOf(0.0, 0.001, 0.01, 0.05, 0.3)
        from bakers in CsCheck.Gen.Int[1, 2]
        from head in CsCheck.Gen.Int[1_005, 1_990]
        from round in CsCheck.Gen.Int[0, 2]
        from minutes in CsCheck.Gen.Double[0.2, 60]
        from warmUp in CsCheck.Gen.Int[0, 200]
        from settle in CsCheck.Gen.Int[0, 4]
        from hardRounds in CsCheck.Gen.Int[0, 2]
        from seed in CsCheck.Gen.Int[0, 1_000_000]
        select Make(era, b, density, bakers, head, round, minutes, new Policy { WarmUp = TimeSpan.FromSeconds(warmUp), SettleLevels = settle, HardRounds = hardRounds }, seed);

    public Plan Plan() => WindowPlanner.Plan(Chain, Bakers, Outage, Policy);

    public LevelClock Clock() => new(Chain);

    private static GeneratedChain Make(bool tenderbake, int b, double density, int bakers, int head, int round, double minutes, Policy policy, int seed)
    {
        var random = new Random(seed);
        var constants = (tenderbake ? Sample.Tenderbake : Sample.Babylon) with { MinimalBlockDelay = TimeSpan.FromSeconds(b), DelayIncrement = TimeSpan.FromSeconds(b / 2) };
        var outage = new OutageEstimate(TimeSpan.FromMinutes(minutes), "generated", DurationDistribution.From(policy.Prior));
        return new(
            new ChainView { Head = Sample.Head(head, round: round, protocol: constants.Protocol), Constants = constants },
            [.. Enumerable.Range(0, bakers).Select(i => Rights(i == 0 ? Sample.Baker : Sample.Other, density, tenderbake, random))], outage, policy, seed);
    }

    private static BakerRights Rights(BakerAddress baker, double density, bool tenderbake, Random random)
    {
        CycleRights Cycle(CycleSpan span)
        {
            var baking = new List<BakingRight>();
            var slots = new short[span.Length];
            for (var i = 0; i < span.Length; i++)
            {
                for (var r = 0; r <= 2; r++)
                {
                    if (random.NextDouble() < density)
                    {
                        baking.Add(new BakingRight(span.First + i, r));
                    }
                }

                slots[i] = random.NextDouble() < density ? (short)random.Next(1, 4) : AttestationDuties.Known.None;
            }

            return new CycleRights(baker, span, baking, tenderbake ? new AttestationDuties.Estimated(7_000 * density) : new AttestationDuties.Known(slots));
        }

        return new BakerRights(RightsSheet.From([Cycle(Sample.Ten), Cycle(Sample.Eleven)], density));
    }
}
