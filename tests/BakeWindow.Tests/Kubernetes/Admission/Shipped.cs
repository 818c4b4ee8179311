using k8s;

namespace BakeWindow.Tests.Kubernetes.Admission;

/// <summary>What stands under <c>deploy/components</c>.</summary>
internal static class Shipped
{
    /// <summary>The only object of a file.</summary>
    public static T Read<T>(string file) => KubernetesYaml.Deserialize<T>(File.ReadAllText(Path(file)));

    /// <summary>Where a file is.</summary>
    public static string Path(string file) => System.IO.Path.Combine(Recorded.RepoRoot, "deploy", "components", file);
}
