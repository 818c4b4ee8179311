using BakeWindow.Core.Chain;
using BakeWindow.Core.Incidents;
using BakeWindow.Core.Rights;
using BakeWindow.Storage;
using BakeWindow.Tests.Web;
using Microsoft.Extensions.DependencyInjection;

namespace BakeWindow.Tests.Pages;

/// <summary>An incident for whoever looks at its page, and a channel with a failure: the night of 2019, moved to the present.</summary>
internal static class ShownIncident
{
    /// <summary>The channel, as settings.</summary>
    public static (string, string)[] Channel { get; } =
    [
        ("Notify:Channels:0:Name", "oncall"), ("Notify:Channels:0:Type", "slack"), ("Notify:Channels:0:Url", "https://127.0.0.1:1/services/x"), ("Notify:Channels:0:QuietHours:0", "daily 22:00-07:00"), ("Notify:Channels:0:Zone", "Europe/Paris"),
    ];

    /// <summary>Keeps it.</summary>
    public static async Task KeepAsync(WebApp app, string baker, DateTimeOffset dead)
    {
        var address = BakerAddress.Parse(baker);
        Evidence E(int seconds, EvidenceLane lane, string subject, string code, string text, string source) => new() { At = dead.AddSeconds(seconds), Lane = lane, Subject = subject, Code = code, Text = text, Source = source, Baker = lane is EvidenceLane.Nodes or EvidenceLane.People ? null : address };
        var incident = new Incident
        {
            Number = 0, Subject = baker, Baker = address, OpenedAt = dead, EndedAt = dead.AddMinutes(22), ClosedAt = dead.AddMinutes(40), LastLevel = new Level(695_425),
            Episodes = [new RiskEpisode("at-risk/alpha", "alpha is down: level 695,414 is at risk", ["Recovery takes 22 min.", "Look at the forwarder of its signer."], dead.AddSeconds(20), dead.AddMinutes(22))],
            Lost = [new LostRight(new Level(695_414), "missed endorsement of level 695,414", dead.AddSeconds(618))],
            Evidence =
            [
                E(-1_100, EvidenceLane.People, "F-3", "freeze-ended", "ann: freeze-ended F-3, launch", "audit, row 812"),
                E(-170, EvidenceLane.Rights, baker, "right-made", "endorsed level 695,401", "blocks"),
                E(5, EvidenceLane.Signer, "alpha", "signer-no-backend", "the forwarder answers 503: no server is available", "probe of alpha's signer"),
                E(40, EvidenceLane.Nodes, "vm-1", "node-not-ready", "machine vm-1 is not Ready any more: its kubelet is silent, or says so itself", "watch of nodes"),
                E(41, EvidenceLane.Pods, "tezos/baker-0", "pod-not-ready", "pod tezos/baker-0 is not Ready any more on vm-1", "watch of pods"),
                E(60, EvidenceLane.OwnActs, "at-risk/alpha", "alarm-began", "alarm: critical: alpha is down: level 695,414 is at risk", "alarms"),
                E(322, EvidenceLane.Nodes, "vm-1", "node-booted", "machine vm-1 has booted", "watch of nodes"),
                E(330, EvidenceLane.TezosNode, "alpha", "node-unsynced", "the node is not in sync", "probe of alpha's node"),
                E(618, EvidenceLane.Rights, baker, "right-missed", "missed endorsement of level 695,414", "blocks"),
                E(1_280, EvidenceLane.Signer, "alpha", "signer-key-served", "the key is served again", "probe of alpha's signer"),
            ],
            Gaps = [new LaneGap(EvidenceLane.Chain, "no late block, no round above 0 and no source that disagreed was seen"), new LaneGap(EvidenceLane.Neighbours, "nobody looked: no webhook is configured")],
            Notes = [new IncidentNote(dead.AddHours(2), "ann", "sshd held the dead tunnel's port") { Cause = CauseCode.Signer }],
        };
        Assert.NotNull(await app.Services.GetRequiredService<IncidentStore>().AddAsync(incident, default));
    }
}
