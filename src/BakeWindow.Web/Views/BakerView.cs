using BakeWindow.Core.Chain;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rights;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Observing;

namespace BakeWindow.Web.Views;

/// <summary>What the page of one baker shows: what it must do next, where it runs, how it does. Follows from (world, what was seen, now) alone.</summary>
public sealed record BakerView
{
    private const int Shown = 5;

    /// <summary>The page's title: the state first.</summary>
    public required string Title { get; init; }

    /// <summary>The baker; null: there is none of this name.</summary>
    public DeclaredBaker? Baker { get; init; }

    /// <summary>Names that may have been meant.</summary>
    public IReadOnlyList<string> Nearest { get; init; } = [];

    /// <summary>What is known of it.</summary>
    public BakerFacts? Facts { get; init; }

    /// <summary>How node and signer do.</summary>
    public HealthView.Line? Health { get; init; }

    /// <summary>Its next rights that must not be missed.</summary>
    public IReadOnlyList<RightLine> Next { get; init; } = [];

    /// <summary>The next windows for the need that is planned with.</summary>
    public IReadOnlyList<MaintenanceWindow> Windows { get; init; } = [];

    /// <summary>What is planned with.</summary>
    public OutageEstimate? Outage { get; init; }

    /// <summary>Rights by cycle, as far as they are known.</summary>
    public IReadOnlyList<CycleLine> Cycles { get; init; } = [];

    /// <summary>The share of the cycle's budget that is used, 0…1 and more; null when it is not known.</summary>
    public double? BudgetUsed { get; init; }

    /// <summary>Its workloads and where they run.</summary>
    public IReadOnlyList<WorkloadLine> Workloads { get; init; } = [];

    /// <summary>A right that must not be missed.</summary>
    /// <param name="Right">Which.</param>
    /// <param name="Earliest">It can't come before.</param>
    public sealed record RightLine(HardRight Right, DateTimeOffset Earliest);

    /// <summary>The rights of a cycle.</summary>
    /// <param name="Span">The cycle, or the part of it that is known.</param>
    /// <param name="Blocks">To bake at round 0.</param>
    /// <param name="Later">To bake at later rounds, as far as they were read.</param>
    /// <param name="Left">Of <paramref name="Blocks"/>, after the head.</param>
    public sealed record CycleLine(CycleSpan Span, int Blocks, int Later, int Left);

    /// <summary>A workload of the baker.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Role">What it does.</param>
    /// <param name="Where">Its pods with their nodes; empty: none is seen.</param>
    public sealed record WorkloadLine(string Name, string Role, IReadOnlyList<(string Pod, string? Node, bool Ready)> Where);

    /// <summary>Makes the view.</summary>
    public static BakerView From(World world, IReadOnlyList<DeclaredBaker> bakers, string id, Func<DeclaredBaker, BakerHealth> seen, DateTimeOffset now)
    {
        if (SignerView.Find(bakers, id) is not { } baker)
        {
            return new BakerView { Title = "No such baker", Nearest = Views.Nearest.Of(id, [.. bakers.Select(b => b.Name), .. bakers.Select(b => b.Address.Value)]) };
        }

        var facts = world.Bakers.FirstOrDefault(b => b.Baker == baker.Address);
        var verdict = Gatekeeper.Decide(world, new GateRequest { Bakers = [baker.Address], Client = "page" }, now);
        var view = new BakerView
        {
            Title = Words.Of(verdict, false).Text(),
            Baker = baker,
            Facts = facts,
            Health = HealthView.LineOf(world, baker, seen(baker), now),
            Workloads = [.. world.Workloads.Where(w => w.Baker == baker.Address).Select(w => Of(w, world.Cluster))],
        };
        return world.Chain is { } chain && facts?.Rights is { } rights ? view.With(chain, rights, world, now) : view;
    }

    private static WorkloadLine Of(ProtectedWorkload workload, ClusterView? cluster) => new(
        workload.Name,
        DomainMap.RoleWord(workload.Role),
        cluster is null ? [] : [.. Placement.PodsOf(workload, cluster).OrderBy(p => p.Name.Name, StringComparer.Ordinal).Select(p => (p.Name.Name, p.Node, p.Ready))]);

    private BakerView With(ChainView chain, BakerRights rights, World world, DateTimeOffset now)
    {
        var plan = WindowPlanner.Plan(chain, [rights], world.DefaultOutage, world.Policy);
        var clock = new LevelClock(chain);
        var head = chain.Head.Level;
        return this with
        {
            Next = [.. plan.HardRights.Where(r => r.Level > head).Take(Shown).Select(r => new RightLine(r, clock.Earliest(r.Level)))],
            Windows = [.. plan.Windows.Where(w => w.ClosesEarliest - plan.Outage.Need >= now).Take(Shown)],
            Outage = plan.Outage,
            Cycles = [.. rights.Sheet.Cycles.Where(c => c.Span.Last > head).Select(c => Of(c, head))],
            BudgetUsed = rights.Participation is { BudgetSlots: > 0 } p ? (double)p.MissedSlots / p.BudgetSlots : null,
        };
    }

    private static CycleLine Of(CycleRights cycle, Level head)
    {
        var (blocks, later, left) = (0, 0, 0);
        foreach (var right in cycle.Baking)
        {
            (blocks, later) = right.Round == 0 ? (blocks + 1, later) : (blocks, later + 1);
            left += right.Round == 0 && right.Level > head ? 1 : 0;
        }

        return new CycleLine(cycle.Span, blocks, later, left);
    }
}
