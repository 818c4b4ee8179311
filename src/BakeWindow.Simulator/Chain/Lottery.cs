namespace BakeWindow.Simulator.Chain;

/// <summary>Who may bake and who attests, weighed by stake. A draw depends on the seed, the cycle and the place in it: a change of protocol ahead moves levels, never owners.</summary>
public sealed class Lottery(ulong seed, BakerSet bakers, CycleMap cycles, Script? script)
{
    private readonly Lock gate = new();
    private readonly Dictionary<int, Committee> committees = [];

    /// <summary>The baker whose turn a round (a priority, up to 011) of a level is.</summary>
    public Baker BakerAt(int level, int round)
    {
        var protocol = cycles.ProtocolAt(level);
        var place = Place(level);
        return bakers.All[protocol.HasPriorities
            ? Draw(Dice.Purpose.Priority, level, place, round)
            : Draw(Dice.Purpose.Slot, level, place, round % protocol.Constants.CommitteeSize)];
    }

    /// <summary>Who owns which attestation slot of a level.</summary>
    public Committee CommitteeAt(int level)
    {
        lock (gate)
        {
            if (committees.TryGetValue(level, out var known))
            {
                return known;
            }

            if (committees.Count >= 256)
            {
                committees.Clear();
            }

            var protocol = cycles.ProtocolAt(level);
            var (purpose, place) = (Purpose(protocol), Place(level));
            var owners = new byte[protocol.Constants.CommitteeSize];
            for (var slot = 0; slot < owners.Length; slot++)
            {
                owners[slot] = (byte)Draw(purpose, level, place, slot);
            }

            return committees[level] = new Committee(owners, bakers.All.Count);
        }
    }

    /// <summary>True when the baker owns a slot of the level; cheaper than the whole committee for all but dust.</summary>
    public bool OwnsSlot(int level, Baker baker)
    {
        var protocol = cycles.ProtocolAt(level);
        var (purpose, place) = (Purpose(protocol), Place(level));
        for (var slot = 0; slot < protocol.Constants.CommitteeSize; slot++)
        {
            if (Draw(purpose, level, place, slot) == baker.Index)
            {
                return true;
            }
        }

        return false;
    }

    private static Dice.Purpose Purpose(ProtocolVersion protocol) => protocol.HasPriorities ? Dice.Purpose.EndorsingSlot : Dice.Purpose.Slot;

    // The cycle and the position in it.
    private long Place(int level)
    {
        var span = cycles.SpanAt(level);
        return ((long)span.Cycle.Value << 32) | (uint)(level - span.First.Value);
    }

    private int Draw(Dice.Purpose purpose, int level, long place, int number)
    {
        var drawn = bakers.Draw(Dice.Throw(seed, purpose, place, number));
        if (script is null || !script.HoldsRights(level))
        {
            return drawn;
        }

        if (purpose is Dice.Purpose.EndorsingSlot && script.EndorsingSlots.TryGetValue(level, out var slots) && slots.Contains(number))
        {
            return script.Baker;
        }

        for (var again = 1; drawn == script.Baker; again++)
        {
            drawn = bakers.Draw(Dice.Throw(seed, purpose, place, number + (again * 1_000_000L)));
        }

        return drawn;
    }
}
