using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using BakeWindow.Core.Alerting;
using BakeWindow.Core.Incidents;
using BakeWindow.Core.Rights;
using BakeWindow.Simulator;
using BakeWindow.Simulator.Clock;
using BakeWindow.Simulator.Scenarios;
using BakeWindow.Storage;
using BakeWindow.Tests.Cli;
using BakeWindow.Tests.Web;
using BakeWindow.Web.Alerting;
using BakeWindow.Web.Recording;
using Microsoft.Extensions.DependencyInjection;

namespace BakeWindow.Tests.Incidents;

/// <summary>The night of 2019-11-15, replayed: the written report of the incident shows both faults, the death of the machine and the path to the signer, on one time line.</summary>
public sealed class NightOf2019Tests
{
    private static readonly DateTimeOffset Begin = At("00:13:30");
    private static readonly TimeSpan Bookmark = TimeSpan.FromSeconds(75);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(6);
    private static readonly BakerAddress Baker = BakerAddress.Parse(IncidentScenario.Baker);

    [Fact]
    public async Task The_report_of_that_night_falls_out_of_its_replay()
    {
        using var clock = new VirtualTime(Begin, TimeProvider.System.GetUtcNow(), 1);
        await using var sim = await SimHost.StartAsync(new SimOptions { Scenario = IncidentScenario.Name, Start = Begin, Time = clock });
        var kubeconfig = Path.GetTempFileName();
        await File.WriteAllTextAsync(kubeconfig, sim.Cluster.Kubeconfig(sim.Url));
        await using var app = WebApp.Start(
            clock,
            [
                ("Network:Nodes:0:Name", "public-node-1"), ("Network:Nodes:0:Url", sim.NodeUrl("public-node-1")),
                ("Bakers:0:Name", "alpha"), ("Bakers:0:Address", Baker.Value), ("Bakers:0:NodeUrl", sim.NodeUrl("private-node-0")), ("Bakers:0:SignerUrl", $"{sim.Url}/signer"),
                ("Cluster:Enabled", "true"), ("Cluster:Kubeconfig", kubeconfig),
                ("Workloads:0:Name", "baker"), ("Workloads:0:Baker", "alpha"), ("Workloads:0:Namespace", "tezos"), ("Workloads:0:Selector", "app=tezos-baker"),
            ]);
        await app.UntilAsync(w => w.Chain is not null && w.Bakers[0].Rights is not null && w.Cluster is { Connected: true } c && c.Nodes.Count == 3 && c.Pods.Any(p => p.Ready), "chain, rights and cluster");
        clock.SetSpeed(0);
        var (book, log, store) = (app.Services.GetRequiredService<AlertBook>(), app.Services.GetRequiredService<EvidenceLog>(), app.Services.GetRequiredService<EvidenceStore>());

        // The machine dies at 00:14:45; that its kubelet is silent is known some forty seconds later.
        await RunAsync(At("00:15:45"));
        await app.UntilAsync(w => w.Cluster!.Nodes["vm-1"] is { Ready: false }, "the death of vm-1");
        var byHand = new List<string>();
        Raise(book, byHand, AlertKind.AtRisk, "at-risk/alpha", "alpha is down: endorsement 695,414 is at risk", "Recovery takes 22 min; it is due in 9.");
        await log.KeepAsync(default);
        if (!(await store.BetweenAsync(Begin, At("01:00:00"), 1_000, default)).Any(e => e.Code.StartsWith("signer-", StringComparison.Ordinal)))
        {
            log.Write(new Evidence { At = At("00:14:50"), Lane = EvidenceLane.Signer, Subject = "alpha", Code = "signer-no-backend", Text = "the forwarder answers 503: no server is available", Source = "probe of alpha's signer", Baker = Baker });
        }

        await RunAsync(At("00:27:30"));
        if (book.Lasting.All(a => a.Kind is not AlertKind.Missed) && (await OneAsync())?["missed"]?.AsArray() is not { Count: > 0 })
        {
            Raise(book, byHand, AlertKind.Missed, "missed/alpha/695414", "missed endorsement of level 695,414");
        }

        byHand.ForEach(book.End);
        await log.KeepAsync(default);
        await app.Services.GetRequiredService<BakeWindow.Web.Incidents.IncidentKeeper>().LookAsync(default);

        using var http = new HttpClient { BaseAddress = app.Url };
        var incident = await OneAsync();
        Assert.NotNull(incident);
        Assert.Contains(incident["missed"]!.AsArray(), m => m!["level"]!.GetValue<int>() == IncidentScenario.LostLevel);
        var codes = incident["causes"]!.AsArray().Select(c => c!["code"]!.GetValue<string>()).ToList();
        Assert.Contains(CauseCode.NodeDeath, codes);
        Assert.Contains(CauseCode.Signer, codes);

        var report = await http.GetStringAsync("/api/v1/incidents/I-1.md");
        foreach (var part in new[] { "695,414", "machine vm-1 died", "the path to the key was broken", "| Machines | machine vm-1 is not Ready any more", "| Signer |", "tezos/tezos-baker-0", "What would have held it", "ClientAliveInterval" })
        {
            Assert.Contains(part, report, StringComparison.Ordinal);
        }

        // One line of time: the death, then the signer's state, both before the right.
        var line = report[report.IndexOf("## Time line", StringComparison.Ordinal)..];
        Assert.True(line.IndexOf("machine vm-1 is not Ready", StringComparison.Ordinal) < line.IndexOf("695,414", line.IndexOf("| Rights |", StringComparison.Ordinal), StringComparison.Ordinal));

        var (code, text, errors) = await Run.ItAsync("incidents", "I-1", "--markdown", "--server", app.Url.ToString());
        Assert.True(code == 0, errors);
        Assert.Contains("machine vm-1 died", text, StringComparison.Ordinal);
        Assert.Contains("I-1", (await Run.ItAsync("incidents", "--server", app.Url.ToString())).Out, StringComparison.Ordinal);
        Assert.Contains("machine vm-1 died", (await Run.ItAsync("incidents", "I-1", "--server", app.Url.ToString())).Out, StringComparison.Ordinal);
        Assert.Equal(64, (await Run.ItAsync("incidents", "I-9", "--server", app.Url.ToString())).Code);

        // People find it by the old name too, and see both faults without a script.
        var page = System.Net.WebUtility.HtmlDecode(await http.GetStringAsync("/incidents/I-695414"));
        Assert.Contains("machine vm-1 died", page, StringComparison.Ordinal);
        Assert.Contains("the path to the key was broken", page, StringComparison.Ordinal);
        Assert.Contains("I-1", System.Net.WebUtility.HtmlDecode(await http.GetStringAsync("/incidents")), StringComparison.Ordinal);
        File.Delete(kubeconfig);

        async Task<JsonNode?> OneAsync()
        {
            using var ask = new HttpClient { BaseAddress = app.Url };
            return await ask.GetAsync("/api/v1/incidents/I-1") is { IsSuccessStatusCode: true } answer ? await answer.Content.ReadFromJsonAsync<JsonNode>() : null;
        }

        async Task RunAsync(DateTimeOffset end)
        {
            while (clock.GetUtcNow() < end)
            {
                var left = end - clock.GetUtcNow();
                // In small steps: of a cluster that was silent for long nothing is known.
                clock.Advance(left < Step ? left : Step);
                await SettleAsync();
            }
        }

        // A watch that ends is made anew after a pause by this clock, which somebody must move.
        async Task SettleAsync()
        {
            for (var tries = 1; !(app.Board.Now is { Chain: { } chain, Cluster: { Connected: true } c } && chain.Head.Level.Value == sim.Chain.Head.Level && c.SeenAt > clock.GetUtcNow() - Bookmark); tries++)
            {
                Assert.True(tries < 1_500, $"chain {app.Board.Now.Chain?.Head.Level} of {sim.Chain.Head.Level}, cluster {app.Board.Now.Cluster?.Connected} seen {app.Board.Now.Cluster?.SeenAt:u} at {clock.GetUtcNow():u}");
                if (tries % 25 == 0)
                {
                    clock.Advance(TimeSpan.FromSeconds(1));
                }

                await Task.Delay(10);
            }
        }
    }

    // What nobody raised yet.
    private static void Raise(AlertBook book, List<string> byHand, AlertKind kind, string id, string title, params string[] lines)
    {
        if (book.Lasting.All(a => a.Kind != kind))
        {
            byHand.Add(id);
            book.Raise(new Alert { Id = id, Kind = kind, Severity = AlertSeverity.Critical, Title = title, Lines = lines, Since = At(kind is AlertKind.AtRisk ? "00:14:45" : "00:25:42"), Baker = Baker });
        }
    }

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse($"2019-11-16T{time}Z", CultureInfo.InvariantCulture);
}
