using System.Diagnostics.Metrics;
using BakeWindow.Core.Gate;
using BakeWindow.Web.Maintaining;
using BakeWindow.Web.Observing;

namespace BakeWindow.Web.Api;

/// <summary>What <c>/metrics</c> tells: decisions by reason, age of the head, safe seconds by node, maintenances by phase.</summary>
public sealed class GateMetrics
{
    /// <summary>The meter's name.</summary>
    public const string Meter = "BakeWindow";

    private readonly Counter<long> decisions;

    /// <summary>Makes the instruments.</summary>
    public GateMetrics(IMeterFactory meters, WorldBoard board, MaintenanceRunner runner, TimeProvider time)
    {
        var meter = meters.Create(Meter);
        decisions = meter.CreateCounter<long>("bakewindow_gate_decisions", description: "Decisions of the gate by verdict and reason.");
        meter.CreateObservableGauge("bakewindow_head_age_seconds", () => HeadAge(board, time), "s", "Age of the head that decisions are made by; absent while none is known.");
        meter.CreateObservableGauge("bakewindow_safe_seconds_remaining", () => SafeSeconds(board, time), description: "For how long each node may be disturbed from now on; 0 when it may not.");
        meter.CreateObservableGauge("bakewindow_next_hard_right_seconds", () => NextRight(board, time), "s", "Least time until the next hard right of each node.");
        meter.CreateObservableGauge("bakewindow_open_maintenances", () => runner.Open.GroupBy(m => m.Phase.Name)
            .Select(g => new Measurement<long>(g.Count(), new KeyValuePair<string, object?>("phase", g.Key))), description: "Open maintenances by phase.");
        meter.CreateObservableGauge("bakewindow_floor_held_seconds", () => PerFloor(board, time, h => h.For.TotalSeconds), "s", "For how long each workload's floor has had no moment to open; 0 when it had.");
        meter.CreateObservableGauge("bakewindow_floor_overheld", () => PerFloor(board, time, h => h.Overheld ? 1 : 0), description: "1 when a floor is held longer than Policy:MaxHold; a person should look.");
    }

    /// <summary>Counts a decision.</summary>
    public void Decided(Verdict verdict) => decisions.Add(1,
        new KeyValuePair<string, object?>("verdict", verdict is Verdict.Allowed ? "allowed" : verdict is Verdict.Held ? "held" : "cannot-know"),
        new KeyValuePair<string, object?>("reason", verdict.Reason.Kebab()));

    private static IEnumerable<Measurement<double>> HeadAge(WorldBoard board, TimeProvider time) =>
        board.Now.Chain is { } chain ? [new((time.GetUtcNow() - chain.Head.Timestamp).TotalSeconds)] : [];

    private static List<Measurement<double>> SafeSeconds(WorldBoard board, TimeProvider time)
    {
        var (world, now) = (board.Now, time.GetUtcNow());
        return [.. (world.Cluster?.Nodes.Keys ?? []).Select(n => new Measurement<double>(NodeGate.SafeFor(world, n, now).TotalSeconds, new KeyValuePair<string, object?>("node", n)))];
    }

    private static List<Measurement<double>> NextRight(WorldBoard board, TimeProvider time) => PerNode(board, time, v =>
        v.Right is { } right ? (right.Earliest - v.At).TotalSeconds : null);

    private static List<Measurement<double>> PerFloor(WorldBoard board, TimeProvider time, Func<FloorHold, double> measure)
    {
        var (world, now) = (board.Now, time.GetUtcNow());
        return world.Cluster is null ? [] : [.. world.Workloads.Select(w => new Measurement<double>(measure(FloorHolds.Of(world, w.Name, now)), new KeyValuePair<string, object?>("workload", w.Name)))];
    }

    private static List<Measurement<double>> PerNode(WorldBoard board, TimeProvider time, Func<Verdict, double?> measure)
    {
        var world = board.Now;
        var now = time.GetUtcNow();
        var all = new List<Measurement<double>>();
        foreach (var node in world.Cluster?.Nodes.Keys ?? [])
        {
            if (measure(Gatekeeper.Decide(world, new GateRequest { Node = node, Need = TimeSpan.FromSeconds(1), Client = "metrics", FloorAside = true }, now)) is { } value)
            {
                all.Add(new(value, new KeyValuePair<string, object?>("node", node)));
            }
        }

        return all;
    }
}
