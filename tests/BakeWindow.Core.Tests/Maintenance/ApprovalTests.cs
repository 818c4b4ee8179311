using BakeWindow.Core.Chain;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;
using BakeWindow.Core.Planning;

namespace BakeWindow.Core.Tests.Maintenance;

/// <summary>A yes with a price: to this window or to any within bounds, to what was shown, and from whom.</summary>
public sealed class ApprovalTests
{
    private static readonly ClusterView Cluster = new()
    {
        Nodes = new Dictionary<string, NodeView> { ["node-1"] = new() { Name = "node-1", Uid = "u1", Unschedulable = false, Ready = true, BootId = "b1" } },
        Pods = [new PodView { Name = new PodName("tezos", "baker-0"), Uid = "p", Node = "node-1", Phase = "Running", Ready = true, Labels = new Dictionary<string, string> { ["app"] = "baker" } }],
        SeenAt = Worlds.At(100),
        Connected = true,
    };

    // Everything costs more than policy approves, so everything waits for a person.
    private static World World(int level = 100, int right = 1_000, Policy? policy = null) =>
        Worlds.World(level, Worlds.Rights(right, 3_000), Cluster with { SeenAt = Worlds.At(level) }, (policy ?? new Policy()) with { ApprovedUpToBudget = 0 });

    private static MaintenanceRecord Waiting(World world, int level = 100, string by = "ak") =>
        MaintenanceMachine.Step(MaintenanceRecord.New(new MaintenanceRequest
        {
            Id = "M-1", Action = new MaintenanceAction.RebootNode("node-1"), Need = TimeSpan.FromMinutes(12), Reason = "kernel", RequestedBy = by, RequestedAt = Worlds.At(level),
        }), new MaintenanceEvent.Looked(), world, Worlds.At(level)).Next;

    private static MaintenanceRecord Approve(MaintenanceRecord m, World world, MaintenanceEvent.ApprovedBy yes, int level = 100) => MaintenanceMachine.Step(m, yes, world, Worlds.At(level)).Next;

    private static MaintenanceEvent.ApprovedBy Yes(string by = "bo") => new(by, null, null);

    [Fact]
    public void A_yes_to_this_window_holds_for_no_other()
    {
        var approved = Assert.IsType<Phase.Waiting>(Approve(Waiting(World()), World(), Yes() with { OnlyThis = true }).Phase);

        Assert.True(approved.Approval.Covers(approved.Start));
        Assert.False(approved.Approval.Covers(approved.Start with { From = approved.Start.From + 1 }));
    }

    [Fact]
    public void A_yes_to_a_price_holds_for_any_window_within_it_until_its_date_and_survives_the_journal()
    {
        var until = Worlds.At(500);
        var record = Approve(Waiting(World()), World(), new MaintenanceEvent.ApprovedBy("bo", 0.01, 0.05) { Until = until });
        var approval = Assert.IsType<Phase.Waiting>(JournalJson.Read(JournalJson.Write(record)).Phase).Approval;
        var start = ((Phase.Waiting)record.Phase).Start;

        Assert.True(approval.Covers(start with { From = start.From + 50, StartsEarliest = until }));
        Assert.False(approval.Covers(start with { StartsEarliest = until.AddSeconds(1) }));
        Assert.False(approval.Covers(start with { ExpectedBlocks = 0.02 }));
        Assert.False(approval.Covers(start with { Cost = start.Cost with { BudgetShare = 0.06 } }));
    }

    [Fact]
    public void A_yes_whose_date_has_passed_is_asked_for_again()
    {
        var request = Waiting(World(level: 950), 950);
        var approved = Approve(request, World(level: 950), Yes() with { Until = Worlds.At(1_100) }, 950);
        Assert.IsType<Phase.Waiting>(approved.Phase);

        // The chain has not come to the window's level by then.
        var later = World(level: 990) with { Cluster = Cluster with { SeenAt = Worlds.At(1_200) } };
        var next = MaintenanceMachine.Step(approved, new MaintenanceEvent.Looked(), later, Worlds.At(1_200)).Next;

        Assert.IsNotType<Phase.Waiting>(next.Phase);
    }

