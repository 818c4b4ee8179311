using k8s;
using k8s.Models;

namespace BakeWindow.Tests.Cli;

public sealed class AgentManifestTests
{
    private static readonly List<object> Objects = KubernetesYaml.LoadAllFromString(File.ReadAllText(Path.Combine(Recorded.RepoRoot, "deploy", "components", "agent", "agent.yaml")));

    [Fact]
    public void The_agent_may_get_nodes_and_nothing_else()
    {
        var rule = Assert.Single(Assert.Single(Objects.OfType<V1ClusterRole>()).Rules);

        Assert.Equal("/nodes: get", $"{string.Join(',', rule.ApiGroups)}/{string.Join(',', rule.Resources)}: {string.Join(',', rule.Verbs)}");
        Assert.Empty(Objects.OfType<V1Role>());
        Assert.Equal(["V1ClusterRole", "V1ClusterRoleBinding", "V1DaemonSet", "V1Namespace", "V1ResourceQuota", "V1ServiceAccount"], Objects.Select(o => o.GetType().Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Its_command_line_is_one_that_the_program_understands()
    {
        var pod = Assert.Single(Objects.OfType<V1DaemonSet>()).Spec.Template.Spec;
        var agent = Assert.Single(pod.Containers);
        var run = new Run { Environment = { ["NODE_NAME"] = "node-3" } };

        // All is understood but the key, which is not mounted here.
        Assert.Equal(64, await run.StartAsync([.. agent.Args]));
        Assert.Contains("--key-file: \"/etc/bakewindow/key\" can't be read", run.Errors, StringComparison.Ordinal);
        Assert.Equal("NODE_NAME", agent.Env[0].Name);
        Assert.True(pod.HostPID);
        Assert.Equal("Exists", Assert.Single(pod.Tolerations).OperatorProperty);
    }
}
