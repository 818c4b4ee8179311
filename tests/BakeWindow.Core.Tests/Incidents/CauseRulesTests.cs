using BakeWindow.Core.Chain;
using BakeWindow.Core.Incidents;

namespace BakeWindow.Core.Tests.Incidents;

/// <summary>Causes by rules: each says what it goes by, several may stand, and nothing is guessed.</summary>
public sealed class CauseRulesTests
{
    private static readonly DateTimeOffset T = Sample.Noon;

    [Fact]
    public void A_dead_machine_and_a_broken_signer_are_two_causes_of_one_loss()
    {
        var causes = Of(
            Node(-10, "vm-1", "node-not-ready"), Pod(-9, "tezos/baker-0", "pod-not-ready"), Signer(-5, "signer-no-backend"), Pod(-4, "tezos/baker-0", "pod-terminating"));

        Assert.Equal([CauseCode.Signer, CauseCode.NodeDeath], causes.Select(c => c.Code));
        Assert.Equal(CauseWeight.Sure, causes[0].Weight);
        Assert.Contains("tezos/baker-0", causes[1].Why, StringComparison.Ordinal);
        Assert.Contains(causes[1].By, e => e.Code == "node-not-ready");
        Assert.Contains("ClientAliveInterval", causes[0].WouldHaveHeld, StringComparison.Ordinal);
    }

    [Fact]
    public void A_signer_that_was_mended_before_the_right_weighs_less() =>
        Assert.Equal(CauseWeight.Likely, Assert.Single(Of(Signer(-9, "signer-no-backend"), Signer(-5, "signer-key-served"))).Weight);

    [Theory]
    [InlineData("signer-well")]
    [InlineData("signer-not-looked")]
    [InlineData("signer-hop-refused")]
    [InlineData("signer-proxy-no-signer")]
    public void A_hop_that_is_away_or_a_look_that_was_not_taken_is_no_broken_path(string code) => Assert.Equal(CauseCode.Unknown, Assert.Single(Of(Signer(-5, code))).Code);

    [Fact]
    public void An_init_container_that_waits_for_the_signer_speaks_for_the_path() =>
        Assert.Equal((CauseCode.Signer, CauseWeight.Sure), Assert.Single(Of(Pod(-5, "tezos/baker-0", "pod-waits-for-signer"))) is var c ? (c.Code, c.Weight) : default);

    [Fact]
    public void What_came_after_the_right_did_not_cost_it() => Assert.Equal(CauseCode.Unknown, Assert.Single(Of(Node(3, "vm-1", "node-not-ready"))).Code);

