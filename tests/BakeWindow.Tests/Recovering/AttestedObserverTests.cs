using BakeWindow.Core.Chain;
using BakeWindow.Simulator.Rpc;
using BakeWindow.Simulator.Signer;
using BakeWindow.Tests.Storage;
using BakeWindow.Tests.Web;
using BakeWindow.Tezos.Rpc;
using BakeWindow.Web.Alerting;
using BakeWindow.Web.Recording;
using BakeWindow.Web.Recovering;
using Microsoft.Extensions.Logging.Abstractions;

namespace BakeWindow.Tests.Recovering;

/// <summary>Attestations that stand in blocks, and those that don't, against a simulated chain that knows it.</summary>
public sealed class AttestedObserverTests
{
    [Fact]
    public async Task Levels_in_which_the_protocol_counted_a_miss_are_read_and_the_missing_ones_found()
    {
        await using var place = await Observatory.OpenAsync(s => s with { Events = [] });
        await using var database = await TestDatabase.OpenedAsync(Provider.Sqlite, null!);
        using var http = new HttpClient();
        NodeRpc[] nodes = [new NodeRpc(http, new Uri(place.Sim.NodeUrl("node-a")), "node-a", TimeProvider.System, TimeSpan.FromSeconds(20))];
        var alerts = new AlertBook(place.Sim.Time, NullLogger<AlertBook>.Instance);
        using var evidence = new EvidenceLog(database.Evidence, place.Sim.Time, NullLogger<EvidenceLog>.Instance);
        using var observer = new AttestedObserver(place.Board, nodes, database.Attested, new RecoveryBook(), new MissedAlarm(alerts, evidence, place.Settings, place.Sim.Time), place.Settings, place.Sim.Time, NullLogger<AttestedObserver>.Instance);
        await place.HeadAsync();
        await observer.LookAsync(default);
        var first = place.Board.Now.Chain!.Head.Level;

        place.Sim.Signer.State = new SignerState.Down(DownHow.Unavailable);
        place.Sim.Advance(TimeSpan.FromSeconds(60));
        place.Sim.Signer.State = new SignerState.Ok();
        place.Sim.Advance(TimeSpan.FromSeconds(60));
        await place.HeadAsync();
        await place.Bakers.RefreshDutiesAsync(default);
        for (var i = 0; i < 20; i++)
        {
            await observer.LookAsync(default);
            place.Sim.Advance(TimeSpan.FromSeconds(6));
            await place.HeadAsync();
        }

        var kept = await database.Attested.LoadAsync(place.Board.Now.Chain.Head.ChainId, place.Facts.Baker, place.Board.Now.Chain.Head.Cycle, default);
        var (wrong, missed) = (new List<string>(), 0);
        for (var level = first; level <= first + 15; level += 1)
        {
            var up = place.Sim.Chain.At(level.Value)!.Value.WasUp(0);
            missed += up ? 0 : 1;
            if (!kept.IsRead(level) || kept.IsMissed(level) == up)
            {
                wrong.Add($"{level}: read {kept.IsRead(level)}, missed {kept.IsMissed(level)}, up {up}");
            }
        }

        Assert.True(wrong.Count == 0 && missed >= 8, $"{missed} missed; " + string.Join("; ", wrong));
        // Budgeted, so nobody is woken.
        Assert.Empty(alerts.Lasting);
    }
}
