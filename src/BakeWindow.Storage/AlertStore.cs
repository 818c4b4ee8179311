using System.Text.Json;
using BakeWindow.Core.Alerting;
using BakeWindow.Core.Incidents;
using Microsoft.EntityFrameworkCore;

namespace BakeWindow.Storage;

/// <summary>
/// The alerts that last, as they were told. An alert and what is to be told of it are written in one transaction, so that a crash neither forgets to tell nor tells of the same twice.
/// </summary>
public sealed class AlertStore(IDbContextFactory<BakeWindowDb> databases)
{
    /// <summary>All that last.</summary>
    public async Task<IReadOnlyList<Alert>> LastingAsync(CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return [.. (await db.Alerts.AsNoTracking().OrderBy(a => a.Since).Select(a => a.Record).ToListAsync(ct)).Select(Read).OfType<Alert>()];
    }

    /// <summary>Writes a change down, with what is to be told of it. What was to be told of the same alert over the same channel and was never tried is overtaken by it.</summary>
    /// <param name="change">The change.</param>
    /// <param name="over">The channels that tell it, each with the time at which it does.</param>
    /// <param name="ct">Ends it; nothing was written then.</param>
    public async Task PutAsync(AlertChange change, IReadOnlyList<(string Channel, DateTimeOffset At)> over, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var id = StorableText.Clean(change.Alert.Id);
        if (change.Turn is AlertTurn.Ended)
        {
            await db.Alerts.Where(a => a.Id == id).ExecuteDeleteAsync(ct);
        }
        else if (await db.Alerts.SingleOrDefaultAsync(a => a.Id == id, ct) is { } row)
        {
            (row.Record, row.ChangedAt) = (IncidentJson.Write(change.Alert), change.At);
        }
        else
        {
            db.Add(new AlertRow { Id = id, Since = change.Alert.Since, ChangedAt = change.At, Record = IncidentJson.Write(change.Alert) });
        }

        var waiting = await db.Notices.Where(n => n.Alert == id && n.NextTryAt != null && n.Tries == 0).ToListAsync(ct);
        foreach (var (channel, at) in over)
        {
            var untold = waiting.FindAll(n => n.Channel == channel);
            untold.ForEach(n => (n.NextTryAt, n.Problem) = (null, change.Turn is AlertTurn.Ended ? "over before it was to be told" : "overtaken by what came after it"));
            var begins = untold.Exists(n => IncidentJson.ReadChange(n.Record).Turn is AlertTurn.Began);
            if (begins && change.Turn is AlertTurn.Ended)
            {
                continue;
            }

            var told = begins && change.Turn is AlertTurn.Changed ? change with { Turn = AlertTurn.Began } : change;
            db.Add(new NoticeRow { Alert = id, Channel = channel, MadeAt = change.At, NextTryAt = at, Tries = 0, Problem = at > change.At ? "waits for the end of quiet hours" : "", Record = IncidentJson.Write(told) });
        }

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    // What a newer version wrote, or is damaged, is told again rather than never.
    private static Alert? Read(string json)
    {
        try
        {
            return IncidentJson.ReadAlert(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
