using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;
using BakeWindow.Core.Tests.Maintenance;
using BakeWindow.Web.Maintaining;

namespace BakeWindow.Tests.Web;

public sealed class RequestFormTests
{
    private static readonly DateTimeOffset Now = Worlds.At(100);

    [Fact]
    public void A_right_form_makes_a_request()
    {
        var (form, mistakes) = Form() with { Need = "12m", Deadline = "2026-10-02T00:00:00+02:00", Urgency = "HIGH" } is var f ? f.Check(World(), Now) : default;

        Assert.Empty(mistakes);
        var request = form!.Request("M-1", "ak", Now);
        Assert.Equal(TimeSpan.FromMinutes(12), request.Need);
        Assert.Equal(new DateTimeOffset(2026, 10, 1, 22, 0, 0, TimeSpan.Zero), request.Deadline);
        Assert.Equal(Urgency.High, request.Urgency);
    }

    [Theory]
    [InlineData("node", null)]
    [InlineData("node", "node-9")]
    [InlineData("action", "explode")]
    [InlineData("need", "-5m")]
    [InlineData("need", "0s")]
    [InlineData("notBefore", "tomorrow")]
    [InlineData("notBefore", "2026-12-24T18:00:00")]
    [InlineData("deadline", "2020-01-01T00:00:00Z")]
    [InlineData("urgency", "2")]
    [InlineData("reason", "x")]
    public void A_wrong_field_is_named_with_its_mend(string field, string? value)
    {
        var form = field switch
        {
            "node" => Form() with { Node = value },
            "action" => Form() with { Action = value },
            "need" => Form() with { Need = value },
            "notBefore" => Form() with { NotBefore = value },
            "deadline" => Form() with { Deadline = value },
            "urgency" => Form() with { Urgency = value },
            _ => Form() with { Reason = value },
        };

        var (checkedForm, mistakes) = form.Check(World(), Now);

        Assert.Null(checkedForm);
        Assert.Equal(field, Assert.Single(mistakes).Key);
    }

    [Fact]
    public void All_mistakes_are_told_at_once()
    {
        var (_, mistakes) = new RequestForm("", "?", "?", "?", "?", "?", "").Check(World(), Now);

        Assert.Equal(["action", "deadline", "need", "node", "notBefore", "reason", "urgency"], mistakes.Keys);
    }

    [Theory]
    [InlineData("drain", "node-1", null, null, null, "30m", "drain node-1")]
    [InlineData("restart", null, "sts/tezos/baker", null, null, null, "restart StatefulSet tezos/baker")]
    [InlineData("release", null, "statefulset/tezos/baker", null, null, null, "release StatefulSet tezos/baker")]
    [InlineData("roll", null, null, "pool=main", "drain", "1h", "roll pool pool=main")]
    public void Every_action_has_its_form(string action, string? node, string? workload, string? pool, string? each, string? hold, string said)
    {
        var (form, mistakes) = Form(action, node, workload, pool, each, hold).Check(World(), Now);

        Assert.Empty(mistakes);
        Assert.Equal(said, $"{form!.Action.Word} {form.Action.Subject}");
    }

    [Theory]
    [InlineData("workload", "restart", null, "baker", null, null, null)]
    [InlineData("workload", "restart", null, "sts/tezos/nobody", null, null, null)]
    [InlineData("workload", "release", null, "deploy/tezos/baker", null, null, null)]
    [InlineData("pool", "roll", null, null, "pool=", "reboot", null)]
    [InlineData("pool", "roll", null, null, null, null, null)]
    [InlineData("each", "roll", null, null, "pool=main", "explode", null)]
    [InlineData("hold", "drain", "node-1", null, null, null, "2d")]
    [InlineData("hold", "reboot", "node-1", null, null, null, "5m")]
    [InlineData("node", "restart", "node-1", "sts/tezos/baker", null, null, null)]
    public void What_an_action_does_not_take_or_lacks_is_named(string field, string action, string? node, string? workload, string? pool, string? each, string? hold) =>
        Assert.Equal(field, Assert.Single(Form(action, node, workload, pool, each, hold).Check(World(), Now).Mistakes).Key);

    private static RequestForm Form(string action, string? node, string? workload, string? pool, string? each, string? hold) =>
        new(node, action, null, null, null, null, "new kernel") { Workload = workload, Pool = pool, Each = each, Hold = hold };

    private static RequestForm Form() => new("node-1", "reboot", null, null, null, null, "new kernel");

    private static World World() => Worlds.World(100, Worlds.Rights(1000), new ClusterView
    {
        Nodes = new Dictionary<string, NodeView> { ["node-1"] = new() { Name = "node-1", Uid = "u1", Unschedulable = false, Ready = true, BootId = "b1", Labels = new Dictionary<string, string> { ["pool"] = "main" } } },
        Pods = [new PodView { Name = new PodName("tezos", "baker-0"), Uid = "p", Node = "node-1", Phase = "Running", Ready = true, ControllerKind = "StatefulSet", ControllerName = "baker" }],
        SeenAt = Now,
        Connected = true,
    });
}
