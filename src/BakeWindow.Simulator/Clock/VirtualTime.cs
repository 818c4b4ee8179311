namespace BakeWindow.Simulator.Clock;

/// <summary>
/// A clock that can run fast, stand still, or jump: <c>now = start + (real − wallOrigin) · speed</c>. Timers are scaled with it and fire in the order of their due times, also when the
/// clock jumps: while it passes a timer, it shows exactly that timer's time. At speed 0 it moves by <see cref="Advance"/> only, which is what tests want.
/// </summary>
public sealed class VirtualTime : TimeProvider, IDisposable
{
    private readonly Lock gate = new();
    private readonly TimeProvider wall;
    private readonly PriorityQueue<(VirtualTimer Timer, long Arming), (long Due, long Order)> due = new();
    private readonly ITimer alarm;
    private DateTimeOffset start;
    private DateTimeOffset origin;
    private DateTimeOffset? held;
    private double speed;
    private long order;

    /// <summary>Makes a clock that showed <paramref name="start"/> when the real clock showed <paramref name="wallOrigin"/>.</summary>
    /// <param name="start">What it showed then.</param>
    /// <param name="wallOrigin">The real time then.</param>
    /// <param name="speed">Its seconds per real second; 0 stands still.</param>
    /// <param name="wall">The real clock; the system's when left out.</param>
    public VirtualTime(DateTimeOffset start, DateTimeOffset wallOrigin, double speed, TimeProvider? wall = null)
    {
        CheckSpeed(speed);
        (this.start, origin, this.speed, this.wall) = (start.ToUniversalTime(), wallOrigin, speed, wall ?? System);
        alarm = this.wall.CreateTimer(_ => FireDue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A clock that moves by <see cref="Advance"/> only.</summary>
    public static VirtualTime Manual(DateTimeOffset start) => new(start, start, 0);

    /// <summary>Its seconds per real second.</summary>
    public double Speed
    {
        get
        {
            lock (gate)
            {
                return speed;
            }
        }
    }

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            return Now();
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => GetUtcNow().Ticks;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Runs at another speed from now on; what it shows does not jump.</summary>
    public void SetSpeed(double next)
    {
        CheckSpeed(next);
        lock (gate)
        {
            (start, origin, speed) = (Now(), wall.GetUtcNow(), next);
            SetAlarm();
        }
    }

    /// <summary>Moves ahead by so much, firing every timer on the way at its own time and in order.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        DateTimeOffset end;
        lock (gate)
        {
            end = Now() + by;
        }

        while (true)
        {
            VirtualTimer timer;
            lock (gate)
            {
                if (!TryTakeDue(end, out timer, out var at))
                {
                    Settle(end);
                    return;
                }

                held = at > Now() ? at : Now();
            }

            timer.Fire();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => alarm.Dispose();

    internal void Arm(VirtualTimer timer, TimeSpan dueTime)
    {
        lock (gate)
        {
            var arming = ++timer.Arming;
            if (dueTime == Timeout.InfiniteTimeSpan)
            {
                return;
            }

            due.Enqueue((timer, arming), ((Now() + dueTime).Ticks, ++order));
            SetAlarm();
        }
    }

    internal void Disarm(VirtualTimer timer)
    {
        lock (gate)
        {
            timer.Arming++;
        }
    }

    private static void CheckSpeed(double speed)
    {
        if (!double.IsFinite(speed) || speed is < 0 or > 100_000)
        {
            throw new ArgumentOutOfRangeException(nameof(speed), speed, "a clock's speed lies between 0 and 100,000");
        }
    }

    private DateTimeOffset Now() => held ?? start + ((wall.GetUtcNow() - origin) * speed);

    private void Settle(DateTimeOffset end)
    {
        held = null;
        (start, origin) = (end, wall.GetUtcNow());
        SetAlarm();
    }

    private void FireDue()
    {
        while (true)
        {
            VirtualTimer timer;
            lock (gate)
            {
                if (held is not null || !TryTakeDue(Now(), out timer, out _))
                {
                    SetAlarm();
                    return;
                }
            }

            timer.Fire();
        }
    }

    private bool TryTakeDue(DateTimeOffset until, out VirtualTimer timer, out DateTimeOffset at)
    {
        while (due.TryPeek(out var next, out var when) && when.Due <= until.Ticks)
        {
            due.Dequeue();
            if (next.Timer.Arming == next.Arming)
            {
                (timer, at) = (next.Timer, new DateTimeOffset(when.Due, TimeSpan.Zero));
                return true;
            }
        }

        (timer, at) = (null!, default);
        return false;
    }

    private void SetAlarm()
    {
        if (speed == 0 || held is not null || !due.TryPeek(out _, out var next))
        {
            alarm.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return;
        }

        var wait = (new DateTimeOffset(next.Due, TimeSpan.Zero) - Now()) / speed;
        // A real timer counts whole milliseconds and at most some 49 days; a too early alarm only looks again.
        var rounded = TimeSpan.FromMilliseconds(Math.Clamp(Math.Ceiling(wait.TotalMilliseconds), 0, TimeSpan.FromDays(1).TotalMilliseconds));
        alarm.Change(rounded, Timeout.InfiniteTimeSpan);
    }
}
