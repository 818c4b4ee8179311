using BakeWindow.Core.Cluster;
using BakeWindow.Core.Rights;
using BakeWindow.Kubernetes.Executing;

namespace BakeWindow.Tests.Kubernetes;

public sealed class DrainOrderTests
{
    private static readonly ProtectedWorkload Baker = Workloads.Of("alpha-baker", "app=baker");

    [Fact]
    public void The_baker_comes_last_and_what_stays_is_not_asked()
    {
        var order = DrainOrder.Of(
            [Pod("alpha-0", "StatefulSet", "baker"), Pod("web-1", "ReplicaSet", "web"), Pod("agent-x", "DaemonSet", "agent"), Pod("etcd", "Node", "etcd") with { IsMirror = true },
                Pod("old", "Job", "job") with { Phase = "Succeeded" }, Pod("gone-1", "ReplicaSet", "web") with { Terminating = true }],
            [Baker], loseEmptyDir: false);

        Assert.Equal(["alpha-0"], Names(order.Protected));
        Assert.Equal(["web-1"], Names(order.Others));
        Assert.Equal(["gone-1"], Names(order.Leaving));
        Assert.Empty(order.Refusals);
    }

    [Fact]
    public void A_bare_pod_and_an_empty_dir_are_refused_by_name_with_the_mend()
    {
        var pods = new[] { Pod("bare", null, "x"), Pod("scratch", "ReplicaSet", "y") with { UsesEmptyDir = true } };
        var order = DrainOrder.Of(pods, [Baker], loseEmptyDir: false);

        Assert.Collection(order.Refusals, r => Assert.Contains("tezos/bare has no controller", r), r => Assert.Contains("Policy:LoseEmptyDir", r));
        Assert.Single(DrainOrder.Of(pods, [Baker], loseEmptyDir: true).Refusals);
    }

    [Fact]
    public void A_bare_pod_that_is_leaving_is_no_reason_to_refuse() =>
        Assert.Empty(DrainOrder.Of([Pod("bare", null, "x") with { Terminating = true }], [Baker], loseEmptyDir: false).Refusals);

    private static string[] Names(IEnumerable<PodView> pods) => [.. pods.Select(p => p.Name.Name)];

    private static PodView Pod(string name, string? controller, string app) => new()
    {
        Name = new PodName("tezos", name),
        Uid = name,
        Node = "node-1",
        Phase = "Running",
        Ready = true,
        ControllerKind = controller,
        Labels = new Dictionary<string, string> { ["app"] = app },
    };
}
