using BakeWindow.Core.Gate;
using BakeWindow.Core.Planning;

namespace BakeWindow.Core.Tests.Gate;

public sealed class FloorHoldsTests
{
    private static readonly DateTimeOffset Since = GateScene.Now;

    [Fact]
    public void A_floor_is_held_from_the_first_look_at_which_it_could_not_open()
    {
        var world = Look(Look(GateScene.World(), openable: false, Since), openable: false, Since.AddHours(5));

        Assert.Equal(TimeSpan.FromHours(6), FloorHolds.Of(world, "alpha", Since.AddHours(6)).For);
    }

    [Fact]
    public void One_moment_to_open_begins_the_count_anew()
    {
        var world = Look(Look(Look(GateScene.World(), false, Since), true, Since.AddHours(23)), false, Since.AddHours(24));

        Assert.Equal(TimeSpan.FromHours(1), FloorHolds.Of(world, "alpha", Since.AddHours(25)).For);
    }

    [Theory]
    [InlineData(24, false)]
    [InlineData(25, true)]
    public void Longer_than_policy_has_it_is_an_alarm(int hours, bool overheld) =>
        Assert.Equal(overheld, FloorHolds.Of(Look(GateScene.World(), false, Since), "alpha", Since.AddHours(hours)).Overheld);

    [Fact]
    public void An_alarm_stands_in_every_answer_that_is_no_yes_and_opens_nothing()
    {
        var world = Look(GateScene.World() with { Chain = null }, false, Since);

        var verdict = GateScene.Decide(world, now: Since.AddHours(25));

        Assert.IsNotType<Verdict.Allowed>(verdict);
        Assert.False(FloorPlan.Of(world, new HashSet<string>(), Since.AddHours(25))["alpha"]);
        // The cluster was last seen a day ago as well; what is looked at is the alarm.
        Assert.DoesNotContain(verdict.Findings, f => f.Check == "floor-overheld");
        var seen = world with { Cluster = world.Cluster! with { SeenAt = Since.AddHours(25) } };
        Assert.Contains(GateScene.Decide(seen, now: Since.AddHours(25)).Findings, f => f is { Check: "floor-overheld", Passed: false });
    }

    [Fact]
    public void Where_a_ticket_is_needed_only_a_floor_that_somebody_waits_for_is_held()
    {
        var world = GateScene.World(policy: new Policy { Access = WindowAccess.Ticketed });

        Assert.Empty(Look(world, false, Since).HeldSince);
        Assert.Single(Look(world, false, Since, "alpha").HeldSince);
    }

    [Fact]
    public void Nothing_new_is_the_same_object()
    {
        var world = Look(GateScene.World(), false, Since);

        Assert.Same(world.HeldSince, Look(world, false, Since.AddHours(1)).HeldSince);
    }

    private static World Look(World world, bool openable, DateTimeOffset now, params string[] wanted) => world with
    {
        HeldSince = FloorHolds.Next(world, new Dictionary<string, bool> { ["alpha"] = openable }, wanted.ToHashSet(), now),
    };
}
