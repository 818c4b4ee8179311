namespace BakeWindow.Simulator.Scenarios;

/// <summary>Lets a scenario's events happen, each at its time and in order.</summary>
internal sealed class Timeline : IDisposable
{
    private readonly Lock gate = new();
    private readonly Queue<ScenarioEvent> ahead;
    private readonly TimeProvider time;
    private readonly Action<Happening> act;
    private readonly ITimer alarm;

    public Timeline(IEnumerable<ScenarioEvent> events, TimeProvider time, Action<Happening> act)
    {
        (ahead, this.time, this.act) = (new Queue<ScenarioEvent>(events.OrderBy(e => e.At)), time, act);
        // Set off once it is there: it may ring before its maker has answered.
        alarm = time.CreateTimer(_ => Run(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        alarm.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => alarm.Dispose();

    private void Run()
    {
        lock (gate)
        {
            while (ahead.TryPeek(out var next))
            {
                var wait = next.At - time.GetUtcNow();
                if (wait > TimeSpan.Zero)
                {
                    // A real timer counts milliseconds: better a little late than never.
                    alarm.Change(wait + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
                    return;
                }

                act(ahead.Dequeue().What);
            }
        }
    }
}
