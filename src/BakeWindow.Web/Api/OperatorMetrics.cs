using System.Diagnostics.Metrics;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;
using BakeWindow.Core.Planning;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Maintaining;
using BakeWindow.Web.Observing;

namespace BakeWindow.Web.Api;

/// <summary>What <c>/metrics</c> tells operators of rights, budgets and promises. Labels are names of what is declared or seen (bakers, nodes, sources), never levels or ids; what is not known is absent, never zero.</summary>
public sealed class OperatorMetrics : IDisposable
{
    // A maintenance may be told ended more than once; nobody has more of them end between two scrapes.
    private const int MostRemembered = 512;

    private readonly Lock gate = new();
    private readonly Queue<string> ended = new();
    private readonly MaintenanceRunner runner;
    private readonly Counter<long> outcomes;
    private long kept;
    private long broken;

    /// <summary>Makes the instruments.</summary>
    public OperatorMetrics(IMeterFactory meters, WorldBoard board, MaintenanceRunner runner, Settings settings, TimeProvider time)
    {
        this.runner = runner;
        var meter = meters.Create(GateMetrics.Meter);
        outcomes = meter.CreateCounter<long>("bakewindow_maintenances_ended", description: "Maintenances that ended since this process started, by outcome.");
        // Observed, so that they are told from the first scrape on: of a counter that appears with its first count an alert on the rise would miss just that.
        meter.CreateObservableCounter("bakewindow_promises_kept", () => Interlocked.Read(ref kept), description: "Maintenances begun and ended without a hard right inside their outage, since this process started.");
        meter.CreateObservableCounter("bakewindow_promises_broken", () => Interlocked.Read(ref broken), description: "Maintenances into whose outage a hard right fell, since this process started.");
        Chain(meter, board);
        Whole(meter, board, time);
        Nodes(meter, board, time);
        foreach (var (name, unit, what, of) in PerBaker)
        {
            meter.CreateObservableGauge(name, () => Of(board, settings, time, of), unit, what);
        }

        runner.Changed += Ended;
    }

    // Each measures one baker in a world; null: not known.
    private static readonly (string Name, string? Unit, string What, Func<World, BakerFacts, DateTimeOffset, double?> Of)[] PerBaker =
    [
        ("bakewindow_baker_next_hard_right_seconds", "s", "Least time until each baker's next hard right; absent when none is known.", (w, b, now) => Next(w, b) is { } right ? (Clock(w).Earliest(right.Level, right.Round) - now).TotalSeconds : null),
        ("bakewindow_baker_next_hard_right_level", null, "Level of each baker's next hard right; absent when none is known.", (w, b, _) => Next(w, b)?.Level.Value),
        ("bakewindow_rights_known_to_level", null, "The last level whose rights are known, by baker.", (_, b, _) => b.Rights?.Sheet.Last.Value),
        ("bakewindow_rights_horizon_seconds", "s", "Least time until known rights end, by baker.", (w, b, now) => b.Rights is { } r && r.Sheet.Last > w.Chain!.Head.Level ? (Clock(w).Earliest(r.Sheet.Last) - now).TotalSeconds : null),
        ("bakewindow_attestation_expected_slots", null, "Attestation slots expected of each baker in the present cycle.", (_, b, _) => b.Rights?.Participation?.ExpectedSlots),
        ("bakewindow_attestation_missed_slots", null, "Attestation slots that each baker has missed in the present cycle.", (_, b, _) => b.Rights?.Participation?.MissedSlots),
        ("bakewindow_attestation_missed_levels", null, "Levels whose attestation each baker has missed in the present cycle.", (_, b, _) => b.Rights?.Participation?.MissedLevels),
        ("bakewindow_attestation_budget_used_ratio", null, "Share of the cycle's attestation budget that is used; past 1 the cycle's attesting pay is lost.", (w, b, _) => Used(w, b)),
        ("bakewindow_attestation_budget_left_ratio", null, "Share of the cycle's attestation budget that maintenance may still use: what is left without the reserve.", (w, b, _) => Used(w, b) is { } used ? Math.Max(0, 1 - w.Policy.BudgetReserve - used) : null),
        ("bakewindow_baker_last_attested_level", null, "The highest level whose attestation by the baker was seen in a block.", (_, b, _) => b.LastAttested?.Value),
        ("bakewindow_baker_signer_healthy", null, "1 when the baker's signer answers, 0 when it does not; absent where none is declared.", (_, b, _) => b.SignerHealthy is { } up ? up ? 1 : 0 : null),
        ("bakewindow_baker_node_synced", null, "1 when the baker's Tezos node is in sync, 0 when it is not; absent where none is declared.", (_, b, _) => b.NodeSynced is { } synced ? synced ? 1 : 0 : null),
    ];

    /// <inheritdoc/>
    public void Dispose() => runner.Changed -= Ended;

