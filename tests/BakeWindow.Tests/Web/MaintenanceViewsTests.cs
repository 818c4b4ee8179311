using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Tests.Maintenance;
using BakeWindow.Web.Views;

namespace BakeWindow.Tests.Web;

public sealed class MaintenanceViewsTests
{
    private static readonly ClusterView Cluster = new()
    {
        Nodes = new Dictionary<string, NodeView> { ["node-1"] = new() { Name = "node-1", Uid = "u1", Unschedulable = true, Ready = true, BootId = "b1", Cordon = new CordonMark("M-1", false, 3) } },
        Pods = [new PodView { Name = new PodName("tezos", "baker-0"), Uid = "p", Node = "node-1", Phase = "Running", Ready = true, Labels = new Dictionary<string, string> { ["app"] = "baker" } }],
        SeenAt = Worlds.At(100),
        Connected = true,
    };

    private static World World => Worlds.World(100, Worlds.Rights(1_000, 3_000), Cluster);

    private static MaintenanceRequest Request(string id = "M-1", DateTimeOffset? deadline = null, string reason = "kernel") => new()
    {
        Id = id, Action = new MaintenanceAction.RebootNode("node-1"), Need = TimeSpan.FromMinutes(12), Reason = reason, RequestedBy = "ak", RequestedAt = Worlds.At(90), Deadline = deadline,
    };

    private static PlannedStart Start => Assert.IsType<StartProposal.Found>(StartProposal.Of(World, Request(), Worlds.At(100))).Start;

    private static Work Work => new()
    {
        Fence = 3,
        Domain = "cluster",
        Ticket = new Ticket("M-1", "node-1", "u1", "b1", TimeSpan.FromMinutes(12), new(100), "BL100", Worlds.At(500), Worlds.At(620)),
        Approval = new Approval("policy", Worlds.At(95), 1, 1),
        Bakers = [Worlds.Baker],
        Workloads = ["alpha"],
        StartedAt = Worlds.At(100),
        DrainNote = "1 pod left; tezos/baker-0 held: PDB alpha",
    };

    private static MaintenanceRecord Draining => new(Request(), new Phase.Draining(Work), Worlds.At(101));

    [Fact]
    public void Counts_tell_where_somebody_is_needed_and_filters_leave_them()
    {
        MaintenanceRecord[] all =
        [
            new(Request("M-4"), new Phase.AwaitingApproval(Start), Worlds.At(95)),
            Draining,
            new(Request("M-3"), new Phase.Waiting(Start, new Approval("policy", Worlds.At(95), 1, 1)), Worlds.At(95)),
            new(Request("M-2", deadline: Worlds.At(101)), new Phase.Deferred("no-window", "none", Worlds.At(200), null), Worlds.At(95)),
            new(Request("M-0", reason: "disk"), new Phase.Cancelled("ak", "no"), Worlds.At(95)),
        ];
        var view = MaintenanceListView.From(World, all, MaintenanceState.Open, null, null, Worlds.At(100));

        Assert.Equal((1, 1, 2), (view.NeedApproval, view.Running, view.Waiting));
        Assert.Equal(4, view.Lines.Count);
        Assert.Equal("M-0", Assert.Single(MaintenanceListView.From(World, all, MaintenanceState.All, null, "disk ak", Worlds.At(100)).Lines).Record.Id);
        Assert.Empty(MaintenanceListView.From(World, all, MaintenanceState.Open, "node-7", null, Worlds.At(100)).Lines);
        Assert.Equal("M-1", Assert.Single(MaintenanceListView.From(World, all, MaintenanceState.Running, null, null, Worlds.At(100)).Lines).Record.Id);
        Assert.Equal("Review", view.Lines[0].Link);
        Assert.True(view.Lines[1] is { Done: > 0, Steps: > 0, Elapsed: not null });
    }

    [Fact]
    public void A_deadline_that_can_t_be_met_is_said_the_day_it_is_known()
    {
        // The right at 130 closes all until 132, and the deadline is before that.
        var world = Worlds.World(100, Worlds.Rights(130, 3_000), Cluster);
        var (words, fits) = Deadlines.Of(world, new MaintenanceRecord(Request(deadline: Worlds.At(120)), new Phase.Requested(), Worlds.At(100)), Worlds.At(100));

        Assert.False(fits);
        Assert.Contains("no window before the deadline", words, StringComparison.Ordinal);
        Assert.Equal(true, Deadlines.Of(World, new MaintenanceRecord(Request(deadline: Worlds.At(900)), new Phase.Waiting(Start, new Approval("policy", Worlds.At(95), 1, 1)), Worlds.At(100)), Worlds.At(100)).Fits);
        Assert.Equal((null, null), Deadlines.Of(World, Draining, Worlds.At(110)));
    }

