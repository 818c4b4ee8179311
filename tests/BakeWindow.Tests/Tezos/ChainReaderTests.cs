using BakeWindow.Core.Chain;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rights;
using BakeWindow.Tezos.Network;
using BakeWindow.Tezos.Rpc;

namespace BakeWindow.Tests.Tezos;

public sealed class ChainReaderTests : IAsyncLifetime
{
    private static readonly BakerAddress Baker = BakerAddress.Parse(FakeChain.Baker);
    private FakeNode node = null!;

    public async ValueTask InitializeAsync() => node = await FakeNode.StartAsync();

    public ValueTask DisposeAsync() => node.DisposeAsync();

    [Fact]
    public async Task Six_calls_of_a_round_era_node_are_enough()
    {
        var chain = new FakeChain { Rounds = true, Round = 1 };
        chain.Baking.AddRange([(108, FakeChain.Baker, 0), (108, FakeChain.Other, 1), (121, FakeChain.Baker, 1), (130, FakeChain.Baker, 0)]);
        chain.ServeOn(node);

        var (view, baker, shortfall) = await new ChainReader(node.Rpc()).ReadAsync(Baker);

        Assert.Equal((105, 1, "BHash", "NetXdQprcVkpaWU", "PtOne"), (view.Head.Level.Value, view.Head.Round, view.Head.Hash, view.Head.ChainId, view.Head.NextProtocol));
        Assert.Equal(new CycleSpan(new Cycle(10), new Level(101), new Level(110)), view.Head.Cycle);
        Assert.Equal((ConsensusEra.Tenderbake, 6, 3, 2), (view.Constants.Era, view.Constants.MinimalBlockDelay.TotalSeconds, view.Constants.DelayIncrement.TotalSeconds, view.Constants.ConsensusRightsDelay));
        Assert.Equal(TimeSpan.Zero, view.Drift);
        Assert.Equal((101, 130), (baker.Sheet.First.Value, baker.Sheet.Last.Value));
        Assert.Equal([new BakingRight(new Level(108), 0), new(new Level(121), 1), new(new Level(130), 0)], baker.Sheet.Baking.ToArray());
        Assert.All(baker.Sheet.Cycles, c => Assert.IsType<AttestationDuties.Estimated>(c.Attestations));
        Assert.Equal((null, null, null), (baker.Participation, baker.Sheet.Share, shortfall));
        Assert.All(node.Asked.Where(a => a.Contains("baking_rights", StringComparison.Ordinal)), a => Assert.Contains("max_round=2&", a, StringComparison.Ordinal));
        Assert.DoesNotContain(node.Asked, a => a.Contains("max_priority", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Seven_calls_of_a_priority_era_node_are_enough()
    {
        var chain = new FakeChain { Rounds = false, Round = 3 };
        chain.Baking.AddRange([(107, FakeChain.Baker, 0), (109, FakeChain.Baker, 2), (109, FakeChain.Other, 0), (110, FakeChain.Baker, 3)]);
        chain.Endorsing.AddRange([(106, FakeChain.Baker, [3, 17]), (106, FakeChain.Other, [0]), (130, FakeChain.Baker, [31])]);
        chain.ServeOn(node);

        var (view, baker, _) = await new ChainReader(node.Rpc()).ReadAsync(Baker);

        Assert.Equal((ConsensusEra.Priority, 3, 40, 10), (view.Constants.Era, view.Head.Round, view.Constants.DelayIncrement.TotalSeconds, view.Constants.NonceRevelationThreshold));
        Assert.Equal([new BakingRight(new Level(107), 0), new(new Level(109), 2)], baker.Sheet.Baking.ToArray());
        Assert.Equal((3, 2), baker.Sheet.Attesting(new Level(101), new Level(130)));
        Assert.Equal((2, 1), baker.Sheet.Attesting(new Level(106), new Level(106)));
        Assert.All(node.Asked.Where(a => a.Contains("baking_rights", StringComparison.Ordinal)), a => Assert.Contains("max_priority=3&", a, StringComparison.Ordinal));
        Assert.DoesNotContain(node.Asked, a => a.Contains("max_round", StringComparison.Ordinal) || a.Contains("attestation_rights", StringComparison.Ordinal) || a.Contains("participation", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_node_that_looks_at_no_query_and_sends_all_its_rows_does_no_harm()
    {
        var chain = new FakeChain { Rounds = true };
        chain.ServeOn(node);
        node.Answer(FakeNode.Head + "helpers/baking_rights", $$"""
            [{"level":90,"delegate":"{{FakeChain.Baker}}","round":0},{"level":108,"delegate":"{{FakeChain.Baker}}","round":0,"consensus_key":"tz4x"},
             {"level":108,"delegate":"{{FakeChain.Other}}","round":1},{"level":"115","delegate":"{{FakeChain.Baker}}","round":"1"},
             {"level":116,"delegate":"{{FakeChain.Baker}}","round":7},{"level":999,"delegate":"{{FakeChain.Baker}}","round":0}]
            """);

        var (_, baker, _) = await new ChainReader(node.Rpc()).ReadAsync(Baker);

        Assert.Equal([new BakingRight(new Level(108), 0), new(new Level(115), 1)], baker.Sheet.Baking.ToArray());
    }

    [Fact]
    public async Task A_node_that_takes_no_lists_of_levels_is_asked_by_cycle()
    {
        var chain = new FakeChain { Rounds = true };
        chain.Baking.Add((112, FakeChain.Baker, 0));
        chain.ServeOn(node);
        var served = chain.Baking.Select(r => $$"""{"level":{{r.Level}},"delegate":"{{r.Delegate}}","round":{{r.Round}}}""").ToList();
        node.Answer(FakeNode.Head + "helpers/baking_rights", async context =>
        {
            context.Response.StatusCode = context.Request.Query.ContainsKey("level") ? 414 : 200;
            await Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(context.Response, context.Request.Query["cycle"] == "11" ? $"[{served[0]}]" : "[]");
        });

        var (_, baker, _) = await new ChainReader(node.Rpc()).ReadAsync(Baker);

        Assert.Equal([new BakingRight(new Level(112), 0)], baker.Sheet.Baking.ToArray());
    }

    [Fact]
    public async Task Long_cycles_are_asked_for_in_short_address_lines()
    {
        var chain = new FakeChain { Rounds = true, BlocksPerCycle = 14_400, Level = 15_182_188, Delay = 0 };
        chain.Baking.AddRange([(15_182_313, FakeChain.Baker, 0), (15_177_605, FakeChain.Baker, 2)]);
        chain.ServeOn(node);

        var (_, baker, _) = await new ChainReader(node.Rpc()).ReadAsync(Baker);

        var calls = node.Asked.Where(a => a.Contains("baking_rights", StringComparison.Ordinal)).ToList();
        Assert.Equal((14_400, 2), (baker.Sheet.Last - baker.Sheet.First + 1, baker.Sheet.Baking.Length));
        Assert.InRange(calls.Count, 30, 60);
        Assert.All(calls, c => Assert.InRange(c.Length, 100, 6_000));
    }

    [Fact]
    public async Task What_the_node_says_of_the_horizon_beats_the_constants_and_is_asked_once()
    {
        var chain = new FakeChain { Rounds = true, LatestCycle = 11 };
        chain.Baking.Add((112, FakeChain.Baker, 0));
        chain.ServeOn(node);

        var (_, baker, shortfall) = await new ChainReader(node.Rpc()).ReadAsync(Baker);

        Assert.Equal(120, baker.Sheet.Last.Value);
        Assert.Contains("known are 8 to 11", shortfall, StringComparison.Ordinal);
        Assert.Single(node.Asked, a => a.Contains("level=121", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_is_computed_across_a_voted_activation()
    {
        var chain = new FakeChain { Rounds = true };
        chain.Baking.Add((108, FakeChain.Baker, 0));
        chain.ServeOn(node);
        node.Answer(FakeNode.Head + "votes/current_period", """{"voting_period":{"index":3,"kind":"adoption","start_position":80},"position":24,"remaining":15}""");
        node.Answer(FakeNode.Head + "votes/current_proposal", "\"PtNext\"");

        var (view, baker, _) = await new ChainReader(node.Rpc()).ReadAsync(Baker);

        Assert.Equal([new ProtocolActivation(new Level(121), "PtNext")], view.Activations);
        Assert.Equal(120, baker.Sheet.Last.Value);
    }

    [Fact]
    public async Task An_activation_behind_the_head_is_told_with_the_former_block_delay()
    {
        var chain = new FakeChain { Rounds = true };
        chain.ServeOn(node);
        chain.Baking.Add((108, FakeChain.Baker, 0));
        node.Answer("/chains/main/protocols", """
            [{"protocol":"PtZero","proto_level":1,"activation_block":{"block_hash":"B0","level":1}},{"protocol":"PtOne","proto_level":2,"activation_block":{"block_hash":"B1","level":100}}]
            """);
        node.Answer("/chains/main/blocks/99/context/constants", """{"blocks_per_cycle":10,"consensus_rights_delay":2,"minimal_block_delay":"8","delay_increment_per_round":"4"}""");

        var view = await new ChainReader(node.Rpc()).ReadChainAsync();

        Assert.Equal([new ProtocolActivation(new Level(101), "PtOne", TimeSpan.FromSeconds(8))], view.Activations);
    }

    [Fact]
    public async Task What_a_full_node_gives_besides_is_taken()
    {
        var chain = new FakeChain { Rounds = true, Level = 1003 };
        chain.Baking.AddRange([(996, FakeChain.Baker, 0), (1005, FakeChain.Baker, 0)]);
        chain.ServeOn(node);
        node.Answer(FakeNode.Head + $"context/delegates/{FakeChain.Baker}/participation",
            """{"expected_cycle_activity":700,"minimal_cycle_activity":466,"missed_slots":12,"missed_levels":1,"remaining_allowed_missed_slots":222,"expected_attesting_rewards":"958287"}""");
        node.Answer(FakeNode.Head + "helpers/all_bakers_attest_activation_level", """{"level":1021,"level_position":1020,"cycle":102,"cycle_position":0,"expected_commitment":false}""");
        node.Answer("/chains/main/blocks/403/header", """{"hash":"BOld","level":403,"timestamp":"2026-10-01T00:39:18Z","fitness":[]}""");
        node.Answer(FakeNode.Head + "context/nonces/996", """{"hash":"nceXXX"}""");
        node.Answer("/chains/main/blocks/996/metadata", $$"""{"protocol":"PtOne","next_protocol":"PtOne","baker":"{{FakeChain.Baker}}","level_info":{"level":996,"cycle":99,"cycle_position":5} }""");
        chain.Baking.Add((994, FakeChain.Baker, 0));
        node.Answer(FakeNode.Head + "context/nonces/994", """{"hash":"nceYYY"}""");
        node.Answer("/chains/main/blocks/994/metadata", $$"""{"protocol":"PtOne","next_protocol":"PtOne","baker":"{{FakeChain.Baker}}"}""");

        var (view, baker, _) = await new ChainReader(node.Rpc()).ReadAsync(Baker);

        Assert.Equal(0.01, baker.Sheet.Share!.Value, 9);
        Assert.Equal((700, 12, 1003), (baker.Participation!.ExpectedSlots, baker.Participation.MissedSlots, baker.Participation.ReadAt.Value));
        Assert.Equal(70, Assert.IsType<AttestationDuties.Estimated>(baker.Sheet.Cycles[0].Attestations).SlotsPerLevel, 9);
        Assert.Equal(new Level(1021), view.AllBakersAttestFrom);
        Assert.Equal(0.1, view.Drift.TotalSeconds, 6);
        // Positions 3 and 7 of a cycle of ten commit: 994 does, 996 does not.
        Assert.Equal([new NonceDuty(new Level(994), new Level(1001), new Level(1004), false)], baker.Nonces);
    }

    [Fact]
    public async Task Right_after_a_cycle_boundary_the_former_cycle_still_closes()
    {
        var chain = new FakeChain { Rounds = true, Level = 101 };
        chain.Baking.AddRange([(100, FakeChain.Baker, 0), (99, FakeChain.Baker, 0)]);
        chain.ServeOn(node);

        var (_, baker, _) = await new ChainReader(node.Rpc()).ReadAsync(Baker);

        Assert.Equal((100, 1), (baker.Sheet.First.Value, baker.Sheet.Baking.Length));
    }

    [Fact]
    public async Task The_default_access_control_list_names_the_call_to_allow()
    {
        var chain = new FakeChain { Rounds = true };
        chain.ServeOn(node);
        node.Answer(FakeNode.Head + "helpers/levels_in_current_cycle", 401);
        node.Answer(FakeNode.Head + "helpers/baking_rights", 401);

        var refused = await Assert.ThrowsAsync<RpcException.Refused>(() => new ChainReader(node.Rpc("backup")).ReadAsync(Baker));

        Assert.Equal("GET /chains/*/blocks/*/helpers/baking_rights", refused.AclEntry);
        Assert.StartsWith("backup: GET /chains/main/blocks/head/helpers/baking_rights?", refused.Message, StringComparison.Ordinal);
        Assert.Contains("allow \"GET /chains/*/blocks/*/helpers/baking_rights\"", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_node_gives_the_same_plan_to_the_byte()
    {
        var chain = new FakeChain { Rounds = true, BlocksPerCycle = 1000, Level = 1_502_188 };
        for (var i = 0; i < 60; i++)
        {
            chain.Baking.Add((1_502_001 + (i * 37), FakeChain.Baker, i % 3));
        }

        chain.ServeOn(node);
        var reader = new ChainReader(node.Rpc());
        var plans = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            var (view, baker, _) = await reader.ReadAsync(Baker);
            var policy = new Policy();
            plans.Add(System.Text.Json.JsonSerializer.Serialize(WindowPlanner.Plan(view, [baker], OutageEstimate.Learned(policy, []), policy).AllWindows));
        }

        Assert.Equal(plans[0], plans[1]);
    }
}
