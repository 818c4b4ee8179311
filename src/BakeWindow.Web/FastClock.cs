namespace BakeWindow.Web;

/// <summary>A clock that runs at another pace than the real one, for rehearsals against the simulator, which counts time in the same way: now = start + (real − origin) · speed.</summary>
internal sealed class FastClock(DateTimeOffset wallOrigin, DateTimeOffset start, double speed) : TimeProvider
{
    public double Speed => speed;

    public override DateTimeOffset GetUtcNow() => start + ((System.GetUtcNow() - wallOrigin) * speed);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new Paced(System.CreateTimer(callback, state, Real(dueTime), Real(period)), this);

    // Never zero where something was asked for: a timer of zero would spin.
    private TimeSpan Real(TimeSpan span) =>
        span == Timeout.InfiniteTimeSpan || span == TimeSpan.Zero ? span : TimeSpan.FromMilliseconds(Math.Clamp(span.TotalMilliseconds / speed, 1, uint.MaxValue - 2));

    private sealed class Paced(ITimer inner, FastClock clock) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => inner.Change(clock.Real(dueTime), clock.Real(period));

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