    [Fact]
    public void All_steps_stand_on_the_line_from_the_start_with_ranges_and_what_happened_over_them()
    {
        var bars = StepBars.From(World with { DefaultOutage = OutageEstimate.Learned(new Policy(), []) }, Draining, [(Worlds.At(90), "Requested"), (Worlds.At(95), "Waiting"), (Worlds.At(100), "Locking"), (Worlds.At(100), "Cordoning"), (Worlds.At(101), "Draining")], StepDurations.None, Worlds.At(110));
        var drain = bars.Bars.Single(b => b.Phase == "Draining");
        var reboot = bars.Bars.Single(b => b.Phase == "Rebooting");

        Assert.Equal(StepsView.State.Now, drain.State);
        Assert.Equal("0:54", drain.Actual);
        Assert.Contains("PDB alpha", drain.Note, StringComparison.Ordinal);
        Assert.NotNull(drain.RealFrom);
        Assert.Null(reboot.RealFrom);
        Assert.True(reboot.Most > reboot.Half && reboot.Half > 0 && reboot.Begins >= drain.Begins);
        Assert.Matches(@"^\d+:\d\d…\d+:\d\d$", reboot.Plan);
        Assert.Equal("step-drain", drain.Anchor);
        Assert.Equal(Worlds.At(620), bars.BackBy);
        Assert.StartsWith("Point of no return: when the reboot is asked for (≈ ", bars.NoReturn, StringComparison.Ordinal);
        Assert.All(bars.Bars, b => Assert.InRange(b.Begins + b.Most, 0, 100.1));
    }

    [Fact]
    public void Without_a_start_the_steps_are_words_and_after_the_reboot_the_point_has_passed()
    {
        Assert.Null(StepBars.From(World, new MaintenanceRecord(Request(), new Phase.Requested(), Worlds.At(90)), [], StepDurations.None, Worlds.At(100)).Begins);
        Assert.Contains("has passed", StepBars.From(World, Draining with { Phase = new Phase.Rebooting(Work) }, [(Worlds.At(100), "Locking"), (Worlds.At(105), "Rebooting")], StepDurations.None, Worlds.At(110)).NoReturn, StringComparison.Ordinal);
    }

    [Fact]
    public void Steps_are_learned_from_completed_stories_once_there_are_enough()
    {
        IReadOnlyList<(DateTimeOffset, string)> Told(int drain) => [(Worlds.At(100), "Cordoning"), (Worlds.At(101), "Draining"), (Worlds.At(101), "Draining"), (Worlds.At(101 + drain), "Rebooting"), (Worlds.At(140), "Completed")];
        var whole = World.DefaultOutage;

        Assert.False(new StepDurations([Told(5), Told(10)]).Of("Draining", ["Draining"], whole).Seen);
        var (half, most, seen) = new StepDurations([Told(5), Told(6), Told(7), Told(8), Told(20)]).Of("Draining", ["Draining"], whole);
        Assert.True(seen);
        Assert.Equal((TimeSpan.FromSeconds(42), TimeSpan.FromSeconds(120)), (half, most));
    }

    [Fact]
    public void Every_mark_is_listed_with_what_was_before_and_whether_it_stands_again()
    {
        var set = MarksView.From(World, Draining, ["Cordoning", "Draining"]).Marks;
        Assert.Contains(set, m => m is { Name: "Cordon", Before: "schedulable", State: "set" });
        Assert.Contains(set, m => m.Name.StartsWith("Floor", StringComparison.Ordinal) && m.State == "open for this drain");
        Assert.Contains(set, m => m.Name.StartsWith("Lock", StringComparison.Ordinal) && m.State.Contains("fence 3", StringComparison.Ordinal));

        var undoing = MarksView.From(World, Draining with { Phase = new Phase.Undoing(Work, UndoStep.CloseFloor, new Ending.RollBack("x")) }, ["Cordoning", "Draining"]).Marks;
        Assert.Contains(undoing, m => m is { Name: "Cordon", State: "restored" });
        Assert.Contains(undoing, m => m.Name.StartsWith("Floor", StringComparison.Ordinal) && m.State == "being restored");
        Assert.Empty(MarksView.From(World, new MaintenanceRecord(Request(), new Phase.Requested(), Worlds.At(90)), []).Marks);
    }

    [Fact]
    public void The_resource_asks_for_the_same_and_quotes_what_people_wrote()
    {
        var yaml = MaintenanceYaml.Of(new MaintenanceRecord(Request(reason: "a: \"b\"\n#c", deadline: Worlds.At(200)), new Phase.Requested(), Worlds.At(90)));

        Assert.Contains("kind: Maintenance", yaml, StringComparison.Ordinal);
        Assert.Contains("  node: \"node-1\"", yaml, StringComparison.Ordinal);
        Assert.Contains("  need: \"PT12M\"", yaml, StringComparison.Ordinal);
        Assert.Contains("  deadline: \"2026-10-01T12:20:00Z\"", yaml, StringComparison.Ordinal);
        Assert.Single(yaml.Split('\n'), l => l.StartsWith("  reason:", StringComparison.Ordinal) && l.EndsWith('"'));
    }

    [Fact]
    public void What_breaking_the_glass_costs_is_said_in_plain_words()
    {
        Assert.Equal("This will likely miss block 130 of alpha (≈ 4 tez).", GlassPrice.Of(Worlds.World(100, Worlds.Rights(130, 3_000), Cluster) with { Rewards = new(new(1), 2_000_000, 2_000_000, 4_000_000) }, "node-1", TimeSpan.FromMinutes(15), _ => "alpha", Worlds.At(100)));
        Assert.Equal("This will likely miss block 130 of alpha.", GlassPrice.Of(Worlds.World(100, Worlds.Rights(130, 3_000), Cluster), "node-1", TimeSpan.FromMinutes(15), _ => "alpha", Worlds.At(100)));
        Assert.Contains("No hard right", GlassPrice.Of(World, "node-1", TimeSpan.FromMinutes(15), _ => "alpha", Worlds.At(100)), StringComparison.Ordinal);
        Assert.Contains("can’t be said", GlassPrice.Of(World with { Chain = null }, "node-1", TimeSpan.FromMinutes(15), _ => "alpha", Worlds.At(100)), StringComparison.Ordinal);
    }
}
