namespace BakeWindow.Tests.SimulatorCluster.Fidelity;

/// <summary>Validating webhooks as the real server asked them and passed on what they said.</summary>
public sealed class WebhookRecordings : IAsyncLifetime
{
    private const string NodeRule = """{ "apiGroups": [""], "apiVersions": ["v1"], "operations": ["UPDATE"], "resources": ["nodes"] }""";

    private TestWebhook hook = null!;

    public async ValueTask InitializeAsync() => hook = await RecordedWebhook.StartAsync();

    public ValueTask DisposeAsync() => hook.DisposeAsync();

    [Fact]
    public Task What_a_webhook_says_is_passed_on() => Hooked(new Replay("webhook-deny-answers"))
        .Before(1, hook.On("/deny429"))
        .Before(2, hook.On("/deny429retry"))
        .Before(3, hook.On("/denyplain"))
        .Before(4, hook.On("/deny403"))
        .Before(5, hook.On("/deny500"))
        .Before(6, hook.On("/deny200"))
        .Before(7, hook.On("/deny429"))
        .Before(11, hook.On("/warn"))
        .HoldsAsync();

    [Fact]
    public Task A_webhook_is_asked_before_a_budget() => Hooked(new Replay("webhook-vs-pdb-order"))
        .Given(host => host.BudgetAsync("hooked", "h", "h-0", "\"maxUnavailable\": \"100%\""))
        .Before(0, hook.On("/deny429"))
        .Before(1, RecordedWebhook.RemoveAsync)
        .LooseMessage(1)
        .HoldsAsync();

    [Fact]
    public Task A_webhook_that_cannot_be_asked()
    {
        const string Quick = ", \"timeoutSeconds\": 1";
        var down = """{ "url": "https://127.0.0.1:39444/allow" }""";
        Func<ClusterHost, Task> Down(string policy, string more = "") => host => hook.RegisterAsync(host, failurePolicy: policy, client: down, more: ", \"timeoutSeconds\": 5" + more);
        Func<ClusterHost, Task> Untrusted(string policy) =>
            host => hook.RegisterAsync(host, failurePolicy: policy, client: $$"""{ "url": "https://127.0.0.1:{{hook.Port}}/allow" }""", more: ", \"timeoutSeconds\": 5");
        return Hooked(new Replay("webhook-failures"))
            .Called("127.0.0.1:39443", $"127.0.0.1:{hook.Port}")
            .Before(0, Down("Fail"))
            .Before(1, hook.On("/slow", more: Quick))
            .Before(2, hook.On("/http500"))
            .Before(3, hook.On("/garbage"))
            .Before(4, hook.On("/wronguid"))
            .Before(5, Untrusted("Fail"))
            .Before(6, Down("Ignore"))
            .Before(7, hook.On("/slow", failurePolicy: "Ignore", more: Quick))
            .Before(8, hook.On("/http500", failurePolicy: "Ignore"))
            .Before(9, hook.On("/garbage", failurePolicy: "Ignore"))
            .Before(10, hook.On("/wronguid", failurePolicy: "Ignore"))
            .Before(11, Untrusted("Ignore"))
            .Before(12, Down("Fail", """, "matchConditions": [ { "name": "m", "expression": "request.name != 'h-0'" } ]"""))
            .Before(13, Down("Fail", """, "matchConditions": [ { "name": "m", "expression": "object.spec.foo == 'x'" } ]"""))
            .LooseMessage(4)
            .HoldsAsync();
    }

    [Fact]
    public Task Deletes_that_a_webhook_refuses() => Hooked(new Replay("webhook-delete-pods"))
        .Before(0, hook.On("/deny429", TestWebhook.DeleteRule))
        .HoldsAsync();

    [Fact]
    public Task A_cordon_that_a_webhook_refuses() => Hooked(new Replay("webhook-deny-cordon"))
        .Before(0, hook.On("/deny403", NodeRule))
        .LeaveOut("spec.taints", "spec.unschedulable")
        .HoldsAsync();

    private static Replay Hooked(Replay replay) => replay.Given(async host =>
    {
        host.Cluster.ThreeNodes();
        await host.BarePodAsync("hooked", "h-0", "h-0");
        await host.BarePodAsync("hooked", "h-1", "h-1");
    });
}
