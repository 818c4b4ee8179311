using BakeWindow.Kubernetes;

namespace BakeWindow.Tests.Kubernetes;

public sealed class KubernetesConnectionTests : IDisposable
{
    private readonly string path = Path.GetTempFileName();

    public void Dispose() => File.Delete(path);

    [Fact]
    public void A_kubeconfig_that_is_not_there_is_named() =>
        Assert.Contains("Cluster:Kubeconfig \"/no/such\" does not exist", Refused("/no/such", null));

    [Fact]
    public void A_context_that_is_not_there_is_named_with_those_that_are()
    {
        Write("current-context: one");
        Assert.Contains("Cluster:Context \"two\" is not in kubeconfig", Refused(path, "two"));
        Assert.Contains("which has: one", Refused(path, "two"));
    }

    [Theory]
    [InlineData("{ not: [yaml")]
    [InlineData("")]
    [InlineData("42")]
    public void What_is_no_kubeconfig_is_said(string text)
    {
        File.WriteAllText(path, text);
        Assert.Contains(path, Refused(path, null));
    }

    [Fact]
    public void Outside_a_pod_the_mend_is_said() => Assert.Contains("name a kubeconfig", Refused(null, null));

    [Fact]
    public void A_good_one_opens()
    {
        Write("current-context: one");
        using var client = KubernetesConnection.Open(path, null);

        Assert.Equal(new Uri("http://127.0.0.1:1/"), client.BaseUri);
        Assert.Equal(Timeout.InfiniteTimeSpan, client.HttpClient.Timeout);
    }

    private static string Refused(string? kubeconfig, string? context) => Assert.Throws<KubernetesConfigException>(() => KubernetesConnection.Open(kubeconfig, context)).Message;

    private void Write(string last) => File.WriteAllText(path, $$"""
        apiVersion: v1
        kind: Config
        clusters: [{ name: c, cluster: { server: "http://127.0.0.1:1" } }]
        users: [{ name: u, user: { token: "t" } }]
        contexts: [{ name: one, context: { cluster: c, user: u } }]
        {{last}}
        """);
}
