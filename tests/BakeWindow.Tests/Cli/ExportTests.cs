using System.Text.Json;
using BakeWindow.Core.Wire;
using BakeWindow.Tests.Tezos;

namespace BakeWindow.Tests.Cli;

public sealed class ExportTests : IAsyncLifetime
{
    private FakeNode server = null!;

    public async ValueTask InitializeAsync() => server = await FakeNode.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task What_is_to_be_run_goes_to_standard_output_and_what_to_know_to_the_other()
    {
        var document = new ExportDocument("gcloud", "#!/bin/sh\ngcloud …\n", [new("bakewindow-cycle-11", Run.Now, Run.Now.AddHours(3), "cycle 11: no window holds 1 h")], ["GKE may still patch."]);
        server.Answer("/api/v1/export", c => Verdicts.WriteAsync(c, 200, JsonSerializer.Serialize(document, WireJson.Plain.ExportDocument)));

        var (code, output, errors) = await AskAsync("--target", "gcloud", "--for", "1h", "--cluster", "bakers", "--location", "europe-west1", "--project", "p", "--resource-group", "g", "--node", "node-1");
        var (_, json, quiet) = await AskAsync("--target", "gcloud", "--json");

        Assert.Equal((0, "#!/bin/sh\ngcloud …\n", "bakewindow: GKE may still patch.\n"), (code, output, errors));
        Assert.Equal((JsonSerializer.Serialize(document, WireJson.Plain.ExportDocument) + "\n", ""), (json, quiet));
        Assert.Equal(["/api/v1/export?target=gcloud&for=PT1H&node=node-1&cluster=bakers&location=europe-west1&project=p&resourceGroup=g", "/api/v1/export?target=gcloud"], server.Asked);
    }

    [Fact]
    public async Task What_the_cloud_would_refuse_is_75_with_the_limit_that_would_be_broken()
    {
        server.Answer("/api/v1/export", c => Verdicts.WriteAsync(c, 409, """{"title":"The cloud would refuse it","detail":"GKE wants 48 h of every 32 days open"}"""));

        var (code, output, errors) = await AskAsync("--target", "gcloud");

        Assert.Equal((75, ""), (code, output));
        Assert.Contains("48 h of every 32 days", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_target_nothing_is_asked()
    {
        var (code, _, errors) = await AskAsync();

        Assert.Equal(64, code);
        Assert.Contains("gcloud, gke-json, gke-terraform, az, aks-terraform, eks", errors, StringComparison.Ordinal);
        Assert.Empty(server.Asked);
    }

    private Task<(int Code, string Out, string Errors)> AskAsync(params string[] args) => Run.ItAsync(["export", "--server", server.Address.ToString(), .. args]);
}
