using System.Text.Json.Nodes;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;
using BakeWindow.Kubernetes.Executing;
using BakeWindow.Kubernetes.Marks;
using BakeWindow.Kubernetes.Watching;
using k8s.Models;

namespace BakeWindow.Tests.Kubernetes;

/// <summary>What may be written on a node, decided from the node alone.</summary>
public sealed class NodeMarksTests
{
    private static readonly TicketSeal Seal = new(new byte[32]);
    private static readonly LockHolder First = new("M-1", "");
    private static readonly DateTimeOffset T = new(2026, 10, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Cordon_and_mark_are_one_write_on_the_version_that_was_read()
    {
        var patch = Patch(NodeMarks.Cordon(Node(), First, 3));

        Assert.Equal("7", (string?)patch["metadata"]!["resourceVersion"]);
        Assert.True((bool?)patch["spec"]!["unschedulable"]);
        Assert.Equal(new CordonMark("M-1", false, 3), CordonMarkText.Read((string?)patch["metadata"]!["annotations"]![Mark.Cordon]));
    }

    [Fact]
    public void A_cordon_that_was_there_before_is_remembered_and_stays()
    {
        var patch = Patch(NodeMarks.Cordon(Node(cordoned: true), First, 3));
        var text = (string?)patch["metadata"]!["annotations"]![Mark.Cordon];
        Assert.True(CordonMarkText.Read(text)!.FormerlyUnschedulable);

        var undo = Patch(NodeMarks.Uncordon(Node(cordoned: true, (Mark.Cordon, text!)), First));
        Assert.Null(undo["spec"]);
        Assert.True(undo["metadata"]!["annotations"]!.AsObject().ContainsKey(Mark.Cordon));
    }

    [Theory]
    [InlineData("M-2", 1)]
    [InlineData("M-2", 9)]
    public void Another_mark_wins(string maintenance, long fence) =>
        Assert.IsType<CommandOutcome.HeldBy>(NodeMarks.Cordon(Marked(maintenance, fence), First, 3).Outcome);

    [Fact]
    public void Under_a_lower_fence_nothing_of_the_successor_is_touched()
    {
        Assert.Equal(new CommandOutcome.Superseded(4), NodeMarks.Cordon(Marked("M-1", 4), First, 3).Outcome);
        Assert.Equal(new CommandOutcome.Superseded(4), NodeMarks.Raise(Marked("M-1", 4), First, 3).Outcome);
        Assert.Same(NodeChange.None, NodeMarks.Uncordon(Marked("M-1", 4), First, 3));
        Assert.Same(NodeChange.None, NodeMarks.WithdrawReboot(Marked("M-1", 4), First, Seal, 3));
    }

    [Fact]
    public void The_same_number_of_another_installation_is_somebody_else()
    {
        var (ours, theirs) = (new LockHolder("M-1", "aaaaaaaa"), new LockHolder("M-1", "bbbbbbbb"));
        var node = Node(cordoned: true, (Mark.Cordon, CordonMarkText.Write(new("M-1", false, 3) { Installation = "bbbbbbbb" })));

        Assert.Equal(new CommandOutcome.HeldBy("M-1@bbbbbbbb"), NodeMarks.Cordon(node, ours, 9).Outcome);
        Assert.Same(NodeChange.None, NodeMarks.Uncordon(node, ours));
        Assert.NotNull(NodeMarks.Uncordon(node, theirs).Patch);
        Assert.NotNull(NodeMarks.Uncordon(Marked("M-1", 3), ours).Patch);
    }

    [Fact]
    public void A_mark_that_nobody_can_read_is_somebody_elses() =>
        Assert.IsType<CommandOutcome.HeldBy>(NodeMarks.Cordon(Node(cordoned: true, (Mark.Cordon, "mine!")), First, 3).Outcome);

    [Fact]
    public void Done_twice_it_writes_nothing_more()
    {
        Assert.Same(NodeChange.None, NodeMarks.Cordon(Marked("M-1", 3), First, 3));
        Assert.Same(NodeChange.None, NodeMarks.Uncordon(Node(), First));
        Assert.Null(NodeMarks.WithdrawReboot(Marked("M-1", 3), First, Seal).Patch);
    }

    [Fact]
    public void A_lock_taken_again_raises_the_fence_and_forgets_nothing()
    {
        var before = new CordonMark("M-1", true, 2);
        var patch = Patch(NodeMarks.Cordon(Node(cordoned: true, (Mark.Cordon, CordonMarkText.Write(before))), First, 3));

        Assert.Equal(before with { Fence = 3 }, CordonMarkText.Read((string?)patch["metadata"]!["annotations"]![Mark.Cordon]));
    }

    [Fact]
    public void A_node_without_our_mark_is_left_alone()
    {
        Assert.Same(NodeChange.None, NodeMarks.Uncordon(Marked("M-2", 3), First));
        Assert.Same(NodeChange.None, NodeMarks.Uncordon(Node(cordoned: true), First));
        Assert.IsType<CommandOutcome.Refused>(NodeMarks.AskReboot(Node(cordoned: true), First, Ticket(), Seal).Outcome);
        Assert.IsType<CommandOutcome.Refused>(NodeMarks.AskReboot(Marked("M-2", 3), First, Ticket(), Seal).Outcome);
    }

    [Fact]
    public void A_node_that_somebody_uncordoned_is_not_rebooted() =>
        Assert.IsType<CommandOutcome.Refused>(NodeMarks.AskReboot(Node(cordoned: false, (Mark.Cordon, CordonMarkText.Write(new("M-1", false, 3)))), First, Ticket(), Seal).Outcome);

    [Fact]
    public void The_ticket_that_hangs_opens_with_the_key()
    {
        var patch = Patch(NodeMarks.AskReboot(Marked("M-1", 3), First, Ticket(), Seal));
        var annotations = patch["metadata"]!["annotations"]!.AsObject();

        Assert.Equal(Ticket(), Seal.Open((string?)annotations[Mark.RebootTicket]));
        Assert.Null(Seal.Check((string?)annotations[Mark.RebootTicket], "node-1", "uid-1", "boot-1", T));
        Assert.False(annotations.ContainsKey(Mark.WindowOpen));
    }

    [Fact]
    public void Fluo_is_told_only_when_it_asked()
    {
        var node = Marked("M-1", 3);
        node.Metadata.Annotations["flatcar-linux-update.v1.flatcar-linux.net/reboot-needed"] = "true";

        Assert.Equal(new RebootDemand("fluo", null), NodeFacts.DemandOf(node));
        Assert.Equal("true", (string?)Patch(NodeMarks.AskReboot(node, First, Ticket(), Seal))["metadata"]!["annotations"]![Mark.WindowOpen]);
    }

    [Fact]
    public void A_used_up_ticket_is_not_hung_on_again()
    {
        var node = Marked("M-1", 3);
        node.Status.NodeInfo.BootID = "boot-2";

        Assert.Same(NodeChange.None, NodeMarks.AskReboot(node, First, Ticket(), Seal));
    }

    [Fact]
    public void A_node_made_anew_under_the_same_name_is_another_node()
    {
        var node = Marked("M-1", 3);
        node.Metadata.Uid = "uid-2";

        Assert.IsType<CommandOutcome.NodeGone>(NodeMarks.AskReboot(node, First, Ticket(), Seal).Outcome);
    }

    [Fact]
    public void Withdrawing_takes_off_the_ticket_and_the_word_for_fluo_but_not_those_of_another()
    {
        var ours = Marked("M-1", 3);
        (ours.Metadata.Annotations[Mark.RebootTicket], ours.Metadata.Annotations[Mark.WindowOpen]) = (Seal.Sign(Ticket()), "true");
        var patch = Patch(NodeMarks.WithdrawReboot(ours, First, Seal))["metadata"]!["annotations"]!.AsObject();
        Assert.Equal([Mark.RebootTicket, Mark.WindowOpen], patch.Select(a => a.Key).Order(StringComparer.Ordinal));
        Assert.All(patch, a => Assert.Null(a.Value));

        var others = Marked("M-2", 4);
        others.Metadata.Annotations[Mark.RebootTicket] = Seal.Sign(Ticket() with { Maintenance = "M-2" });
        Assert.Same(NodeChange.None, NodeMarks.WithdrawReboot(others, First, Seal));
    }

    [Theory]
    [InlineData("2026-10-01T10:00:00Z", "2026-10-01T09:00:00Z", true)]
    [InlineData("2026-10-01T10:00:00Z", "2026-10-01T11:00:00Z", false)]
    public void Kureds_old_wish_ends_when_the_node_has_been_away(string wished, string readySince, bool wants)
    {
        var node = Node(false, ("weave.works/kured-most-recent-reboot-needed", wished));
        node.Status.Conditions[0].LastTransitionTime = DateTime.Parse(readySince).ToUniversalTime();

        Assert.Equal(wants, NodeFacts.DemandOf(node) is { Source: "kured" });
        node.Metadata.Annotations["weave.works/kured-reboot-in-progress"] = wished;
        Assert.Equal(new RebootDemand("kured", DateTimeOffset.Parse(wished)), NodeFacts.DemandOf(node));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"maintenance\":5}")]
    public void What_is_no_mark_is_read_as_none(string? text) => Assert.Null(CordonMarkText.Read(text));

    private static Ticket Ticket() => new("M-1", "node-1", "uid-1", "boot-1", TimeSpan.FromMinutes(12), new Level(100), "BL", T.AddMinutes(5), T.AddMinutes(17));

    private static V1Node Marked(string maintenance, long fence) => Node(cordoned: true, (Mark.Cordon, CordonMarkText.Write(new CordonMark(maintenance, false, fence))));

    private static V1Node Node(bool cordoned = false, params (string Key, string Value)[] annotations) => new()
    {
        Metadata = new V1ObjectMeta { Name = "node-1", Uid = "uid-1", ResourceVersion = "7", Annotations = annotations.ToDictionary(a => a.Key, a => a.Value) },
        Spec = new V1NodeSpec { Unschedulable = cordoned ? true : null },
        Status = new V1NodeStatus { NodeInfo = new V1NodeSystemInfo { BootID = "boot-1" }, Conditions = [new V1NodeCondition { Type = "Ready", Status = "True" }] },
    };

    private static JsonNode Patch(NodeChange change) => JsonNode.Parse((string)Assert.IsType<MergePatch>(change.Patch).Build().Content)!;
}
