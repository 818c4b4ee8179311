using BakeWindow.Simulator.Cluster.Store;

namespace BakeWindow.Simulator.Cluster.Machines;

/// <summary>How far the containers of a pod have come on their machine.</summary>
internal sealed class PodRun(ObjectKey key, string uid, PodHabits habits)
{
    public ObjectKey Key { get; } = key;

    public string Uid { get; } = uid;

    public PodHabits Habits { get; set; } = habits;

    public RunState State { get; set; } = RunState.Creating;

    public int Restarts { get; set; }

    public DateTimeOffset? RunningSince { get; set; }

    /// <summary>Since when it has been ready without a break.</summary>
    public DateTimeOffset? ReadySince { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    public int ExitCode { get; set; }

    /// <summary>The last words of its container, or of its init container while that is the one that fails.</summary>
    public string? LastWords { get; set; }

    /// <summary>When that ended.</summary>
    public DateTimeOffset? LastEnd { get; set; }

    /// <summary>How often its init container failed.</summary>
    public int InitFailures { get; set; }

    /// <summary>The end that is planned for a terminating pod; a shorter grace moves it.</summary>
    public DateTimeOffset? StopBy { get; set; }
}
