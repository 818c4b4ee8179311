using BakeWindow.Core.Cluster;
using BakeWindow.Core.Granting;

namespace BakeWindow.Core.Tests.Granting;

/// <summary>When a lock in a neighbour's hands is still needed.</summary>
public sealed class GrantStateTests
{
    private static readonly DateTimeOffset Since = new(2026, 10, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly Grant Given = new() { Client = "fleetlock", Node = "a", Domain = "zone", BootId = "boot-1", Since = Since, Until = Since.AddHours(1) };
    private static readonly NodeView Back = new() { Name = "a", Uid = "u", Unschedulable = false, Ready = true, BootId = "boot-2" };

    [Fact]
    public void It_is_held_until_the_client_says_that_it_is_done() => Assert.IsType<GrantState.Held>(State(Given, Back, 30));

    [Fact]
    public void Rebooted_Ready_schedulable_and_done_it_is_over() => Assert.Equal("the node was rebooted and is back", Assert.IsType<GrantState.Over>(State(Done(29), Back, 30)).How);

    [Fact]
    public void A_node_that_is_not_Ready_or_was_cordoned_meanwhile_is_not_back()
    {
        Assert.IsType<GrantState.Held>(State(Done(29), Back with { Ready = false }, 30));
        Assert.IsType<GrantState.Held>(State(Done(29), Back with { Unschedulable = true }, 30));
        Assert.IsType<GrantState.Over>(State(Done(29) with { WasUnschedulable = true }, Back with { Unschedulable = true }, 30));
    }

    [Theory]
    [InlineData(30, false)]
    [InlineData(30.9, false)]
    [InlineData(31, true)]
    public void Without_another_boot_ID_it_waits_two_minutes_for_the_kubelet_to_tell(double minutes, bool over) =>
        Assert.Equal(over, State(Done(29), Back with { BootId = "boot-1" }, minutes) is GrantState.Over);

    [Theory]
    [InlineData(59.9, false)]
    [InlineData(60, true)]
    public void What_is_missing_when_its_time_is_over_is_an_alarm(double minutes, bool late) => Assert.Equal(late, State(Done(29), Back with { Ready = false }, minutes) is GrantState.Overdue);

    [Fact]
    public void A_node_that_is_gone_holds_nothing_and_a_cluster_that_is_not_seen_changes_nothing()
    {
        Assert.IsType<GrantState.Over>(GrantState.Of(Given, View([]), Since));
        Assert.IsType<GrantState.Held>(GrantState.Of(Given, View([]) with { Connected = false }, Since.AddDays(9)));
    }

    private static Grant Done(double minutes) => Given with { DoneSince = Since.AddMinutes(minutes) };

    private static GrantState State(Grant grant, NodeView node, double minutes) => GrantState.Of(grant, View([node]), Since.AddMinutes(minutes));

    private static ClusterView View(NodeView[] nodes) => new() { Connected = true, SeenAt = Since, Nodes = nodes.ToDictionary(n => n.Name, StringComparer.Ordinal), Pods = [] };
}
