using BakeWindow.Core.Alerting;
using BakeWindow.Web.Observing;

namespace BakeWindow.Web.Alerting;

/// <summary>The alerts that last. Whoever watches something raises and ends them here; whoever tells people, opens incidents or draws pages reads them here.</summary>
public sealed class AlertBook(TimeProvider time, ILogger<AlertBook> logger)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Alert> lasting = new(StringComparer.Ordinal);

    /// <summary>After a beginning, a change of essence and an end; one after the other. Listeners must be quick.</summary>
    public event Action<AlertChange>? Changed;

    /// <summary>Those that last, the most urgent first, then the oldest.</summary>
    public IReadOnlyList<Alert> Lasting
    {
        get
        {
            lock (gate)
            {
                return [.. lasting.Values.OrderByDescending(a => a.Severity).ThenBy(a => a.Since).ThenBy(a => a.Id, StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>Takes up what lasted when this process ended; nobody is told again.</summary>
    public void TakeUp(IEnumerable<Alert> alerts)
    {
        lock (gate)
        {
            foreach (var alert in alerts)
            {
                lasting.TryAdd(alert.Id, alert);
            }
        }
    }

    /// <summary>It is so. What lasts already keeps its beginning; it is told again when its essence or severity is another.</summary>
    public void Raise(Alert alert)
    {
        lock (gate)
        {
            if (!lasting.TryGetValue(alert.Id, out var before))
            {
                lasting[alert.Id] = alert;
                Tell(alert, AlertTurn.Began);
                return;
            }

            var now = alert with { Since = before.Since };
            lasting[alert.Id] = now;
            if (before.Essence != now.Essence || before.Severity != now.Severity)
            {
                Tell(now, AlertTurn.Changed);
            }
        }
    }

    /// <summary>It is over; nothing happens when it did not last.</summary>
    public void End(string id)
    {
        lock (gate)
        {
            if (lasting.Remove(id, out var alert))
            {
                Tell(alert, AlertTurn.Ended);
            }
        }
    }

    /// <summary>Ends those of a family that are not in what lasts now, and raises what is.</summary>
    /// <param name="family">The ids' beginning: <c>at-risk/</c>.</param>
    /// <param name="now">All of the family that last.</param>
    public void Settle(string family, IReadOnlyCollection<Alert> now)
    {
        foreach (var alert in now)
        {
            Raise(alert);
        }

        foreach (var over in Lasting.Where(a => a.Id.StartsWith(family, StringComparison.Ordinal) && now.All(n => n.Id != a.Id)))
        {
            End(over.Id);
        }
    }

    // Within the lock, so that a beginning is never heard after its end.
    private void Tell(Alert alert, AlertTurn turn) => Changed.Tell(new AlertChange(alert, turn, time.GetUtcNow()), logger);
}