    private static void Chain(Meter meter, WorldBoard board)
    {
        meter.CreateObservableGauge("bakewindow_head_level", () => board.Now.Chain is { } chain ? [new Measurement<long>(chain.Head.Level.Value)] : Array.Empty<Measurement<long>>(), description: "Level of the head that decisions are made by.");
        meter.CreateObservableGauge("bakewindow_source_up", () => board.Now.Sources.Select(s => new Measurement<long>(s.State is SourceState.Ok ? 1 : 0, new KeyValuePair<string, object?>("source", s.Name))), description: "1 when a source of chain facts answers and agrees with the others.");
        meter.CreateObservableGauge("bakewindow_cluster_connected", () => board.Now.Cluster is { } cluster ? [new Measurement<long>(cluster.Connected ? 1 : 0)] : Array.Empty<Measurement<long>>(), description: "1 while the cluster is being seen; absent where none is declared.");
    }

    private static void Whole(Meter meter, WorldBoard board, TimeProvider time)
    {
        meter.CreateObservableGauge("bakewindow_freezes_active", () => board.Now.Policy.Freezes.Count(f => f.Span.Contains(time.GetUtcNow())), description: "Freezes in force now, of the policy and of people, of everything or of one node.");
        meter.CreateObservableGauge("bakewindow_all_bakers_safe_seconds", () => All(board, time, v => v is Verdict.Allowed ? v.SafeFor?.TotalSeconds ?? NodeGate.Unbounded.TotalSeconds : 0),
            "s", "For how long all declared bakers together may be disturbed from now on; 0 when they may not, or it can't be known.");
        meter.CreateObservableGauge("bakewindow_all_bakers_next_safe_seconds", () => All(board, time, v => v.NextSafeAt is { } at ? Math.Max(0, (at - v.At).TotalSeconds) : null),
            "s", "Least time until the usual work fits for all declared bakers together; 0 when it fits now, absent when no such time is known.");
    }

    private static void Nodes(Meter meter, WorldBoard board, TimeProvider time)
    {
        meter.CreateObservableGauge("bakewindow_next_safe_seconds", () => PerNode(board, n => Gatekeeper.Decide(board.Now, new GateRequest { Node = n, Client = "metrics", FloorAside = true }, time.GetUtcNow()) is { NextSafeAt: { } at } v ? Math.Max(0, (at - v.At).TotalSeconds) : null),
            "s", "Least time until the usual work fits on each node with a baker; 0 when it fits now, absent when no such time is known.");
        meter.CreateObservableGauge("bakewindow_need_seconds", () => PerNode(board, n => (board.Now.Outages.GetValueOrDefault(n) ?? board.Now.DefaultOutage).Need.TotalSeconds),
            "s", "How long the usual work on each node with a baker is taken to last: the learned 95th percentile and the guard.");
    }

    private static List<Measurement<double>> PerNode(WorldBoard board, Func<string, double?> measure)
    {
        var world = board.Now;
        return world.Cluster is not { } cluster ? [] :
        [
            .. cluster.Nodes.Keys.Where(n => Core.Cluster.Placement.BakersOn(n, cluster, world.Workloads).Count > 0)
                .Select(n => (Node: n, Value: measure(n))).Where(x => x.Value is not null)
                .Select(x => new Measurement<double>(x.Value!.Value, new KeyValuePair<string, object?>("node", x.Node))),
        ];
    }

    private static Measurement<double>[] All(WorldBoard board, TimeProvider time, Func<Verdict, double?> measure) =>
        measure(Gatekeeper.Decide(board.Now, new GateRequest { Client = "metrics", FloorAside = true }, time.GetUtcNow())) is { } value ? [new(value)] : [];

    private static IEnumerable<Measurement<double>> Of(WorldBoard board, Settings settings, TimeProvider time, Func<World, BakerFacts, DateTimeOffset, double?> of)
    {
        var (world, now) = (board.Now, time.GetUtcNow());
        return world.Chain is null ? [] : world.Bakers.Select(b => (b.Baker, Value: of(world, b, now))).Where(x => x.Value is not null)
            .Select(x => new Measurement<double>(x.Value!.Value, new KeyValuePair<string, object?>("baker", settings.NameOf(x.Baker))));
    }

    private static LevelClock Clock(World world) => new(world.Chain!);

    private static Core.Rights.BakingRight? Next(World world, BakerFacts baker)
    {
        if (baker.Rights is { } rights)
        {
            var hard = world.Policy.In(world.Chain!).HardRounds;
            foreach (var right in rights.Sheet.Baking)
            {
                if (right.Round <= hard && right.Level > world.Chain!.Head.Level)
                {
                    return right;
                }
            }
        }

        return null;
    }

    private static double? Used(World world, BakerFacts baker) => baker.Rights?.Participation is not { } p ? null
        : world.Chain!.AllBakersAttestAt(world.Chain.Head.Level) ? (double)p.MissedLevels / world.Chain.Constants.AllowedMissedLevels
        : p.BudgetSlots > 0 ? (double)p.MissedSlots / p.BudgetSlots : null;

    private void Ended(MaintenanceRecord record)
    {
        if (!record.Phase.IsTerminal)
        {
            return;
        }

        lock (gate)
        {
            if (ended.Contains(record.Id))
            {
                return;
            }

            ended.Enqueue(record.Id);
            if (ended.Count > MostRemembered)
            {
                ended.Dequeue();
            }
        }

        outcomes.Add(1, new KeyValuePair<string, object?>("outcome", record.Phase.Name));
        if (record.Phase.Outcome is { } receipt && receipt.Outage is not null)
        {
            Interlocked.Increment(ref receipt.HardRightsInside.Count == 0 ? ref kept : ref broken);
        }
    }
}
