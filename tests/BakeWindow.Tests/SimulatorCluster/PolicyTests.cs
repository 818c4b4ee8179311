using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster;
using Microsoft.Extensions.Time.Testing;

namespace BakeWindow.Tests.SimulatorCluster;

/// <summary>ValidatingAdmissionPolicies of the simulated API.</summary>
public sealed class PolicyTests : IAsyncLifetime
{
    private const string Root = "/apis/admissionregistration.k8s.io/v1/";

    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private ClusterHost host = null!;

    public async ValueTask InitializeAsync()
    {
        host = await ClusterHost.StartAsync(time, new SimClusterOptions { Reaction = TimeSpan.Zero });
        host.Cluster.AddNode("node-a");
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_custom_resource_can_be_the_parameter()
    {
        host.Cluster.AddKind("bakewindow.io", "v1", "nodegates", "NodeGate", namespaced: false);
        await host.Http.DoAsync("POST", "/apis/bakewindow.io/v1/nodegates", """{"metadata":{"name":"gate"},"spec":{"closed":["node-a"],"why":"a right at 12:05"}}""");
        await PolicyAsync(
            """
            "paramKind": { "apiVersion": "bakewindow.io/v1", "kind": "NodeGate" },
            "variables": [ { "name": "cordons", "expression": "has(object.spec.unschedulable) && object.spec.unschedulable" } ],
            "validations": [ { "expression": "!variables.cordons || !(object.metadata.name in params.spec.closed)", "messageExpression": "'closed: ' + params.spec.why", "reason": "Forbidden" } ]
            """,
            """ "paramRef": { "name": "gate", "parameterNotFoundAction": "Allow" } """);

        var (status, body, _) = await CordonAsync();
        Assert.Equal(403, status);
        Assert.EndsWith("closed: a right at 12:05", body!["message"]!.ToString(), StringComparison.Ordinal);
        await host.Http.DoAsync("PATCH", "/apis/bakewindow.io/v1/nodegates/gate", """{"spec":{"closed":[]}}""");
        Assert.Equal(200, (await CordonAsync()).Status);
    }

    [Theory]
    [InlineData("Fail", 422)]
    [InlineData("Ignore", 200)]
    public async Task An_expression_that_fails_follows_the_failure_policy(string failurePolicy, int status)
    {
        await PolicyAsync($$"""
            "failurePolicy": "{{failurePolicy}}", "validations": [ { "expression": "object.spec.nothing == 'x'" } ]
            """);
        Assert.Equal(status, (await CordonAsync()).Status);
    }

    [Fact]
    public async Task A_match_condition_exempts()
    {
        await PolicyAsync("""
            "matchConditions": [ { "name": "people", "expression": "!('system:masters' in request.userInfo.groups)" } ], "validations": [ { "expression": "false", "message": "no" } ]
            """);
        Assert.Equal(200, (await CordonAsync()).Status);
    }

    [Fact]
    public async Task A_name_that_nobody_declared_is_refused_when_the_policy_is_made()
    {
        var (status, body, _) = await host.Http.SendJsonAsync("POST", Root + "validatingadmissionpolicies", Body(""" "validations": [ { "expression": "objekt.x" } ] """));
        Assert.Equal(422, status);
        Assert.Contains("undeclared reference to 'objekt'", body!["message"]!.ToString(), StringComparison.Ordinal);
    }

    private async Task PolicyAsync(string spec, string binding = "")
    {
        await host.Http.DoAsync("POST", Root + "validatingadmissionpolicies", Body(spec));
        await host.Http.DoAsync("POST", Root + "validatingadmissionpolicybindings", $$"""
            { "metadata": { "name": "nodes" }, "spec": { "policyName": "nodes", "validationActions": ["Deny"] {{(binding.Length > 0 ? "," + binding : "")}} } }
            """);
    }

    private static string Body(string spec) => $$"""
        { "metadata": { "name": "nodes" },
          "spec": { "matchConstraints": { "resourceRules": [ { "apiGroups": [""], "apiVersions": ["v1"], "operations": ["UPDATE"], "resources": ["nodes"] } ] }, {{spec}} } }
        """;

    private Task<(int Status, JsonNode? Body, System.Net.Http.Headers.HttpResponseHeaders Headers)> CordonAsync() =>
        host.Http.SendJsonAsync("PATCH", "/api/v1/nodes/node-a", """{"spec":{"unschedulable":true}}""");
}
