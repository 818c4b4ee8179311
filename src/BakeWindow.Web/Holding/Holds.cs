using BakeWindow.Core.Gate;
using BakeWindow.Core.Time;
using BakeWindow.Storage;
using BakeWindow.Web.Access;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Hosting;
using BakeWindow.Web.Maintaining;
using BakeWindow.Web.Observing;

namespace BakeWindow.Web.Holding;

/// <summary>
/// Freezes and broken glasses: sets and ends them, and pins them on the board, where gate, planner, floors, calendar and exports see them. What the database holds is what is so: another
/// replica may have set it, so it is read again every few seconds. While it can't be read the last known freezes stay, each until its own end; a broken glass, which opens, is not believed for longer than half a minute.
/// </summary>
public sealed partial class Holds(HoldStore store, WorldBoard board, Settings settings, AuditLog audit, Leadership leadership, TimeProvider time, ILogger<Holds> logger) : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(3);

    // Somebody may have closed it meanwhile.
    private static readonly TimeSpan GlassBelieved = TimeSpan.FromSeconds(30);

    // One reading at a time, or an older one could be pinned over a newer.
    private readonly SemaphoreSlim reading = new(1, 1);

    // About replicas and a database, so by the real clock, also where the chain's runs fast.
    private readonly WakeUps wakeUps = new(TimeProvider.System) { Every = Tick };
    private long readAt = TimeProvider.System.GetTimestamp();

    /// <summary>Holds everything, or one node, for a while.</summary>
    /// <exception cref="NotAllowedException">He may not.</exception>
    public async Task<StoredHold> FreezeAsync(FreezeForm.Valid form, Caller by, CancellationToken ct)
    {
        by.Require(Act.Freeze);
        var now = time.GetUtcNow();
        var set = await store.AddAsync(new StoredHold(HoldKind.Freeze, by.Name, form.Reason, form.Node, now, now, form.Until), ct);
        // It holds from here on, whatever becomes of the rest.
        await ReloadAsync(CancellationToken.None);
        await NoteAsync("freeze-set", by.Name, by.From, set, set.Reason, "not frozen", Scope(set));
        return set;
    }

    /// <summary>Ends a freeze before its time.</summary>
    /// <returns>Null when there is none under the id, or it is over.</returns>
    /// <exception cref="NotAllowedException">He may not.</exception>
    public Task<StoredHold?> EndFreezeAsync(long key, Caller by, CancellationToken ct) => EndAsync(HoldKind.Freeze, key, by, Act.Approve, "freeze-ended", ct);

    /// <summary>Opens the gate of one node against its answer. It is written to the audit first: what can't be written there is not done.</summary>
    /// <exception cref="NotAllowedException">He may not.</exception>
    public async Task<StoredHold> BreakAsync(GlassForm.Valid form, Caller by, CancellationToken ct)
    {
        by.Require(Act.BreakGlass);
        var now = time.GetUtcNow();
        var verdict = Gatekeeper.Decide(board.Now, new GateRequest { Node = form.Node, Client = by.Name, FloorAside = true }, now);
        var hold = new StoredHold(HoldKind.Glass, by.Name, form.Reason, form.Node, now, now, now + form.For);
        await audit.AppendAsync(now, new AuditNote("glass-broken", by.Name, form.Node, form.Reason) { From = by.From, Before = $"{verdict.Reason.Kebab()}: {verdict.Message}", After = Scope(hold) }, ct);
        var set = await store.AddAsync(hold, ct);
        Log.Broken(logger, form.Node, by.Name, set.EndsAt, form.Reason);
        await ReloadAsync(CancellationToken.None);
        return set;
    }

    /// <summary>Closes a broken glass before its time; closing is always safe.</summary>
    /// <returns>Null when there is none under the id, or it is over.</returns>
    /// <exception cref="NotAllowedException">He may not.</exception>
    public Task<StoredHold?> CloseGlassAsync(long key, Caller by, CancellationToken ct) => EndAsync(HoldKind.Glass, key, by, Act.Freeze, "glass-closed", ct);

    /// <summary>The newest of both kinds, newest first.</summary>
    public Task<IReadOnlyList<StoredHold>> ListAsync(int most, CancellationToken ct) => store.ListAsync(most, ct);

    /// <summary>Those that are not over.</summary>
    public Task<IReadOnlyList<StoredHold>> NotOverAsync(CancellationToken ct) => store.NotOverAsync(time.GetUtcNow(), ct);

    /// <summary>Reads what is in force and pins it.</summary>
    public async Task ReloadAsync(CancellationToken ct)
    {
        await reading.WaitAsync(ct);
        try
        {
            Pin(await store.NotOverAsync(time.GetUtcNow(), ct));
            readAt = TimeProvider.System.GetTimestamp();
        }
        catch (Exception e) when (e is not OperationCanceledException && TimeProvider.System.GetElapsedTime(readAt) > GlassBelieved && board.Now.Glass.Count > 0)
        {
            board.Update(w => w.Glass.Count == 0 ? w : w with { Glass = [] });
            throw;
        }
        finally
        {
            reading.Release();
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        reading.Dispose();
        base.Dispose();
    }

    private void Pin(IReadOnlyList<StoredHold> all)
    {
        IReadOnlyList<FreezePeriod> freezes = [.. settings.Policy.Freezes, .. all.Where(h => h.Kind is HoldKind.Freeze).Select(Period)];
        IReadOnlyList<BrokenGlass> glass = [.. all.Where(h => h is { Kind: HoldKind.Glass, Node: not null }).Select(h => new BrokenGlass(h.Node!, h.Owner, h.Reason, h.StartsAt, h.EndsAt))];
        board.Update(w =>
        {
            var frozen = w.Policy.Freezes.SequenceEqual(freezes) ? w : w with { Policy = w.Policy with { Freezes = freezes } };
            return frozen.Glass.SequenceEqual(glass) ? frozen : frozen with { Glass = glass };
        });
    }

    /// <summary>Reads what is in force, and notes in the audit what ended by itself: the leader does, once for each.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        await ReloadAsync(ct);
        foreach (var over in leadership.IsLeader ? await store.ExpireAsync(time.GetUtcNow(), ct) : [])
        {
            await NoteAsync(over.Kind is HoldKind.Glass ? "glass-expired" : "freeze-expired", "bakewindow", null, over, $"ended by itself at {over.EndsAt.UtcDateTime:u}; set by {over.Owner}: {over.Reason}", Scope(over), After(over.Kind));
        }
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => wakeUps.RunAsync(LookAsync, e => Log.NotRead(logger, e), stoppingToken);

    private async Task<StoredHold?> EndAsync(HoldKind kind, long key, Caller by, Act act, string note, CancellationToken ct)
    {
        by.Require(act);
        if (await store.EndAsync(kind, key, time.GetUtcNow(), by.Name, ct) is not { } ended)
        {
            return null;
        }

        await ReloadAsync(CancellationToken.None);
        await NoteAsync(note, by.Name, by.From, ended, ended.Reason, Scope(ended), After(kind));
        return ended;
    }

    private static FreezePeriod Period(StoredHold h) => new(new TimeRange(h.StartsAt, h.EndsAt), h.Reason, h.Owner) { Node = h.Node };

    private static string Scope(StoredHold h) => $"{(h.Kind is HoldKind.Glass ? "open" : "frozen")}: {h.Node ?? "everything"} until {h.EndsAt.UtcDateTime:u}";

    private static string After(HoldKind kind) => kind is HoldKind.Glass ? "the gate's own answer" : "not frozen";

    // It has happened: a full disk does not make it undone, and the row itself names who and why.
    private async Task NoteAsync(string kind, string who, string? from, StoredHold hold, string detail, string before, string after)
    {
        try
        {
            await audit.AppendAsync(time.GetUtcNow(), new AuditNote(kind, who, hold.Id, detail) { From = from, Before = before, After = after }, CancellationToken.None);
        }
        catch (Exception e)
        {
            Log.NotAudited(logger, e, kind, hold.Id, who);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The freezes can't be read; those that are known stay in force until their end")]
        public static partial void NotRead(ILogger logger, Exception e);

        [LoggerMessage(2, LogLevel.Error, "{Kind} of {Hold} by {Who} could not be written to the audit log")]
        public static partial void NotAudited(ILogger logger, Exception e, string kind, string hold, string who);

        [LoggerMessage(3, LogLevel.Warning, "The glass of {Node} is broken by {Who} until {Until:u}: {Reason}")]
        public static partial void Broken(ILogger logger, string node, string who, DateTimeOffset until, string reason);
    }
}
