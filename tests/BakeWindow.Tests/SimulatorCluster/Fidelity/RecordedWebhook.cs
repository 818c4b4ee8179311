using System.Text.Json.Nodes;

namespace BakeWindow.Tests.SimulatorCluster.Fidelity;

/// <summary>The webhook of the recordings: on each path the recorded answer.</summary>
internal static class RecordedWebhook
{
    public static async Task<TestWebhook> StartAsync()
    {
        var answers = RecordedStep.Load("admission-review-answers").ToDictionary(step => step.Path, step => step.Response!, StringComparer.Ordinal);
        var hook = await TestWebhook.StartAsync();
        hook.Answer = async (path, review) =>
        {
            if (path == "/slow")
            {
                await Task.Delay(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);
            }

            if (!answers.TryGetValue(path, out var recorded))
            {
                return (200, TestWebhook.Allowed());
            }

            var body = recorded["body"]!.DeepClone();
            if (body is JsonObject && path != "/wronguid")
            {
                body["response"]!["uid"] = review["uid"]!.ToString();
            }

            return (recorded["status"]!.GetValue<int>(), body);
        };
        return hook;
    }

    /// <summary>In the recordings it waits five seconds.</summary>
    public static Func<ClusterHost, Task> On(this TestWebhook hook, string path, string rule = TestWebhook.EvictionRule, string failurePolicy = "Fail", string more = ", \"timeoutSeconds\": 5") =>
        host => hook.RegisterAsync(host, path, rule, failurePolicy, more);

    public static Task RemoveAsync(ClusterHost host) => host.Http.DoAsync("DELETE", "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/bakewindow");
}
