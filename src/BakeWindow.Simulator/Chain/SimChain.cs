using BakeWindow.Core.Chain;
using BakeWindow.Simulator.Baking;

namespace BakeWindow.Simulator.Chain;

/// <summary>
/// A chain that grows with the clock. Blocks are made when they are due, or later all at once when nobody looked: what they are depends on the seed, on who was up, and on the faults
/// asked for. The current and the former cycle are kept, as a rolling node keeps them.
/// </summary>
public sealed partial class SimChain : IDisposable
{
    private readonly Lock gate = new();
    private readonly ChainPlan plan;
    private readonly TimeProvider time;
    private readonly ITimer alarm;
    private readonly List<Block> blocks;
    private IBakerLife life;
    private TaskCompletionSource changed = NewSignal();
    private Attempt attempt;
    private long? armedFor;
    private long version;

    /// <summary>Makes the chain and its history.</summary>
    /// <param name="plan">From what it grows.</param>
    /// <param name="time">The clock it grows with.</param>
    /// <param name="life">Who is up; everybody when left out.</param>
    public SimChain(ChainPlan plan, TimeProvider time, IBakerLife? life = null)
    {
        (this.plan, this.time, this.life) = (plan, time, life ?? AlwaysUp.Instance);
        Names = new Names(plan.Seed);
        Lottery = new Lottery(plan.Seed, plan.Bakers, plan.Cycles, plan.Script);
        allBakersAttestFrom = plan.AllBakersAttestFrom;
        blocks = History();
        (Attendance, Nonces) = (new Attendance(this), new Nonces(this));
        alarm = time.CreateTimer(_ => OnAlarm(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Grow();
    }

    /// <summary>The plan it grew from.</summary>
    public ChainPlan Plan => plan;

    /// <summary>Its bakers.</summary>
    public BakerSet Bakers => plan.Bakers;

    /// <summary>The baker that the scenario is about.</summary>
    public Baker Watched => plan.Bakers.All[0];

    /// <summary>Its cycles and protocols.</summary>
    public CycleMap Cycles => plan.Cycles;

    /// <summary>Its rights.</summary>
    public Lottery Lottery { get; }

    /// <summary>Its hashes.</summary>
    public Names Names { get; }

    /// <summary>Who was there and who was not.</summary>
    public Attendance Attendance { get; }

    /// <summary>Who committed to what, and revealed it.</summary>
    public Nonces Nonces { get; }

    /// <summary>The lock of everything that changes as the chain grows.</summary>
    internal Lock Gate => gate;

    /// <summary>The newest block at this moment.</summary>
    public Block Head
    {
        get
        {
            lock (gate)
            {
                GrowLocked();
                return blocks[^1];
            }
        }
    }

    /// <summary>The earliest level that is kept.</summary>
    public int FirstKept
    {
        get
        {
            lock (gate)
            {
                return blocks[0].Level;
            }
        }
    }

    /// <summary>Rises with everything that a watcher could see.</summary>
    public long Version => Interlocked.Read(ref version);

    /// <summary>The block of a level; null when there is none yet, or no longer.</summary>
    public Block? At(int level)
    {
        lock (gate)
        {
            GrowLocked();
            return Kept(level);
        }
    }

    /// <summary>The number that headers give to the protocol that made a level: it rises by one with every activation.</summary>
    public int ProtoLevelAt(int level)
    {
        var all = plan.Cycles.Activations;
        return plan.ProtoLevel + Enumerable.Range(1, all.Count - 1).Count(i => level >= all[i].FirstLevel);
    }

    /// <summary>The kept blocks from a level on, as they are now.</summary>
    public IReadOnlyList<Block> Since(int level)
    {
        lock (gate)
        {
            GrowLocked();
            return [.. blocks.Skip(Math.Max(0, level - blocks[0].Level))];
        }
    }

    /// <summary>Waits until something has changed since the version was read.</summary>
    public Task WhenChangedAsync(long since, CancellationToken cancellation)
    {
        lock (gate)
        {
            return since != version ? Task.CompletedTask : changed.Task.WaitAsync(cancellation);
        }
    }

    /// <summary>Tells watchers to look again, although the chain is the same: a node's fault has changed.</summary>
    public void Announce()
    {
        lock (gate)
        {
            AnnounceLocked();
        }
    }

    /// <summary>Lets somebody else say who is up.</summary>
    public void LiveBy(IBakerLife bakerLife)
    {
        lock (gate)
        {
            GrowLocked();
            life = bakerLife;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => alarm.Dispose();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Block? Kept(int level)
    {
        var index = level - blocks[0].Level;
        return index >= 0 && index < blocks.Count ? blocks[index] : null;
    }

    private void AnnounceLocked()
    {
        version++;
        var waiting = changed;
        changed = NewSignal();
        waiting.SetResult();
    }

    // Before the anchor everybody was up; times are reckoned backwards from it. The whole former cycle is there, for its nonces.
    private List<Block> History()
    {
        var first = plan.Cycles.SpanOf(plan.AnchorCycle.Cycle.Value - 1).First.Value;
        List<Block> history = [];
        var (unix, later) = (plan.AnchorTime.ToUnixTimeSeconds(), QuietRound(plan.AnchorLevel));
        for (var level = plan.AnchorLevel; level >= first; level--)
        {
            var round = QuietRound(level);
            if (level < plan.AnchorLevel)
            {
                var next = plan.Cycles.ProtocolAt(level + 1);
                unix -= RoundLasts(next, round) + RoundBegins(next, later);
            }

            history.Add(new Block(level, unix, round, Lottery.BakerAt(level, round).Index, OwnerWasDown: false, Down: 0, Variant: 0));
            later = round;
        }

        history.Reverse();
        return history;
    }

    private int QuietRound(int level)
    {
        var round = 0;
        while (IsSlow(level, round))
        {
            round++;
        }

        return round;
    }

    private bool IsSlow(int level, int round) => plan.Script?.BlockAt(level) is { } scripted
        ? round < scripted.Priority
        : Dice.Share(plan.Seed, Dice.Purpose.Slow, level, round) < plan.SlowChance && Lottery.BakerAt(level, round).Index != 0;
}
