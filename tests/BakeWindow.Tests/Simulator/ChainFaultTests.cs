using System.Net;
using BakeWindow.Simulator;
using BakeWindow.Simulator.Baking;
using BakeWindow.Simulator.Chain;
using BakeWindow.Simulator.Rpc;
using BakeWindow.Simulator.Signer;

namespace BakeWindow.Tests.Simulator;

public sealed class ChainFaultTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_reorganisation_replaces_blocks_and_the_old_ones_are_not_found_any_more(int depth)
    {
        await using var sim = await SimHost.StartAsync();
        var blocks = $"{sim.NodeUrl("node-a")}/chains/main/blocks";
        var level = sim.Chain.Head.Level;
        var first = level - depth + 1;
        var hash = (await Get.JsonAsync($"{blocks}/{first}/hash")).GetValue<string>();

        Assert.Equal(HttpStatusCode.OK, (await Get.PostAsync($"{sim.Url}/sim/faults/chain", $$"""{"do":"reorg","depth":{{depth}}}""")).StatusCode);
        sim.Advance(TimeSpan.FromSeconds(6));
        var replaced = await Get.JsonAsync($"{blocks}/{first}/header");

        Assert.NotEqual(hash, replaced["hash"]!.GetValue<string>());
        Assert.Equal("00000001", replaced["fitness"]![4]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.NotFound, (await Get.RawAsync($"{blocks}/{hash}/header")).StatusCode);
        sim.Advance(TimeSpan.FromSeconds(60));
        Assert.True(sim.Chain.Head.Level > level + 3);
    }

    [Fact]
    public async Task A_halted_chain_makes_no_blocks_and_goes_on_with_a_later_round()
    {
        await using var sim = await SimHost.StartAsync();
        await Get.PostAsync($"{sim.Url}/sim/faults/chain", """{"do":"halt"}""");
        var level = sim.Chain.Head.Level;
        sim.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(level, sim.Chain.Head.Level);

        await Get.PostAsync($"{sim.Url}/sim/faults/chain", """{"do":"resume"}""");
        sim.Advance(TimeSpan.FromMinutes(3));

        Assert.True(sim.Chain.At(level + 1)!.Value.Round > 10);
        Assert.True(sim.Chain.Head.Level > level + 3);
    }

    [Fact]
    public async Task A_baker_that_is_down_misses_its_block_and_its_attestations_and_everybody_can_see_it()
    {
        await using var sim = await SimHost.StartAsync();
        var (node, baker) = (sim.NodeUrl("node-a"), sim.Chain.Watched.Address);
        // The default scenario's own block comes 40 levels after the start.
        var own = sim.Chain.Head.Level + 40;
        sim.Advance(TimeSpan.FromMinutes(2));
        sim.Signer.State = new SignerState.Down(DownHow.Unavailable);
        var down = sim.Chain.Head.Level;
        sim.Advance(TimeSpan.FromMinutes(4));
        sim.Signer.State = new SignerState.Ok();
        sim.Advance(TimeSpan.FromMinutes(1));

        var block = sim.Chain.At(own)!.Value;
        Assert.True(block is { Round: > 0, OwnerWasDown: true });
        var missed = await Get.JsonAsync($"{sim.Url}/sim/bakers/{baker}/missed");
        Assert.Equal(1, missed["blocksMissed"]!.GetValue<int>());
        Assert.Equal(own, missed["missedBlockLevels"]![0]!.GetValue<int>());
        var levels = missed["levelsMissed"]!.GetValue<int>();
        Assert.InRange(levels, 35, 41);

        var participation = await Get.JsonAsync($"{node}/chains/main/blocks/head/context/delegates/{baker}/participation");
        Assert.Equal(levels, participation["missed_levels"]!.GetValue<int>());
        Assert.InRange(participation["missed_slots"]!.GetValue<int>(), 25 * levels, 45 * levels);
        Assert.DoesNotContain(baker, (await Get.JsonAsync($"{node}/chains/main/blocks/{down + 6}/operations/0")).ToJsonString(), StringComparison.Ordinal);
        Assert.Contains(baker, (await Get.JsonAsync($"{node}/chains/main/blocks/head/operations/0")).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_baker_that_stays_up_misses_nothing()
    {
        await using var sim = await SimHost.StartAsync(new SimOptions { Seed = 12, HasCluster = false });
        sim.Advance(TimeSpan.FromHours(3));
        var record = sim.Chain.Attendance.Of(sim.Chain.Watched);

        Assert.Equal((0, 0), (record.BlocksMissed, record.LevelsMissed));
        Assert.InRange(record.BlocksMade + record.BlocksLost, 1, 25);
        Assert.InRange(record.LevelsAttested, 1_700, 1_800);
    }

    [Fact]
    public async Task Nonces_are_committed_to_then_revealed_early_in_the_next_cycle_unless_their_baker_is_down()
    {
        await using var sim = await SimHost.StartAsync(new SimOptions { Seed = 2, HasCluster = false });
        var node = sim.NodeUrl("node-a");
        var span = sim.Chain.Cycles.SpanAt(sim.Chain.Head.Level);
        sim.AdvanceToLevel(span.Last.Value - 30);
        var committed = Enumerable.Range(span.First.Value, sim.Chain.Head.Level - span.First.Value).Last(l => Nonces.IsCommitment(sim.Chain.Cycles, l));
        var other = sim.Chain.Bakers.All[sim.Chain.At(committed)!.Value.Baker];
        Assert.NotNull((await Get.JsonAsync($"{node}/chains/main/blocks/head/context/nonces/{committed}"))["hash"]);
        Assert.Empty((await Get.JsonAsync($"{node}/chains/main/blocks/head/context/nonces/{committed - 1}")).AsObject());

        sim.Chain.LiveBy(new Without(other.Address));
        sim.AdvanceToLevel(span.Last.Value + 200);
        Assert.NotNull((await Get.JsonAsync($"{node}/chains/main/blocks/head/context/nonces/{committed}"))["hash"]);
        sim.Chain.LiveBy(AlwaysUp.Instance);
        sim.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(64, (await Get.JsonAsync($"{node}/chains/main/blocks/head/context/nonces/{committed}"))["nonce"]!.GetValue<string>().Length);
    }

    [Fact]
    public async Task A_protocol_with_another_block_time_begins_with_a_cycle_and_is_announced_by_the_block_before()
    {
        await using var sim = await SimHost.StartAsync(new SimOptions { Protocol = 23, HasCluster = false });
        var blocks = $"{sim.NodeUrl("node-a")}/chains/main/blocks";
        var next = sim.Chain.Cycles.SpanAt(sim.Chain.Head.Level).Next(10_800);
        var answer = await Get.PostAsync($"{sim.Url}/sim/faults/protocol", $$"""{"number":24,"cycle":{{next.Cycle}}}""");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("adoption", (await Get.JsonAsync($"{blocks}/head/votes/current_period"))["voting_period"]!["kind"]!.GetValue<string>());
        Assert.Equal(next.First.Value - 1 - sim.Chain.Head.Level, (await Get.JsonAsync($"{blocks}/head/votes/current_period"))["remaining"]!.GetValue<int>());
        Assert.Equal(HttpStatusCode.BadRequest, (await Get.PostAsync($"{sim.Url}/sim/faults/protocol", """{"number":24,"cycle":1}""")).StatusCode);

        sim.AdvanceToLevel(next.First.Value + 200);
        var last = await Get.JsonAsync($"{blocks}/{next.First.Value - 1}/protocols");
        Assert.Equal((ProtocolVersion.Of(23).Hash, ProtocolVersion.Of(24).Hash), (last["protocol"]!.GetValue<string>(), last["next_protocol"]!.GetValue<string>()));
        Assert.Equal("6", (await Get.JsonAsync($"{blocks}/{next.First.Value - 1}/context/constants"))["minimal_block_delay"]!.GetValue<string>());
        Assert.Equal("8", (await Get.JsonAsync($"{blocks}/{next.First.Value - 2}/context/constants"))["minimal_block_delay"]!.GetValue<string>());
        Assert.InRange((sim.Chain.At(next.First.Value + 100)!.Value.Time - sim.Chain.At(next.First.Value)!.Value.Time).TotalSeconds, 600, 680);
        var protocols = await Get.JsonAsync($"{sim.NodeUrl("node-a")}/chains/main/protocols");
        Assert.Equal(next.First.Value - 1, protocols[1]!["activation_block"]!["level"]!.GetValue<int>());
    }

    [Fact]
    public async Task When_all_bakers_attest_a_baker_without_a_slot_is_told_with_no_power_and_still_has_to()
    {
        await using var sim = await SimHost.StartAsync();
        var span = sim.Chain.Cycles.SpanAt(sim.Chain.Head.Level);
        await Get.PostAsync($"{sim.Url}/sim/faults/all-bakers-attest", $$"""{"fromCycle":{{span.Cycle}}}""");
        var helpers = $"{sim.NodeUrl("node-a")}/chains/main/blocks/head/helpers";
        var dust = sim.Chain.Bakers.All[^1].Address;
        var level = Enumerable.Range(sim.Chain.Head.Level, 50).First(l => !sim.Chain.Lottery.OwnsSlot(l, sim.Chain.Bakers.All[^1]));

        Assert.Equal(span.First.Value, (await Get.JsonAsync($"{helpers}/all_bakers_attest_activation_level"))["level"]!.GetValue<int>());
        var rights = await Get.JsonAsync($"{helpers}/attestation_rights?level={level}&delegate={dust}");
        Assert.Equal(0, rights[0]!["delegates"]![0]!["attesting_power"]!.GetValue<int>());
        var validators = await Get.JsonAsync($"{helpers}/validators?level={level}&delegate={dust}");
        Assert.True(validators[0]!["all_bakers_attest_activated"]!.GetValue<bool>());
        Assert.Equal("3000000000", validators[0]!["delegates"]![0]!["attesting_power"]!.GetValue<string>());
        Assert.True(sim.Chain.Attendance.MustAttest(level, sim.Chain.Bakers.All[^1]));
    }

    private sealed class Without(string address) : IBakerLife
    {
        public bool CanSign(string baker, DateTimeOffset at) => baker != address;
    }
}
