using System.Net.Http.Json;
using System.Text.Json.Nodes;
using BakeWindow.Core.Alerting;
using BakeWindow.Core.Recovery;
using BakeWindow.Simulator;
using BakeWindow.Simulator.Clock;
using BakeWindow.Simulator.Scenarios;
using BakeWindow.Storage;
using BakeWindow.Tests.Web;
using BakeWindow.Web.Alerting;
using BakeWindow.Web.Recovering;
using Microsoft.Extensions.DependencyInjection;

namespace BakeWindow.Tests.Recovering;

/// <summary>The night of 2019-11-15 before the real web process, on a clock that is moved by hand.</summary>
public sealed class AtRiskScenarioTests
{
    [Fact]
    public async Task After_the_death_of_2019_the_endorsement_is_named_before_a_quarter_past_and_its_loss_is_told()
    {
        await using var night = await Night.StartAsync(IncidentScenario.Name);
        await night.UntilAsync("00:14:40", TimeSpan.FromSeconds(20));
        Assert.DoesNotContain(night.Alerts.Lasting, a => a.Kind is AlertKind.AtRisk);

        await night.UntilAsync("00:15:55", TimeSpan.FromSeconds(5));
        var alert = Assert.Single(night.Alerts.Lasting, a => a.Id == "at-risk/alpha");
        Assert.Equal(AlertSeverity.Critical, alert.Severity);
        Assert.Contains("695414", alert.Title, StringComparison.Ordinal);
        Assert.Contains("machine vm-1 is", alert.Title, StringComparison.Ordinal);
        Assert.Contains(alert.Lines, l => l.Contains("in 19 of 20 within", StringComparison.Ordinal) && l.Contains("prior", StringComparison.Ordinal));
        using var http = new HttpClient { BaseAddress = night.App.Url };
        var answer = (await http.GetFromJsonAsync<JsonNode>("/api/v1/at-risk"))!.AsArray().Single()!;
        Assert.Equal(IncidentScenario.LostLevel, (int)answer["rights"]![0]!["level"]!);
        Assert.Equal("attestation", (string)answer["rights"]![0]!["kind"]!);
        Assert.Contains("695414", await http.GetStringAsync("/now"), StringComparison.Ordinal);
        Assert.Contains("695414", await http.GetStringAsync("/health"), StringComparison.Ordinal);

        // Nobody knows better while it lasts: the chance rises, and the level comes.
        await night.UntilAsync("00:28:30", TimeSpan.FromSeconds(15));
        Assert.Contains(night.Changes, c => c is { Turn: AlertTurn.Changed, Alert.Id: "at-risk/alpha" });
        Assert.Contains(night.Book.Now.Risks.Single().Rights, r => r.HasCome && r.Level.Value == IncidentScenario.LostLevel);
        Assert.Contains(night.Book.Now.Risks.Single().Faults, f => f.Kind is FaultKind.Signer);
        await Eventually(() => night.Alerts.Lasting.Any(a => a.Id == $"missed/alpha/{IncidentScenario.LostLevel}"), "the loss of 695,414");
    }

    [Fact]
    public async Task Without_the_signers_fault_the_same_death_is_back_in_time_and_teaches()
    {
        await using var night = await Night.StartAsync(IncidentScenario.DeathAlone);
        await night.UntilAsync("00:14:40", TimeSpan.FromSeconds(20));
        await night.UntilAsync("00:24:44", TimeSpan.FromSeconds(8));

        // When the night begins the pods come up for the first time; that is another story.
        var over = Assert.Single(night.Book.Now.Ended, e => e.Risk.Since >= new DateTimeOffset(2019, 11, 16, 0, 14, 0, TimeSpan.Zero));
        Assert.Contains("back in time by", over.Words, StringComparison.Ordinal);
        Assert.Contains("695414", over.Words, StringComparison.Ordinal);
        Assert.Empty(night.Book.Now.Risks);
        Assert.Contains(night.Changes, c => c is { Turn: AlertTurn.Ended } && c.Alert.Title.Contains("back in time by", StringComparison.Ordinal));
        var store = night.App.Services.GetRequiredService<SampleStore>();
        var samples = await store.RestartsAsync(10, default);
        var node = Assert.Single(samples, s => s.Workload == "alpha-node");
        Assert.Equal(RecoveryCause.NodeDeath, node.Cause);
        Assert.InRange(node.Outage, TimeSpan.FromMinutes(8), TimeSpan.FromMinutes(10));
        Assert.True(node.Phases is { Scheduled: not null, Ready: not null, Synced: not null }, node.Phases.ToString());
        // A death is no model of a planned reboot: the gate's need has not moved.
        Assert.Empty(await store.ByNodeAsync(10, default));
        using var http = new HttpClient { BaseAddress = night.App.Url };
        var answer = (await http.GetFromJsonAsync<JsonNode>("/api/v1/recoveries"))!;
        Assert.Contains(answer["figures"]!.AsArray(), f => (string)f!["workload"]! == "alpha-node" && (string)f["cause"]! == "node-death" && (int)f["n"]! == 1);
        Assert.Contains("node-death", await http.GetStringAsync("/health"), StringComparison.Ordinal);
    }

