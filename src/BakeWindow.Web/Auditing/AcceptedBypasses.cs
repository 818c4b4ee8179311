using System.Data.Common;
using System.Globalization;
using BakeWindow.Core.Bypasses;
using BakeWindow.Storage;
using BakeWindow.Web.Access;
using BakeWindow.Web.Hosting;
using BakeWindow.Web.Observing;

namespace BakeWindow.Web.Auditing;

/// <summary>
/// Findings that somebody accepted until a date: they are listed apart and raise no alarm until then. Kept in the database, and read again every minute, for another replica may have been
/// told; while it can't be read, what was known holds, and it runs out all the same.
/// </summary>
public sealed partial class AcceptedBypasses(AcceptanceStore store, AuditLog audit, TimeProvider time, ILogger<AcceptedBypasses> logger) : BackgroundService
{
    private readonly WakeUps wakeUps = new(TimeProvider.System) { Every = TimeSpan.FromMinutes(1) };
    private volatile IReadOnlyList<Acceptance> now = [];

    /// <summary>After every change.</summary>
    public event Action<IReadOnlyList<Acceptance>>? Changed;

    /// <summary>What is accepted, as last read; ask each whether it <see cref="Acceptance.Holds"/>.</summary>
    public IReadOnlyList<Acceptance> Now => now;

    /// <summary>Accepts a finding.</summary>
    /// <exception cref="NotAllowedException">He may not.</exception>
    public async Task<Acceptance> AcceptAsync(Bypass finding, AcceptForm.Valid form, Caller by, CancellationToken ct)
    {
        by.Require(Act.Accept);
        var acceptance = new Acceptance
        {
            Finding = finding.Id, What = $"{finding.Code.Kebab()} {finding.Subject}", By = by.Name, Reason = form.Reason, MadeAt = time.GetUtcNow(), EndsAt = form.Until,
        };
        await store.AddAsync(acceptance, ct);
        await NoteAsync(new AuditNote("bypass-accepted", by.Name, acceptance.Finding, $"{acceptance.What}: {form.Reason}")
        {
            From = by.From, Before = "open", After = string.Create(CultureInfo.InvariantCulture, $"accepted until {form.Until.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}"),
        });
        await RefreshAsync(ct);
        return acceptance;
    }

    /// <summary>Ends an acceptance before its time: the finding is an open one again.</summary>
    /// <returns>False when the finding was not accepted.</returns>
    /// <exception cref="NotAllowedException">He may not.</exception>
    public async Task<bool> EndAsync(string finding, Caller by, CancellationToken ct)
    {
        by.Require(Act.Accept);
        if (!await store.EndAsync(finding, by.Name, time.GetUtcNow(), ct))
        {
            return false;
        }

        await NoteAsync(new AuditNote("bypass-acceptance-ended", by.Name, finding, now.FirstOrDefault(a => a.Finding == finding)?.What ?? "") { From = by.From, Before = "accepted", After = "open" });
        await RefreshAsync(ct);
        return true;
    }

    /// <summary>Reads again what holds.</summary>
    public async Task RefreshAsync(CancellationToken ct)
    {
        var read = await store.HoldingAsync(time.GetUtcNow(), ct);
        if (!read.SequenceEqual(now))
        {
            now = read;
            Changed.Tell(read, logger);
        }
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => wakeUps.RunAsync(RefreshAsync, e => Log.NotRead(logger, e.Message), stoppingToken);

    // It holds, whatever becomes of the note.
    private async Task NoteAsync(AuditNote note)
    {
        try
        {
            await audit.AppendAsync(time.GetUtcNow(), note, CancellationToken.None);
        }
        catch (Exception e) when (e is DbException or InvalidOperationException)
        {
            Log.NotAudited(logger, e, note.Kind, note.Subject, note.Who);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Accepted findings can't be read ({Why}); those that are known hold until they run out")]
        public static partial void NotRead(ILogger logger, string why);

        [LoggerMessage(2, LogLevel.Error, "{Kind} of {Finding} by {Who} could not be written to the audit log")]
        public static partial void NotAudited(ILogger logger, Exception e, string kind, string finding, string who);
    }
}
