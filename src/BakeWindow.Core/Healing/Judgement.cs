using BakeWindow.Core.Cluster;
using BakeWindow.Core.Maintenance;

namespace BakeWindow.Core.Healing;

/// <summary>
/// Who still works under a mark or a lock, as far as an installation can know: its own maintenances by its journal, those of others by the locks that they hold. What can't be known counts as
/// alive for a while, for its writer may be at the very next step.
/// </summary>
/// <param name="Installation">This installation.</param>
/// <param name="Namespace">The namespace in which its locks live.</param>
/// <param name="Journal">What the journal says of maintenances by id; one that is missing is unknown to it. Read after the marks were.</param>
/// <param name="Held">Who holds a lock that has not run out.</param>
public sealed record Judgement(string Installation, string Namespace, IReadOnlyDictionary<string, MaintenanceRecord> Journal, IReadOnlyCollection<LockHolder> Held)
{
    /// <summary>How long a mark of somebody unknown must have been seen before it is taken off.</summary>
    public static TimeSpan Grace { get; } = TimeSpan.FromMinutes(5);

    /// <summary>Why nobody works under this mark any more; null when somebody does, or may.</summary>
    /// <param name="mark">The mark.</param>
    /// <param name="seenFor">For how long this process has seen it.</param>
    public string? WhyDead(CordonMark mark, TimeSpan seenFor) =>
        // Another installation's whose locks can't be seen from here.
        !IsOurs(mark.Holder) && mark.Lock?.StartsWith(Namespace + "/", StringComparison.Ordinal) is not true ? null : WhyDead(mark.Holder, seenFor);

    /// <summary>Why nobody works under this mark any more; null when somebody does, or may. It tells no lock, so another installation's is left to that one.</summary>
    /// <param name="mark">The mark.</param>
    /// <param name="seenFor">For how long this process has seen it.</param>
    public string? WhyDead(RolloutMark mark, TimeSpan seenFor) => IsOurs(mark.Holder) ? WhyDead(mark.Holder, seenFor) : null;

    /// <summary>Why the holder is not at work any more; null when it is, or may be.</summary>
    public string? WhyDead(LockHolder holder, TimeSpan seenFor)
    {
        // An id alone is everybody's: a live lock, or a short sight of it, speaks for whoever wrote it.
        if (holder.Installation.Length == 0 && (seenFor < Grace || Held.Any(h => h.Maintenance == holder.Maintenance)))
        {
            return null;
        }

        if (IsOurs(holder) && Journal.TryGetValue(holder.Maintenance, out var m))
        {
            return m.Phase is Phase.Locking || m.Phase.Underway is not null ? null : $"{m.Id} is {m.Phase.Name}";
        }

        return Held.Contains(holder) ? null
            : seenFor < Grace ? null
            : IsOurs(holder) ? $"{holder} is not in the journal" : $"{holder} of another installation holds no lock any more";
    }

    private bool IsOurs(LockHolder holder) => holder.Installation.Length == 0 || holder.Installation == Installation;
}