    private static async Task Eventually(Func<bool> isSo, string what)
    {
        for (var i = 0; i < 400 && !isSo(); i++)
        {
            await Task.Delay(25);
        }

        Assert.True(isSo(), $"{what} was not told");
    }

    private sealed class Night : IAsyncDisposable
    {
        private static readonly DateTimeOffset Start = new(2019, 11, 16, 0, 11, 0, TimeSpan.Zero);

        private readonly VirtualTime time;
        private readonly SimHost sim;
        private readonly string kubeconfig = Path.GetTempFileName();

        private Night(VirtualTime time, SimHost sim)
        {
            (this.time, this.sim) = (time, sim);
            File.WriteAllText(kubeconfig, sim.Cluster.Kubeconfig(sim.Url));
            App = WebApp.Start(time,
            [
                ("Network:Name", "simulated"),
                ("Network:Nodes:0:Name", "public-node-1"), ("Network:Nodes:0:Url", sim.NodeUrl("public-node-1")), ("Network:Nodes:0:Rights", "true"),
                ("Bakers:0:Name", "alpha"), ("Bakers:0:Address", IncidentScenario.Baker), ("Bakers:0:NodeUrl", sim.NodeUrl("private-node-0")), ("Bakers:0:SignerUrl", $"{sim.Url}/signer"),
                ("Cluster:Enabled", "true"), ("Cluster:Kubeconfig", kubeconfig),
                ("Workloads:0:Name", "alpha-baker"), ("Workloads:0:Baker", "alpha"), ("Workloads:0:Namespace", "tezos"), ("Workloads:0:Selector", "app=tezos-baker"), ("Workloads:0:Role", "baker"),
                ("Workloads:1:Name", "alpha-node"), ("Workloads:1:Baker", "alpha"), ("Workloads:1:Namespace", "tezos"), ("Workloads:1:Selector", "app=private-node"), ("Workloads:1:Role", "node"),
            ]);
            Alerts = App.Services.GetRequiredService<AlertBook>();
            Book = App.Services.GetRequiredService<RecoveryBook>();
            Alerts.Changed += Changes.Add;
        }

        public WebApp App { get; }

        public AlertBook Alerts { get; }

        public RecoveryBook Book { get; }

        public List<AlertChange> Changes { get; } = [];

        public static async Task<Night> StartAsync(string scenario)
        {
            var clock = VirtualTime.Manual(Start);
            var night = new Night(clock, await SimHost.StartAsync(new SimOptions { Scenario = scenario, Start = Start, Time = clock }));
            await night.App.UntilAsync(w => w.Chain is not null && w.Bakers[0].Rights is not null && w.Cluster is { Connected: true }, "chain, rights and cluster");
            return night;
        }

        /// <summary>Moves the clock in steps, each when the process has seen what the last one brought.</summary>
        public async Task UntilAsync(string at, TimeSpan step)
        {
            var end = DateTimeOffset.Parse($"2019-11-16T{at}Z", System.Globalization.CultureInfo.InvariantCulture);
            while (time.GetUtcNow() < end)
            {
                time.Advance(end - time.GetUtcNow() < step ? end - time.GetUtcNow() : step);
                for (var i = 0; i < 400 && (App.Board.Now.Chain!.Head.Level.Value != sim.Chain.Head.Level || Book.Now.At < time.GetUtcNow() - TimeSpan.FromSeconds(6)); i++)
                {
                    await Task.Delay(10);
                }

                // What the watch of the cluster and the looks at node and signer bring, they bring over real sockets.
                await Task.Delay(60);
            }
        }

        public async ValueTask DisposeAsync()
        {
            await App.DisposeAsync();
            await sim.DisposeAsync();
            time.Dispose();
            File.Delete(kubeconfig);
        }
    }
}
