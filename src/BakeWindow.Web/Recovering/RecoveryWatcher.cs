using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Incidents;
using BakeWindow.Core.Recovery;
using BakeWindow.Core.Rights;
using BakeWindow.Storage;
using BakeWindow.Web.Alerting;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Hosting;
using BakeWindow.Web.Maintaining;
using BakeWindow.Web.Observing;
using BakeWindow.Web.Recording;

namespace BakeWindow.Web.Recovering;

/// <summary>Looks at every change of the world for what went away and what came back: keeps what restarts teach, and says what is at risk as long as something is down by itself.</summary>
public sealed partial class RecoveryWatcher(
    WorldBoard board, RecoveryBook book, AlertBook alerts, EvidenceLog evidence, SampleStore samples, MaintenanceRunner runner, Leadership leadership, Settings settings, TimeProvider time, ILogger<RecoveryWatcher> logger)
    : BackgroundService
{
    private const int MostSamples = 1_000;
    private const int MostEnded = 20;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private readonly WakeUps wakeUps = new(time) { Every = Every };
    // What is down when BakeWindow begins may be coming up with it, after a power cut or an installation; so long nobody is woken for it.
    private static readonly TimeSpan ComingUp = TimeSpan.FromMinutes(1);

    private readonly HashSet<BakerAddress> well = [];
    private DateTimeOffset? began;
    private bool taken;
    private bool sees;

    /// <summary>Looks once.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        var (world, now, before) = (board.Now, time.GetUtcNow(), book.Now);
        if (!taken)
        {
            before = before with { Samples = await samples.RestartsAsync(MostSamples, ct) };
            taken = true;
        }

        var (state, news) = RecoveryMachine.Step(before.State, world, now);
        var learned = await LearnAsync(before.Samples, news, now, ct);
        var faults = Faults.Of(before.Faults, state, world, now);
        var risks = Told(RiskAssessment.Of(world, faults, new RecoveryKnowledge(learned, world.Policy.Prior), now), world, now);
        var ended = Ended(before, risks, world, now);
        // The book first: whoever is told of an alert reads it there.
        book.Write(new RecoveryBook.Noted(state, faults, risks, now, learned, [.. ended.Concat(before.Ended).Take(MostEnded)]));
        Tell(before, faults, risks, ended, now);
        // Until all has been looked at once, what lasted when the former process ended is not known to be over.
        sees |= Sees(world);
        if (sees)
        {
            alerts.Settle(RiskWords.Family, [.. risks.Select(r => RiskWords.Alert(r, settings.NameOf(r.Baker)))]);
        }
        else
        {
            // A process that has not seen a head yet has just begun, and knows too little to wake anybody.
            foreach (var risk in world.Chain is null ? [] : risks)
            {
                alerts.Raise(RiskWords.Alert(risk, settings.NameOf(risk.Baker)));
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        void Wake(World world) => wakeUps.Wake();
        board.Changed += Wake;
        await wakeUps.RunAsync(LookAsync, e => Log.LookFailed(logger, e), stoppingToken);
        board.Changed -= Wake;
    }

    // One that does not lead watches too, so as to know when it leads, and keeps nothing: each restart is one sample.
    private async Task<IReadOnlyList<RecoverySample>> LearnAsync(IReadOnlyList<RecoverySample> known, IReadOnlyList<RecoveryNews> news, DateTimeOffset now, CancellationToken ct)
    {
        var teaches = false;
        foreach (var item in news)
        {
            Log.News(logger, item.Text);
            if (leadership.IsLeader)
            {
                Write(EvidenceLane.Pods, item.Recovery.Workload.Name, item.Code, item.Text, "watch over restarts", item.Recovery.Workload.Baker, now);
            }

            if (item.Sample is not { } sample)
            {
                continue;
            }

            known = [sample, .. known.Take(MostSamples - 1)];
            if (!leadership.IsLeader)
            {
                continue;
            }

            try
            {
                await samples.AddAsync(sample, ct);
                // A neighbour's drain and reboot is what a planned one is like; what crashed or died is not.
                if (sample is { Cause: RecoveryCause.Eviction, Node.Length: > 0 } && item.Recovery.Workload.Role is WorkloadRole.Baker)
                {
                    await samples.AddAsync(sample.Node, sample.Outage, now, ct, RecoveryCause.Eviction);
                    teaches = true;
                }
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                Log.NotKept(logger, e, sample.Workload);
            }
        }

        if (teaches)
        {
            await runner.LearnOutagesAsync(ct);
        }

        return known;
    }

    private List<EndedRisk> Ended(RecoveryBook.Noted before, IReadOnlyList<BakerRisk> risks, World world, DateTimeOffset now) =>
        [.. before.Risks.Where(b => risks.All(r => r.Baker != b.Baker)).Select(b => new EndedRisk(b, now, RiskWords.End(b, world, now)))];

    private void Tell(RecoveryBook.Noted before, IReadOnlyList<Fault> faults, IReadOnlyList<BakerRisk> risks, IReadOnlyList<EndedRisk> ended, DateTimeOffset now)
    {
        foreach (var fault in faults.Where(f => !before.Faults.Any(f.IsSame)))
        {
            Write(Lane(fault.Kind), fault.Subject, "fault-" + Code(fault.Kind), $"Down: {fault.Words}{(fault.Allowed ? ", by work that was let begin" : "")}.", "watch over restarts", fault.Baker, now);
        }

        foreach (var fault in before.Faults.Where(f => !faults.Any(f.IsSame)))
        {
            Write(Lane(fault.Kind), fault.Subject, "fault-over-" + Code(fault.Kind), $"Over: {fault.Words}.", "watch over restarts", fault.Baker, now);
        }

        foreach (var risk in risks)
        {
            if (before.Risks.FirstOrDefault(b => b.Baker == risk.Baker) is not { } was || was.Essence != risk.Essence || was.Severity != risk.Severity)
            {
                Write(EvidenceLane.OwnActs, settings.NameOf(risk.Baker), "at-risk", RiskWords.Alert(risk, settings.NameOf(risk.Baker)).Title, "assessment of risk", risk.Baker, now);
            }
        }

        foreach (var over in ended)
        {
            var name = settings.NameOf(over.Risk.Baker);
            Write(EvidenceLane.OwnActs, name, "at-risk-over", over.Words, "assessment of risk", over.Risk.Baker, now);
            Log.Over(logger, name, over.Words);
            // Same essence, so nobody is told twice: the end bears these words.
            alerts.Raise(RiskWords.Alert(over.Risk, name) with { Title = $"{name}: {over.Words}", Lines = [over.Words, .. RiskWords.Lines(over.Risk).Take(1)] });
        }
    }

    private IReadOnlyList<BakerRisk> Told(IReadOnlyList<BakerRisk> risks, World world, DateTimeOffset now)
    {
        began ??= now;
        if (Sees(world))
        {
            well.UnionWith(world.Bakers.Select(b => b.Baker).Where(b => risks.All(r => r.Baker != b)));
        }

        return now - began >= ComingUp ? risks : [.. risks.Where(r => well.Contains(r.Baker) || alerts.Lasting.Any(a => a.Id == RiskWords.Family + settings.NameOf(r.Baker)))];
    }

    private bool Sees(World world) => world.Chain is not null && world.Cluster is null or { Connected: true }
        && world.Bakers.All(b => settings.Bakers.First(d => d.Address == b.Baker) is { NodeUrl: null } || b.NodeSynced is not null || b.TezosNode is not null);

    private void Write(EvidenceLane lane, string subject, string code, string text, string source, BakerAddress baker, DateTimeOffset at)
    {
        if (leadership.IsLeader)
        {
            evidence.Write(new Evidence { At = at, Lane = lane, Subject = subject, Code = code, Text = text, Source = source, Baker = baker });
        }
    }

    private static string Code(FaultKind kind) => kind switch { FaultKind.Machine => "machine", FaultKind.Pods => "pods", FaultKind.TezosNode => "tezos-node", _ => "signer" };

    private static EvidenceLane Lane(FaultKind kind) => kind switch { FaultKind.Machine => EvidenceLane.Nodes, FaultKind.Pods => EvidenceLane.Pods, FaultKind.TezosNode => EvidenceLane.TezosNode, _ => EvidenceLane.Signer };

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{News}")]
        public static partial void News(ILogger logger, string news);

        [LoggerMessage(2, LogLevel.Information, "{Baker}: {Words}")]
        public static partial void Over(ILogger logger, string baker, string words);

        [LoggerMessage(3, LogLevel.Error, "A look for what is away failed; the next one tries again")]
        public static partial void LookFailed(ILogger logger, Exception e);

        [LoggerMessage(4, LogLevel.Warning, "How long {Workload} was away could not be stored: estimates don't know of it after a restart")]
        public static partial void NotKept(ILogger logger, Exception e, string workload);
    }
}
