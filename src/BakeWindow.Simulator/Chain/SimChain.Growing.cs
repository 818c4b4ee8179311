namespace BakeWindow.Simulator.Chain;

public sealed partial class SimChain
{
    /// <summary>Makes every block that is due by now.</summary>
    public void Grow()
    {
        lock (gate)
        {
            GrowLocked();
        }
    }

    // A real timer may ring a little early: it is set anew even if nothing was due.
    private void OnAlarm()
    {
        lock (gate)
        {
            armedFor = null;
            GrowLocked();
        }
    }

    private void GrowLocked()
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var grown = false;
        while (Step(now))
        {
            grown = true;
        }

        if (grown)
        {
            Prune();
            AnnounceLocked();
        }

        SetAlarm();
    }

    // One attempt at the next block: at the time of its round somebody bakes it, or the turn passes on. False when nothing is due.
    private bool Step(long now)
    {
        var level = blocks[^1].Level + 1;
        var due = Due(level, attempt.Round);
        if (due > now || haltedFrom is { } from && due >= from)
        {
            return false;
        }

        if (attempt.Round == 0 && ReorgBefore(level) is > 0 and var depth)
        {
            Replace(level, depth);
            return true;
        }

        var owner = Lottery.BakerAt(level, attempt.Round);
        var at = DateTimeOffset.FromUnixTimeSeconds(due);
        var up = life.CanSign(owner.Address, at);
        if (!up || WasHalted(due) || IsSlow(level, attempt.Round))
        {
            attempt = new Attempt(attempt.Round + 1, attempt.OwnerWasDown || (attempt.Round == 0 && !up));
            return true;
        }

        blocks.Add(new Block(level, due, attempt.Round, owner.Index, attempt.OwnerWasDown, DownAt(at), variant));
        attempt = default;
        return true;
    }

    // Tenderbake: a round's block bears the time at which its round began. Up to 011: a priority's earliest time, more when fewer than 24 of 32 endorsements stand in it.
    private long Due(int level, int round)
    {
        var head = blocks[^1];
        var protocol = plan.Cycles.ProtocolAt(level);
        var due = head.Unix + RoundLasts(protocol, head.Round) + RoundBegins(protocol, round);
        if (!protocol.HasPriorities)
        {
            return due;
        }

        due += Emptiness(head, protocol) + (plan.Script?.BlockAt(level)?.Late ?? 0);
        return WasHalted(due) ? halt.To : due;
    }

    private long Emptiness(Block head, ProtocolVersion protocol)
    {
        if (head.Down == 0 || protocol.Constants.CommitteeSize != 32)
        {
            return 0;
        }

        var committee = Lottery.CommitteeAt(head.Level);
        var missing = plan.Bakers.All.Where(b => !head.WasUp(b.Index)).Sum(b => committee.Power(b.Index));
        return 8L * Math.Max(0, missing - 8);
    }

    private static long RoundLasts(ProtocolVersion protocol, int round) =>
        protocol.HasPriorities ? protocol.BlockDelay : protocol.BlockDelay + ((long)round * protocol.DelayIncrement);

    private static long RoundBegins(ProtocolVersion protocol, int round)
    {
        var begins = 0L;
        for (var earlier = 0; earlier < round; earlier++)
        {
            begins += protocol.HasPriorities ? protocol.DelayIncrement : RoundLasts(protocol, earlier);
        }

        return begins;
    }

    private ulong DownAt(DateTimeOffset at)
    {
        var down = 0UL;
        foreach (var baker in plan.Bakers.All)
        {
            down |= life.CanSign(baker.Address, at) ? 0 : 1UL << baker.Index;
        }

        return down;
    }

    private void Prune()
    {
        var first = plan.Cycles.SpanOf(plan.Cycles.SpanAt(blocks[^1].Level).Cycle.Value - 1).First.Value;
        var dropped = first - blocks[0].Level;
        if (dropped > 0)
        {
            Attendance.Remember(blocks.Take(dropped));
            blocks.RemoveRange(0, dropped);
        }
    }

    private void SetAlarm()
    {
        long? due = Due(blocks[^1].Level + 1, attempt.Round);
        due = due >= haltedFrom ? null : due;
        if (due != armedFor)
        {
            armedFor = due;
            var wait = due is { } at ? DateTimeOffset.FromUnixTimeSeconds(at) - time.GetUtcNow() : Timeout.InfiniteTimeSpan;
            alarm.Change(due is not null && wait < TimeSpan.Zero ? TimeSpan.Zero : wait, Timeout.InfiniteTimeSpan);
        }
    }

    // Which round of the next level is tried, and whether the owner of its round 0 was down at its turn.
    private readonly record struct Attempt(int Round, bool OwnerWasDown);
}
