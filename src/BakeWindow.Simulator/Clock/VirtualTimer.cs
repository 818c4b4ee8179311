namespace BakeWindow.Simulator.Clock;

/// <summary>A timer of a <see cref="VirtualTime"/>.</summary>
internal sealed class VirtualTimer(VirtualTime time, TimerCallback callback, object? state) : ITimer
{
    private TimeSpan period = Timeout.InfiniteTimeSpan;

    /// <summary>Counts how often it was set; an older setting in the queue is void. Guarded by the clock's lock.</summary>
    internal long Arming { get; set; }

    /// <inheritdoc/>
    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        this.period = period > TimeSpan.Zero ? period : Timeout.InfiniteTimeSpan;
        time.Arm(this, dueTime);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => time.Disarm(this);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    internal void Fire()
    {
        if (period != Timeout.InfiniteTimeSpan)
        {
            time.Arm(this, period);
        }

        callback(state);
    }
}
