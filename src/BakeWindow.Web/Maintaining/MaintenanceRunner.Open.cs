using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;
using BakeWindow.Web.Observing;

namespace BakeWindow.Web.Maintaining;

/// <content>The open maintenances in memory: what the journal says, as last read or written.</content>
public sealed partial class MaintenanceRunner
{
    /// <summary>Names of the workloads that are being evicted: their floors are open for that.</summary>
    public IReadOnlySet<string> Emptying
    {
        get
        {
            var now = time.GetUtcNow();
            return Open.SelectMany(m => m.Emptying(now)).ToHashSet(StringComparer.Ordinal);
        }
    }

    /// <summary>Nodes that a maintenance waits for and has not begun to work on.</summary>
    public IReadOnlySet<string> Awaited => Open.Where(m => m.Phase.Underway is null && m.Request.Node.Length > 0).Select(m => m.Request.Node).ToHashSet(StringComparer.Ordinal);

    private async Task<MaintenanceRecord> TakeAsWrittenAsync(MaintenanceRecord record, CancellationToken ct)
    {
        var written = await journal.FindAsync(record.Id, ct) ?? record;
        Keep(written);
        return written;
    }

    private async Task ReloadAsync(CancellationToken ct)
    {
        await turn.WaitAsync(ct);
        try
        {
            var before = open;
            var found = (await journal.OpenAsync(ct)).Select(m => before.TryGetValue(m.Id, out var old) && JournalJson.Write(old) == JournalJson.Write(m) ? old : m).ToList();
            Volatile.Write(ref open, found.ToDictionary(m => m.Id, StringComparer.Ordinal));
            PublishActive();
            foreach (var moved in found.Where(m => !before.TryGetValue(m.Id, out var old) || !ReferenceEquals(old, m)))
            {
                Changed.Tell(moved, logger);
            }

            foreach (var ended in before.Values.Where(m => !open.ContainsKey(m.Id)))
            {
                await LearnOutagesAsync(ct);
                Changed.Tell(await journal.FindAsync(ended.Id, ct) ?? ended, logger);
            }
        }
        finally
        {
            turn.Release();
        }
    }

    private void Keep(MaintenanceRecord record)
    {
        var next = new Dictionary<string, MaintenanceRecord>(open, StringComparer.Ordinal);
        if (record.Phase.IsTerminal)
        {
            next.Remove(record.Id);
        }
        else
        {
            next[record.Id] = record;
        }

        Volatile.Write(ref open, next);
        PublishActive();
        Changed.Tell(record, logger);
    }

    private void PublishActive()
    {
        var active = open.Values
            .Select(ActiveMaintenance.Of)
            .OfType<ActiveMaintenance>()
            .OrderBy(a => a.Id, StringComparer.Ordinal)
            .ToList();
        board.Update(world => world.Active.Select(Shown).SequenceEqual(active.Select(Shown)) ? world : world with { Active = active });
    }

    private static (string Id, bool Evicting, bool AwaitsReboot, bool InOthersHands) Shown(ActiveMaintenance a) => (a.Id, a.Evicting, a.AwaitsReboot, a.InOthersHands);
}
