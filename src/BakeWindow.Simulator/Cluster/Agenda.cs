namespace BakeWindow.Simulator.Cluster;

/// <summary>
/// What the cluster will do by itself, in order of time and, at the same time, in the order in which it was planned. The same history of calls gives the
/// same history of the cluster, however late a tick comes: an action runs at the instant for which it was planned.
/// </summary>
internal sealed class Agenda : IDisposable
{
    private static readonly TimeSpan Soonest = TimeSpan.FromMilliseconds(1);

    private readonly TimeProvider time;
    private readonly ITimer timer;
    private readonly PriorityQueue<Entry, (DateTimeOffset Due, long Order)> queue = new();
    private readonly HashSet<string> waiting = new(StringComparer.Ordinal);
    private DateTimeOffset? runningAt;
    private DateTimeOffset latest;
    private DateTimeOffset armedFor = DateTimeOffset.MaxValue;
    private long order;

    public Agenda(TimeProvider time, Action wake)
    {
        this.time = time;
        latest = time.GetUtcNow();
        timer = time.CreateTimer(_ => wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The instant of the action that runs, else that of the clock. It never goes back.</summary>
    public DateTimeOffset Now
    {
        get
        {
            var now = runningAt ?? time.GetUtcNow();
            return now < latest ? latest : now;
        }
    }

    /// <summary>What the clock shows, for those who are not at work under the cluster's lock.</summary>
    public DateTimeOffset Clock => time.GetUtcNow();

    /// <summary>Plans an action.</summary>
    public void After(TimeSpan delay, Action act) => Add(null, Now + delay, act);

    /// <summary>Plans an action unless one of the same name is waiting: many changes in a moment are looked at once.</summary>
    public void Once(string name, TimeSpan delay, Action act)
    {
        if (waiting.Add(name))
        {
            Add(name, Now + delay, act);
        }
    }

    /// <summary>Runs everything that is due, also what becomes due by it.</summary>
    public void RunDue()
    {
        if (runningAt is not null)
        {
            return;
        }

        try
        {
            while (queue.TryPeek(out var entry, out var when) && when.Due <= time.GetUtcNow())
            {
                queue.Dequeue();
                if (entry.Name is { } name)
                {
                    waiting.Remove(name);
                }

                latest = when.Due > latest ? when.Due : latest;
                runningAt = latest;
                entry.Act();
            }
        }
        finally
        {
            runningAt = null;
        }

        Arm();
    }

    public void Dispose() => timer.Dispose();

    private void Add(string? name, DateTimeOffset due, Action act)
    {
        queue.Enqueue(new Entry(name, act), (due, order++));
        if (runningAt is null && due < armedFor)
        {
            Arm();
        }
    }

    private void Arm()
    {
        if (!queue.TryPeek(out _, out var next))
        {
            armedFor = DateTimeOffset.MaxValue;
            return;
        }

        armedFor = next.Due;
        var wait = next.Due - time.GetUtcNow();
        timer.Change(wait < Soonest ? Soonest : wait, Timeout.InfiniteTimeSpan);
    }

    private readonly record struct Entry(string? Name, Action Act);
}
