namespace BakeWindow.Simulator.Rpc;

/// <summary><c>estimated_time</c>: the earliest time of a future level and round, as a node reckons it, all blocks between being of round 0. It knows only the constants in force now.</summary>
internal sealed class Estimates(BlockCall call)
{
    private readonly int delay = call.Protocol.BlockDelay;
    private readonly int increment = call.Protocol.DelayIncrement;
    private readonly bool priorities = call.Protocol.HasPriorities;

    /// <summary>The time; null for a level that is there, whose time is not told.</summary>
    public string? Of(int level, int round)
    {
        if (level <= call.Block.Level)
        {
            return null;
        }

        var seconds = call.Block.Unix + Lasts(call.Block.Round) + ((long)(level - call.Block.Level - 1) * delay);
        for (var earlier = 0; earlier < round; earlier++)
        {
            seconds += priorities ? increment : Lasts(earlier);
        }

        return RpcJson.Time(seconds);
    }

    private long Lasts(int round) => priorities ? delay : delay + ((long)round * increment);
}
