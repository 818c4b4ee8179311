using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;
using BakeWindow.Web.Observing;

namespace BakeWindow.Web.Maintaining;

/// <content>The open maintenances in memory: what the journal says, as last read or written.</content>
public sealed partial class MaintenanceRunner
{
    /// <summary>Names of the workloads that are being evicted: their floors are open for that.</summary>
    public IReadOnlySet<string> Emptying => Open.Where(m => m.Phase is Phase.Draining or Phase.Rebooting).SelectMany(m => m.Phase.Underway!.Workloads).ToHashSet(StringComparer.Ordinal);

    /// <summary>Nodes that a maintenance waits for and has not begun to work on.</summary>
    public IReadOnlySet<string> Awaited => Open.Where(m => m.Phase.Underway is null).Select(m => m.Request.Node).ToHashSet(StringComparer.Ordinal);

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
            .Where(m => m.Phase.Underway is not null)
            .Select(m => new ActiveMaintenance(m.Id, m.Request.Node, m.Phase.Underway!.Domain, m.Phase.Underway.Bakers, m.Phase.Underway.DrainingSince is not null))
            .OrderBy(a => a.Id, StringComparer.Ordinal)
            .ToList();
        board.Update(world => world.Active.Select(a => (a.Id, a.Evicting)).SequenceEqual(active.Select(a => (a.Id, a.Evicting))) ? world : world with { Active = active });
    }
}
