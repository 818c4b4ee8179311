using BakeWindow.Core.Cluster;
using BakeWindow.Core.Tests.Gate;
using BakeWindow.Web.Holding;

namespace BakeWindow.Tests.Web;

public sealed class HoldFormTests
{
    [Theory]
    [InlineData(null, "2h", "audit", null)]
    [InlineData("node-1", "2026-10-02T12:00:00Z", "audit", null)]
    [InlineData(null, "", "audit", "until")]
    [InlineData(null, "soon", "audit", "until")]
    [InlineData(null, "2026-10-02T12:00:00", "audit", "until")]
    [InlineData(null, "15d", "audit", "until")]
    [InlineData(null, "5s", "audit", "until")]
    [InlineData(null, "2026-09-30T12:00:00Z", "audit", "until")]
    [InlineData(null, "2h", "x", "reason")]
    [InlineData("node-9", "2h", "audit", "node")]
    [InlineData(null, "2h", "launch \u202e txt.exe", "reason")]
    [InlineData(null, "2h", "launch\n=1+1", "reason")]
    [InlineData(null, "2h", "launch \u0000", "reason")]
    [InlineData(null, "2h", "Start am Freitag \U0001F680 \u0928\u200d", null)]
    public void A_freeze_has_an_end_a_reason_and_a_node_that_is_there(string? node, string until, string reason, string? wrong)
    {
        var (form, mistakes) = new FreezeForm(node, until, reason).Check(GateScene.World(), GateScene.Now);

        Assert.Equal(wrong is null, form is not null);
        Assert.Equal(wrong is null ? [] : [wrong], mistakes.Keys);
    }

    [Theory]
    [InlineData("node-1", "node-1", "15m", "the disk is failing", null)]
    [InlineData("node-1", "node-2", "15m", "the disk is failing", "typed")]
    [InlineData("node-1", "", "15m", "the disk is failing", "typed")]
    [InlineData("node-1", "NODE-1", "15m", "the disk is failing", "typed")]
    [InlineData("node-1", "node-1", "61m", "the disk is failing", "for")]
    [InlineData("node-1", "node-1", "", "the disk is failing", "for")]
    [InlineData("node-1", "node-1", "15m", "disk", "reason")]
    [InlineData("node-9", "node-9", "15m", "the disk is failing", "node")]
    public void Breaking_the_glass_wants_the_name_typed_a_reason_and_an_hour_at_most(string node, string typed, string length, string reason, string? wrong)
    {
        var (form, mistakes) = new GlassForm(node, typed, length, reason).Check(GateScene.World());

        Assert.Equal(wrong is null, form is not null);
        Assert.Equal(wrong is null ? [] : [wrong], mistakes.Keys);
    }

    [Fact]
    public void Where_no_cluster_is_seen_no_node_can_be_named() =>
        Assert.Contains("not being seen", new FreezeForm("node-1", "2h", "audit").Check(GateScene.World() with { Cluster = ClusterView.Unseen }, GateScene.Now).Mistakes["node"], StringComparison.Ordinal);
}
