using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Planning;

/// <summary>All that closes levels, gathered and put in order.</summary>
internal static class Exclusions
{
    private static readonly Level Never = new(int.MaxValue);

    public static IReadOnlyList<ExclusionWindow> Of(
        ChainView chain, LevelClock clock, IReadOnlyList<BakerRights> bakers, IReadOnlyList<HardRight> hard, Policy policy, Horizon horizon)
    {
        var head = chain.Head.Level;
        var all = new List<ExclusionWindow>(hard.Count + 4);
        foreach (var right in hard)
        {
            all.Add(new(right.Level - clock.LevelsBefore(right.Level, policy.WarmUp), right.Level + policy.SettleLevels, ExclusionCause.HardRight, right));
        }

        AddUnknownTail(all, chain, bakers, policy);
        AddNonces(all, head, bakers);
        AddActivations(all, chain, clock, policy);

        var unknown = horizon.Last + 1;
        all.Add(new(unknown - clock.LevelsBefore(unknown, policy.WarmUp), Never, ExclusionCause.UnknownRights, null));
        all.Sort(ByLevel);
        return all;
    }

    private static int ByLevel(ExclusionWindow a, ExclusionWindow b) =>
        a.From != b.From ? a.From.CompareTo(b.From) : a.To != b.To ? a.To.CompareTo(b.To) : a.Cause.CompareTo(b.Cause);

    // Rights at h and h − 1 still close; where the sheet begins later than that, the level before it may have been a right.
    private static void AddUnknownTail(List<ExclusionWindow> all, ChainView chain, IReadOnlyList<BakerRights> bakers, Policy policy)
    {
        var first = bakers.Max(b => b.Sheet.First);
        var head = chain.Head.Level;
        if (first > head - policy.SettleLevels + 1 && first.Value > 2)
        {
            all.Add(new(head, first - 1 + policy.SettleLevels, ExclusionCause.UnknownRights, null));
        }
    }

    private static void AddNonces(List<ExclusionWindow> all, Level head, IReadOnlyList<BakerRights> bakers)
    {
        foreach (var baker in bakers)
        {
            foreach (var nonce in baker.Nonces)
            {
                if (!nonce.Revealed && nonce.Until > head)
                {
                    all.Add(new(nonce.From, nonce.Until, ExclusionCause.NonceRevelation,
                        new HardRight(baker.Sheet.Baker, RightKind.NonceRevelation, nonce.CommittedAt, 0)));
                }
            }
        }
    }

    private static void AddActivations(List<ExclusionWindow> all, ChainView chain, LevelClock clock, Policy policy)
    {
        foreach (var activation in chain.Activations)
        {
            var from = activation.First - clock.LevelsBefore(activation.First, policy.Freeze);
            if (activation.First > chain.Head.Level)
            {
                all.Add(new(from, Never, ExclusionCause.ProtocolActivation, null));
            }
            else if (activation.First + clock.LevelsIn(policy.Freeze) > chain.Head.Level)
            {
                all.Add(new(from, activation.First + clock.LevelsIn(policy.Freeze), ExclusionCause.ProtocolActivation, null));
            }
        }
    }
}
