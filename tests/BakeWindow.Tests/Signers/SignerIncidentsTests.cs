using BakeWindow.Core.Readiness;
using BakeWindow.Core.Signers;
using BakeWindow.Simulator.Scenarios;
using BakeWindow.Tests.Web;

namespace BakeWindow.Tests.Signers;

/// <summary>The incidents in which the path to the key failed, each as it was: what BakeWindow said of it, and when.</summary>
public sealed class SignerIncidentsTests
{
    // Left in peace for a duty, it names a fault later; with two probes 15 and 5 seconds apart it is a matter of half a minute otherwise.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(40);

    [Fact]
    public async Task The_USB_drop_of_2019_11_08_is_a_signer_that_refuses_and_then_one_without_the_key()
    {
        var said = await PlayAsync(SignerIncidents.UsbDrop);

        Assert.Equal(["signer-refusing", "signer-key-unknown", "signer-healed"], said.Where(IsOfThePath).Select(n => n.Code));
        AssertSaid(said, "signer-refusing", SignerIncidents.Fault);
        AssertSaid(said, "signer-key-unknown", SignerIncidents.Fault + TimeSpan.FromMinutes(8));
        AssertSaid(said, "signer-healed", SignerIncidents.Mended);
    }

    [Fact]
    public async Task The_power_loss_of_2020_02_16_is_a_forwarder_without_signers_and_then_a_signer_whose_key_is_locked()
    {
        var said = await PlayAsync(SignerIncidents.PowerLoss);

        Assert.Equal(["signer-no-signer", "signer-key-unknown", "signer-healed"], said.Where(IsOfThePath).Select(n => n.Code));
        AssertSaid(said, "signer-no-signer", SignerIncidents.Fault);
        AssertSaid(said, "signer-proxy-no-server", SignerIncidents.Fault);
        AssertSaid(said, "signer-key-unknown", SignerIncidents.Fault + TimeSpan.FromMinutes(12));
        AssertSaid(said, "signer-healed", SignerIncidents.Mended);
    }

    [Fact]
    public async Task The_new_containers_of_2020_03_05_cost_one_signer_and_then_tunnels_flap()
    {
        var said = await PlayAsync(SignerIncidents.NewContainers);

        AssertSaid(said, "signer-redundancy-lost", SignerIncidents.Fault);
        Assert.Contains("signer-a", said.First(n => n.Code == "signer-redundancy-lost").Text, StringComparison.Ordinal);
        // Four changes a minute apart, and it is called what it is.
        var flapping = said.First(n => n.Code == "signer-flapping");
        Assert.InRange(flapping.After, SignerIncidents.Fault + TimeSpan.FromMinutes(7), SignerIncidents.Fault + TimeSpan.FromMinutes(11));
        Assert.Contains("changes in 10 minutes", flapping.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(said, n => n.Code == "signer-well" && n.After > flapping.After && n.After < SignerIncidents.Mended);
    }

    [Fact]
    public async Task On_2020_08_27_no_probe_comes_near_a_signature_and_one_that_did_would_spoil_it()
    {
        await using (var place = await OpenAsync(SignerIncidents.TouchyKey))
        {
            var end = place.Sim.Scenario.Start + TimeSpan.FromMinutes(150);
            await WalkAsync(place, end, _ => { });
            var attended = place.Sim.Chain.Attendance.Of(place.Sim.Chain.Watched);

            Assert.InRange(attended.LevelsAttested, 4, 60);
            Assert.Equal((0, 0), (attended.LevelsMissed, attended.BlocksMissed));
            Assert.InRange(place.Sim.Signer.Probes.Count, 50, 600);
            Assert.True(place.Book.Of(place.Facts.Baker).Signer.Rests > 50);
            Assert.Equal(PartStanding.Well, place.Facts.Signer!.Standing);
            Assert.Equal(0, place.Sim.Signer.OtherRequests);
        }

        // Who asks 200 ms before each block, as the health check did, spoils what BakeWindow kept.
        await using var careless = await OpenAsync(SignerIncidents.TouchyKey);
        using var http = new HttpClient();
        for (var i = 0; i < 100; i++)
        {
            careless.Sim.Advance(TimeSpan.FromSeconds(59.8));
            (await http.GetAsync($"{careless.Sim.Url}/signer/keys/{careless.Sim.Chain.Watched.Address}")).Dispose();
            careless.Sim.Advance(TimeSpan.FromSeconds(0.2));
        }

        Assert.True(careless.Sim.Chain.Attendance.Of(careless.Sim.Chain.Watched).LevelsMissed > 0);
    }

    private static bool IsOfThePath(Said news) => !news.Code.StartsWith("signer-proxy-", StringComparison.Ordinal);

    private static void AssertSaid(IReadOnlyList<Said> said, string code, TimeSpan after)
    {
        var first = said.First(n => n.Code == code && n.After >= after);
        Assert.InRange(first.After, after, after + Soon);
    }

    private static async Task<IReadOnlyList<Said>> PlayAsync(string scenario)
    {
        await using var place = await OpenAsync(scenario);
        var start = place.Sim.Scenario.Start;
        await WalkAsync(place, start + SignerIncidents.Mended + TimeSpan.FromMinutes(3), world => Assert.Equal(SignerState.Healthy(world.Signer), world.SignerHealthy));
        await place.Evidence.KeepAsync(default);
        var kept = await place.EvidenceStore.BetweenAsync(start, start + TimeSpan.FromHours(2), 500, default);
        Assert.All(kept, e => Assert.Equal(BakeWindow.Core.Incidents.EvidenceLane.Signer, e.Lane));
        return [.. kept.OrderBy(e => e.At).Select(e => new Said(e.Code, e.Text, e.At - start))];
    }

    // Every five seconds by the chain's clock a look, at every new block a head.
    private static async Task WalkAsync(Observatory place, DateTimeOffset until, Action<BakeWindow.Core.Gate.BakerFacts> look)
    {
        var level = -1;
        while (place.Sim.Time.GetUtcNow() < until)
        {
            if (place.Sim.Chain.Head.Level != level)
            {
                await place.HeadAsync();
                level = place.Sim.Chain.Head.Level;
            }

            await place.Signers.LookAsync(default);
            look(place.Facts);
            place.Sim.Advance(TimeSpan.FromSeconds(5));
        }
    }

    private static Task<Observatory> OpenAsync(string scenario) => Observatory.OpenAsync(scenario, url =>
    [
        ("Bakers:0:Signers:0:Name", "forwarder"), ("Bakers:0:Signers:0:Url", $"{url}/signer"),
        ("Bakers:0:Signers:0:Proxy:Name", "haproxy"), ("Bakers:0:Signers:0:Proxy:StatisticsUrl", $"{url}/forwarder/stats;csv"), ("Bakers:0:Signers:0:Proxy:Backend", "signers"),
    ]);

    private sealed record Said(string Code, string Text, TimeSpan After);
}
