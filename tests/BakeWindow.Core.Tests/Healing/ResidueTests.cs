using System.Text.Json.Nodes;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Healing;

namespace BakeWindow.Core.Tests.Healing;

/// <summary>What is BakeWindow's on an object, and what it is given back to.</summary>
public sealed class ResidueTests
{
    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, null)]
    public void A_partition_goes_back_unless_somebody_has_set_another(int now, int? back)
    {
        var mark = new RolloutMark("M-1", 3, FormerPartition: 2, Partition: 0);
        var residue = WorkloadResidue.Of(WorkloadKind.StatefulSet, Workload(mark.Write(), now), _ => "gone")!;
        Assert.Equal("StatefulSet tezos/baker", residue.Workload.ToString());
        Assert.Null(residue.Patch["metadata"]!["annotations"]!["bakewindow.io/rollout"]);
        Assert.True(residue.Patch["metadata"]!["annotations"]!.AsObject().ContainsKey("bakewindow.io/rollout"));
        Assert.Equal("7", (string?)residue.Patch["metadata"]!["resourceVersion"]);
        Assert.Equal(back, (int?)residue.Patch["spec"]?["updateStrategy"]?["rollingUpdate"]?["partition"]);
    }

    [Fact]
    public void What_somebody_works_under_or_nobody_can_read_is_left()
    {
        Assert.Null(WorkloadResidue.Of(WorkloadKind.StatefulSet, Workload(new RolloutMark("M-1", 3).Write(), 0), _ => null));
        Assert.Null(WorkloadResidue.Of(WorkloadKind.StatefulSet, Workload("what", 0), _ => "gone"));
    }

    [Theory]
    [InlineData(false, false, true, true, null)]
    [InlineData(true, false, false, false, null)]
    [InlineData(true, true, true, false, null)]
    [InlineData(true, true, false, true, true)]
    public void A_node_is_cordoned_again_only_where_an_operator_uncordoned_it(bool formerly, bool byOperator, bool now, bool sets, bool? value) =>
        Assert.Equal((sets, value), new CordonMark("M-1", formerly, 1) { ByOperator = byOperator ? true : null }.GivesBack(now));

    [Fact]
    public void A_NodeMaintenance_is_BakeWindows_by_label_and_mark_and_not_by_its_name()
    {
        var mark = CordonMarkText.Write(new CordonMark("M-1", false, 1));
        Assert.Equal("node-1", OwnObjects.NodeMaintenance(NodeMaintenance("bakewindow", mark), _ => "gone")!.Node);
        Assert.Null(OwnObjects.NodeMaintenance(NodeMaintenance("helm", mark), _ => "gone"));
        Assert.Null(OwnObjects.NodeMaintenance(NodeMaintenance("bakewindow", "what"), _ => "gone"));
        Assert.Null(OwnObjects.NodeMaintenance(NodeMaintenance("bakewindow", mark), _ => null));
    }

    [Theory]
    [InlineData("none", "none", false)]
    [InlineData("tezos/baker-0", "none", true)]
    [InlineData("none", "node-1", true)]
    public void The_list_of_held_pods_is_emptied_when_it_names_any(string pods, string nodes, bool changes)
    {
        var patch = OwnObjects.HeldList(new JsonObject { ["metadata"] = new JsonObject(), ["data"] = new JsonObject { ["pods"] = pods, ["nodes"] = nodes } });
        Assert.Equal(changes, patch is not null);
        Assert.Equal(changes ? "none none" : null, patch is null ? null : $"{patch["data"]!["pods"]} {patch["data"]!["nodes"]}");
    }

    private static JsonObject Workload(string mark, int partition) => new()
    {
        ["metadata"] = new JsonObject { ["namespace"] = "tezos", ["name"] = "baker", ["resourceVersion"] = "7", ["annotations"] = new JsonObject { [Mark.Rollout] = mark } },
        ["spec"] = new JsonObject { ["updateStrategy"] = new JsonObject { ["rollingUpdate"] = new JsonObject { ["partition"] = partition } } },
    };

    private static JsonObject NodeMaintenance(string manager, string mark) => new()
    {
        ["metadata"] = new JsonObject { ["name"] = "bakewindow-m-1", ["labels"] = new JsonObject { [Mark.ManagedBy] = manager }, ["annotations"] = new JsonObject { [Mark.Cordon] = mark } },
        ["spec"] = new JsonObject { ["nodeName"] = "node-1" },
    };
}
