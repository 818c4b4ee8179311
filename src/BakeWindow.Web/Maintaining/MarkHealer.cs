using BakeWindow.Core.Healing;
using BakeWindow.Core.Maintenance;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Healing;
using BakeWindow.Storage;
using BakeWindow.Web.Access;
using BakeWindow.Web.Hosting;

namespace BakeWindow.Web.Maintaining;

/// <summary>
/// Looks at the start and every other minute for what was left behind in the cluster, lists it, and takes it off; each act is a row of the audit, a Kubernetes Event and a line of the log. Only
/// the replica that leads does.
/// </summary>
public sealed partial class MarkHealer(Healer healer, Journal journal, AuditLog audit, EventTeller events, Leadership leadership, TimeProvider time, ILogger<MarkHealer> logger) : BackgroundService
{
    // By the real clock: it is about the real cluster.
    private readonly WakeUps wakeUps = new(TimeProvider.System) { Every = TimeSpan.FromMinutes(2) };

    /// <summary>Looks once, and heals.</summary>
    /// <returns>What was taken off.</returns>
    public Task<IReadOnlyList<Residue>> HealAsync(CancellationToken ct) => HealAsync(_ => true, ct);

    /// <summary>Looks now at one node, and takes off what nobody works under: what the next look would do anyway.</summary>
    /// <returns>What was taken off; null when another replica leads, which looks by itself.</returns>
    /// <exception cref="NotAllowedException">He may not.</exception>
    /// <exception cref="ApiException">The cluster does not tell.</exception>
    public async Task<IReadOnlyList<Residue>?> RestoreAsync(string node, Caller by, CancellationToken ct)
    {
        by.Require(Act.Request);
        if (!leadership.IsLeader)
        {
            return null;
        }

        var healed = await HealAsync(r => r is Residue.OnNode on && on.Node == node || r is Residue.OfNodeMaintenance of && of.Node == node, ct);
        var what = healed.Count == 0 ? "nothing was left behind" : string.Join("; ", healed.Select(r => r.What));
        await AuditAsync(new AuditNote("marks-restored", by.Name, node, what) { From = by.From }, ct);
        return healed;
    }

    private async Task<IReadOnlyList<Residue>> HealAsync(Predicate<Residue> wanted, CancellationToken ct)
    {
        if (!leadership.IsLeader)
        {
            return [];
        }

        var found = (await healer.FindAsync(journal.FindAsync, ct)).Where(r => wanted(r)).ToList();
        foreach (var residue in found)
        {
            Log.Found(logger, NameOf(residue), residue.What, residue.Why);
        }

        var healed = new List<Residue>();
        foreach (var residue in found.TakeWhile(_ => leadership.IsLeader))
        {
            try
            {
                if (await healer.HealAsync(residue, ct))
                {
                    healed.Add(residue);
                    await ReportAsync(residue, ct);
                }
            }
            catch (ApiException e)
            {
                // The others are healed all the same; the next look tries again.
                Log.NotHealed(logger, NameOf(residue), e.Message);
            }
        }

        return healed;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        leadership.Changed += wakeUps.Wake;
        await wakeUps.RunAsync(HealAsync, e => Log.LookFailed(logger, e.Message), stoppingToken);
        leadership.Changed -= wakeUps.Wake;
    }

    // What was done is done, whatever becomes of the report.
    private async Task ReportAsync(Residue residue, CancellationToken ct)
    {
        Log.Healed(logger, NameOf(residue), residue.What, residue.Why);
        if (residue is Residue.OnNode node)
        {
            events.Tell(new Announcement("Node", null, node.Node, node.Uid, "BakeWindowHealed", $"{residue.What}: {residue.Why}", true));
        }

        await AuditAsync(new AuditNote("healed", "bakewindow", NameOf(residue), $"{residue.What}: {residue.Why}"), ct);
    }

    private async Task AuditAsync(AuditNote note, CancellationToken ct)
    {
        try
        {
            await audit.AppendAsync(time.GetUtcNow(), note, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            Log.NotAudited(logger, note.Subject, e.Message);
        }
    }

    private static string NameOf(Residue residue) => residue switch
    {
        Residue.OnNode n => n.Node,
        Residue.OnWorkload w => w.Workload.ToString(),
        Residue.OfNodeMaintenance m => $"NodeMaintenance {m.Name}",
        Residue.OfLock l => $"lock of {l.Domain}",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Left behind on {What}: will {Act} ({Why})")]
        public static partial void Found(ILogger logger, string what, string act, string why);

        [LoggerMessage(2, LogLevel.Warning, "Healed {What}: {Act} ({Why})")]
        public static partial void Healed(ILogger logger, string what, string act, string why);

        [LoggerMessage(3, LogLevel.Warning, "{What} could not be healed: {Why}")]
        public static partial void NotHealed(ILogger logger, string what, string why);

        [LoggerMessage(4, LogLevel.Warning, "A look for what was left behind failed ({Why}); the next one tries again")]
        public static partial void LookFailed(ILogger logger, string why);

        [LoggerMessage(5, LogLevel.Error, "That {What} was healed could not be put in the audit: {Why}")]
        public static partial void NotAudited(ILogger logger, string what, string why);
    }
}