    [Fact]
    public void Bounds_that_leave_out_the_window_itself_are_refused()
    {
        var e = Assert.Throws<MaintenanceConflictException>(() => Approve(Waiting(World()), World(), new MaintenanceEvent.ApprovedBy("bo", 0, 0)));
        Assert.Contains("leave out the proposed window", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_shown_is_what_is_approved()
    {
        var m = Waiting(World());
        var shown = ApprovalShown.Of(World(), m, Worlds.At(100))!;

        Assert.IsType<Phase.Waiting>(Approve(m, World(), Yes() with { IfShown = shown.Fingerprint }).Phase);
        Assert.Empty(shown.Since(shown.Fingerprint));
    }

    [Fact]
    public void When_the_window_has_closed_between_asking_and_the_yes_nothing_is_approved_and_the_difference_is_told()
    {
        var m = Waiting(World());
        var shown = ApprovalShown.Of(World(), m, Worlds.At(100))!;
        var late = World(level: 985);

        var e = Assert.Throws<ApprovalChangedException>(() => Approve(m, late, Yes() with { IfShown = shown.Fingerprint }, 985));

        Assert.True(e.Now.Gone);
        Assert.Contains("closed meanwhile", Assert.Single(e.Changes), StringComparison.Ordinal);
    }

    [Fact]
    public void When_another_price_or_window_was_shown_it_is_said_which()
    {
        var m = Waiting(World());
        var now = ApprovalShown.Of(World(), m, Worlds.At(100))!;

        Assert.Contains(now.Since((now with { Budget = 0.5 }).Fingerprint), c => c.Contains("used 50 % of the budget", StringComparison.Ordinal));
        Assert.Contains(now.Since((now with { Blocks = 0.5 }).Fingerprint), c => c.Contains("It cost 0.5 blocks", StringComparison.Ordinal));
        Assert.Contains(now.Since((now with { To = new Level(7) }).Fingerprint), c => c.Contains("to 7", StringComparison.Ordinal));
        Assert.Contains(now.Since((now with { Now = "Can't say" }).Fingerprint), c => c.Contains("The gate says", StringComparison.Ordinal));
        Assert.NotEmpty(now.Since("rubbish"));
    }

    [Fact]
    public void Lost_sight_of_the_chain_changes_what_was_shown()
    {
        var m = Waiting(World());
        var shown = ApprovalShown.Of(World(), m, Worlds.At(100))!;

        var e = Assert.Throws<ApprovalChangedException>(() => Approve(m, World() with { Chain = null }, Yes() with { IfShown = shown.Fingerprint }));
        Assert.Equal("Can't say", e.Now.Now);
    }

    [Fact]
    public void The_second_of_two_approvers_is_told_who_was_first()
    {
        var first = Approve(Waiting(World()), World(), Yes("bo"));

        var e = Assert.Throws<MaintenanceConflictException>(() => Approve(first, World(), Yes("cy")));
        Assert.Contains("approved already, by bo", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FourEyes.Never, 0, "ak", true)]
    [InlineData(FourEyes.Always, 0, "ak", false)]
    [InlineData(FourEyes.Always, 0, "AK", false)]
    [InlineData(FourEyes.Always, 0, "bo", true)]
    [InlineData(FourEyes.AbovePrice, 10, "ak", true)]
    [InlineData(FourEyes.AbovePrice, 0, "bo", true)]
    public void Whoever_asked_may_approve_only_where_policy_lets_him(FourEyes rule, double above, string by, bool may)
    {
        var world = World(policy: new Policy { FourEyes = rule, FourEyesAboveBlocks = above });
        var m = Waiting(world);
        if (may)
        {
            Assert.IsType<Phase.Waiting>(Approve(m, world, Yes(by)).Phase);
        }
        else
        {
            Assert.Contains("wants another person", Assert.Throws<MaintenanceConflictException>(() => Approve(m, world, Yes(by))).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("ci (token of alice)", "alice", "alice", null, false)]
    [InlineData("alice", null, "ci (token of alice)", "alice", false)]
    [InlineData("x (configured token)", "configured token", "y (configured token)", "configured token", false)]
    [InlineData("ci (token of alice)", "alice", "bo", "bo", true)]
    public void A_person_s_token_is_no_second_pair_of_eyes(string asker, string? behind, string by, string? owner, bool may)
    {
        var start = ((Phase.AwaitingApproval)Waiting(World()).Phase).Start;
        var request = Waiting(World()).Request with { RequestedBy = asker, RequestedFor = behind };

        Assert.Equal(may, ApprovalRule.WhyNot(new Policy { FourEyes = FourEyes.Always }, request, start, by, owner) is null);
    }

    [Fact]
    public void Above_the_price_another_must_approve()
    {
        var policy = new Policy { FourEyes = FourEyes.AbovePrice, FourEyesAboveBlocks = 0.5 };
        var start = ((Phase.AwaitingApproval)Waiting(World()).Phase).Start;
        var request = Waiting(World()).Request;

        Assert.Null(ApprovalRule.WhyNot(policy, request, start with { ExpectedBlocks = 0.5 }, "ak"));
        Assert.NotNull(ApprovalRule.WhyNot(policy, request, start with { ExpectedBlocks = 0.51 }, "ak"));
        Assert.Null(ApprovalRule.WhyNot(policy, request, start with { ExpectedBlocks = 0.51 }, "bo"));
    }
}
