using BakeWindow.Core.Cluster;
using BakeWindow.Core.Rights;

namespace BakeWindow.Tests.Kubernetes;

/// <summary>Declared workloads for tests.</summary>
internal static class Workloads
{
    private static readonly BakerAddress Alpha = BakerAddress.Parse("tz1gg5bjopPcr9agjamyu9BbXKLibNc2rbAq");

    public static ProtectedWorkload Of(string name, string selector, string ns = "tezos") =>
        new() { Name = name, Baker = Alpha, Namespace = ns, Selector = LabelSelector.Parse(selector), Role = WorkloadRole.Baker };
}