    [Fact]
    public void A_pod_taken_away_in_a_closed_gate_names_who_asked_for_it()
    {
        var causes = Of(
            One(-3, EvidenceLane.Neighbours, "tezos/baker-0", "evict-warned", "ann asked for the eviction of tezos/baker-0") with { Source = "webhook: ann" },
            Pod(-2, "tezos/baker-0", "pod-terminating"), One(-2, EvidenceLane.OwnActs, "tezos/baker-0", "gate-closed-for-pod", "pod tezos/baker-0 was told to end while the gate was closed"), Pod(-2, "tezos/baker-0", "pod-not-ready"));

        var cause = Assert.Single(causes);
        Assert.Equal((CauseCode.Voluntary, CauseWeight.Sure), (cause.Code, cause.Weight));
        Assert.Contains("asked for by webhook: ann", cause.Why, StringComparison.Ordinal);
        Assert.Contains("webhook-fail", cause.WouldHaveHeld, StringComparison.Ordinal);
        Assert.Contains("who did it was not seen", Assert.Single(Of(One(-2, EvidenceLane.OwnActs, "tezos/baker-0", "gate-closed-for-pod", "told to end"))).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reboot_of_our_own_is_no_death_and_a_maintenance_that_ended_is_no_cause()
    {
        var boot = new[] { One(-9, EvidenceLane.OwnActs, "vm-1", "maintenance-rebooting", "M-1 Rebooting"), Node(-8, "vm-1", "node-not-ready"), Node(-6, "vm-1", "node-booted") };
        Assert.Equal(CauseCode.OwnMaintenance, Assert.Single(Of(boot)).Code);
        Assert.Equal(CauseCode.Unknown, Assert.Single(Of([.. boot, One(-2, EvidenceLane.OwnActs, "vm-1", "maintenance-completed", "M-1 Completed")])).Code);
    }

    [Fact]
    public void A_node_that_syncs_and_data_that_want_an_upgrade_are_told_apart()
    {
        Assert.Equal(CauseCode.NotSynced, Assert.Single(Of(One(-5, EvidenceLane.TezosNode, "alpha", "node-unsynced", "behind"))).Code);
        Assert.Equal(CauseCode.StorageUpgrade, Assert.Single(Of(One(-5, EvidenceLane.Pods, "tezos/node-0", "pod-storage-upgrade", "data directory version is too old"))).Code);
    }

    [Fact]
    public void The_chain_is_sick_by_levels_that_are_not_ours()
    {
        Assert.Equal(CauseCode.Unknown, Assert.Single(Of(One(-5, EvidenceLane.Chain, "150", "head-round-high", "block 150 came at round 2"))).Code);
        Assert.Equal(CauseCode.ChainSick, Assert.Single(Of([.. Enumerable.Range(0, 3).Select(i => One(-5 + i, EvidenceLane.Chain, $"{100 + i}", "head-round-high", "late"))])).Code);
    }

    [Fact]
    public void Nothing_seen_is_unknown_and_says_where_nobody_looked()
    {
        var incident = Incident();
        var cause = Assert.Single(CauseRules.Propose(incident, Timeline.Of(incident, [], new Sight { TezosNode = true }, T.AddHours(1))));
        Assert.Equal(CauseCode.Unknown, cause.Code);
        Assert.Contains("nobody watched: Signer, Pods, Machines, Neighbours", cause.Why, StringComparison.Ordinal);
        Assert.Empty(cause.WouldHaveHeld);
    }

    [Fact]
    public void Similar_are_those_that_share_most_causes_and_the_unknown_is_like_nothing() => Assert.Equal(
        [2L, 5L], CauseRules.Similar(["signer-path", "node-death", "unknown"], 9, [(9, ["signer-path"]), (5, ["node-death"]), (2, ["signer-path", "node-death"]), (1, ["unknown"]), (3, ["chain-sick"])], 5));

    [Fact]
    public void The_report_says_what_was_lost_why_and_what_would_have_held_it_and_lets_nobody_write_markup_into_it()
    {
        var incident = Incident() with { Number = 12, Notes = [new IncidentNote(T.AddHours(1), "ann|", "<b>[x](http://evil)</b>")] };
        var timeline = Timeline.Of(incident, [Node(-10, "vm-1", "node-not-ready"), Signer(-5, "signer-no-backend")], new Sight { Cluster = true, Signer = true }, T.AddHours(1));
        var text = new IncidentReport(incident, timeline, CauseRules.Propose(incident, timeline), [3]).Markdown(_ => "alpha");

        Assert.StartsWith("# I-12: missed block 150, round 0 (alpha)", text, StringComparison.Ordinal);
        foreach (var part in new[] { "## Causes", "machine vm-1 died", "the path to the key was broken", "What would have held it:", "| Machines |", "| Signer |", "Similar: I-3", "Empty lanes:" })
        {
            Assert.Contains(part, text, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("<b>", text.Replace("\\<", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("[x](", text, StringComparison.Ordinal);
    }

    private static IReadOnlyList<Cause> Of(params Evidence[] seen)
    {
        var incident = Incident();
        return CauseRules.Propose(incident, Timeline.Of(incident, seen, new Sight { Cluster = true, Signer = true, TezosNode = true, Webhook = true, Workloads = true }, T.AddHours(1)));
    }

    private static Incident Incident() => new()
    {
        Number = 1, Subject = Sample.Baker.Value, Baker = Sample.Baker, OpenedAt = T, LastLevel = new Level(150), Lost = [new LostRight(new Level(150), "missed block 150, round 0", T) { Round = 0, MadeBy = "tz1other" }],
    };

    private static Evidence Node(int minutes, string node, string code) => One(minutes, EvidenceLane.Nodes, node, code, $"machine {node}: {code}");

    private static Evidence Pod(int minutes, string pod, string code) => One(minutes, EvidenceLane.Pods, pod, code, $"pod {pod}: {code}");

    private static Evidence Signer(int minutes, string code) => One(minutes, EvidenceLane.Signer, "alpha", code, $"signer: {code}");

    private static Evidence One(int minutes, EvidenceLane lane, string subject, string code, string text) => new() { At = T.AddMinutes(minutes), Lane = lane, Subject = subject, Code = code, Text = text, Source = "test", Baker = lane is EvidenceLane.Signer ? Sample.Baker : null };
}
