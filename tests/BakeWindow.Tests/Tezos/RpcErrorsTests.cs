using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;
using BakeWindow.Tezos.Rpc;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace BakeWindow.Tests.Tezos;

/// <summary>Failures at the edge, each told apart.</summary>
public sealed class RpcErrorsTests : IAsyncLifetime
{
    private const string Header = FakeNode.Head + "header";
    private static readonly BakerAddress Baker = BakerAddress.Parse(FakeChain.Baker);
    private FakeNode node = null!;

    public async ValueTask InitializeAsync() => node = await FakeNode.StartAsync();

    public ValueTask DisposeAsync() => node.DisposeAsync();

    [Fact]
    public async Task Silence_is_a_time_out_and_names_the_limit()
    {
        var time = new FakeTimeProvider();
        var asked = new TaskCompletionSource();
        node.Answer(Header, async context =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });

        var call = node.Rpc(time: time, timeout: TimeSpan.FromSeconds(20)).HeaderAsync();
        await asked.Task;
        time.Advance(TimeSpan.FromSeconds(20));

        var timedOut = await Assert.ThrowsAsync<RpcException.TimedOut>(() => call);
        Assert.Equal($"node-a: GET {Header}: no complete answer within 20 s", timedOut.Message);
    }

    [Fact]
    public async Task A_body_that_never_ends_is_a_time_out_too()
    {
        var time = new FakeTimeProvider();
        var asked = new TaskCompletionSource();
        node.Answer(Header, async context =>
        {
            await context.Response.WriteAsync("{\"level\":");
            await context.Response.Body.FlushAsync();
            asked.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });

        var call = node.Rpc(time: time).HeaderAsync();
        await asked.Task;
        time.Advance(TimeSpan.FromSeconds(20));

        await Assert.ThrowsAsync<RpcException.TimedOut>(() => call);
    }

    [Fact]
    public async Task The_callers_own_cancellation_is_none_of_the_family()
    {
        var asked = new TaskCompletionSource();
        node.Answer(Header, async context =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        using var stop = new CancellationTokenSource();

        var call = node.Rpc().HeaderAsync(ct: stop.Token);
        await asked.Task;
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task Nobody_there_is_told_without_the_address()
    {
        var rpc = node.Rpc("backup");
        var port = node.Address.Port;
        await node.DisposeAsync();

        var failure = await Assert.ThrowsAsync<RpcException.Unreachable>(() => rpc.HeaderAsync());

        Assert.Equal($"backup: GET {Header}: no connection (ConnectionRefused)", failure.Message);
        Assert.DoesNotContain(port.ToString(), failure.Message, StringComparison.Ordinal);
        node = await FakeNode.StartAsync();
    }

    [Theory]
    [InlineData("<html>Welcome</html>")]
    [InlineData("")]
    [InlineData("\"a string\"")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"level":5}""")]
    [InlineData("""{"hash":"B","level":"five","timestamp":"2026-10-01T00:00:00Z"}""")]
    [InlineData("""{"hash":"B","level":5,"timestamp":"yesterday"}""")]
    [InlineData("""{"hash":"B","level":5,"timestamp":"2026-10-01T00:00:00Z","fitness":["02","1","","ffffffff","zz"]}""")]
    [InlineData("""{"hash":"B","level":5,"timestamp":"2026-10-01T00:00:00Z""")]
    public async Task What_is_no_header_is_garbage(string body)
    {
        node.Answer(Header, body);

        await Assert.ThrowsAsync<RpcException.Garbage>(() => node.Rpc().HeaderAsync());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("[[]]")]
    [InlineData("null")]
    [InlineData("""[{"level":101}]""")]
    [InlineData("""[{"level":101,"delegate":"tz1"}]""")]
    [InlineData("""[{"level":-1,"delegate":"tz1","round":0}]""")]
    [InlineData("""[{"level":101,"delegate":null,"round":0}]""")]
    [InlineData("""[{"level":101,"delegate":"tz1","round":0}""")]
    [InlineData("""[{"level":101,"delegate":"tz1","round":0}] x""")]
    [InlineData("")]
    public async Task What_is_no_list_of_rights_is_garbage_and_never_an_empty_list(string body)
    {
        node.Answer(FakeNode.Head + "helpers/baking_rights", body);

        await Assert.ThrowsAsync<RpcException.Garbage>(() => node.Rpc().BakingRightsAsync(Baker, ConsensusEra.Tenderbake, [new Level(101)], 2));
    }

    [Fact]
    public async Task A_body_beyond_all_sense_is_cut_off()
    {
        node.Answer(Header, async context =>
        {
            var junk = new byte[1 << 20];
            Array.Fill(junk, (byte)' ');
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(junk, context.RequestAborted);
            }
        });

        var garbage = await Assert.ThrowsAsync<RpcException.Garbage>(() => node.Rpc().HeaderAsync());

        Assert.Contains("longer than 8192 KiB", garbage.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_of_200_kB_is_read_to_its_first_64_and_still_understood()
    {
        const string one = """{"kind":"permanent","id":"proto.003-PsddFKi3.seed.unknown_seed","oldest":30,"requested":38,"latest":36}""";
        node.Answer(FakeNode.Head + "helpers/baking_rights", 500, $"[{string.Join(',', Enumerable.Repeat(one, 2100))}]");

        var unknown = await Assert.ThrowsAsync<RpcException.UnknownSeed>(() => node.Rpc().BakingRightsAsync(Baker, ConsensusEra.Priority, [new Level(1)], 0));

        Assert.Equal(new Cycle(36), unknown.Latest);
        Assert.Contains("rights of cycle 38 are not known there; known are 30 to 36", unknown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pruned_block_is_not_found()
    {
        var missing = await Assert.ThrowsAsync<RpcException.NotFound>(() => node.Rpc().HeaderAsync("123"));

        Assert.True(missing.IsAbsent);
        Assert.StartsWith("node-a: GET /chains/main/blocks/123/header: not found (404)", missing.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/chains/main/blocks/head/helpers/levels_in_current_cycle?offset=1", "GET /chains/*/blocks/*/helpers/levels_in_current_cycle")]
    [InlineData("/chains/main/blocks/BLoCK/context/delegates/tz1a/participation", "GET /chains/*/blocks/*/context/delegates/*/participation")]
    [InlineData("/chains/main/blocks/5/context/nonces/4", "GET /chains/*/blocks/*/context/nonces/*")]
    [InlineData("/chains/main/blocks/5/operations/0", "GET /chains/*/blocks/*/operations/*")]
    [InlineData("/chains/main/protocols", "GET /chains/*/protocols")]
    [InlineData("/monitor/heads/main", "GET /monitor/heads/*")]
    [InlineData("/network/connections", "GET /network/connections")]
    public void The_entry_to_allow_is_written_as_octez_writes_it(string path, string entry) => Assert.Equal(entry, RpcPath.AclEntry(path));

    [Fact]
    public async Task Secrets_of_an_address_are_sent_and_never_shown()
    {
        string? authorization = null;
        string? key = null;
        node.Answer("/prefix" + Header, async context =>
        {
            authorization = context.Request.Headers.Authorization;
            key = context.Request.Query["apikey"];
            context.Response.StatusCode = 401;
            await context.Response.CompleteAsync();
        });
        var address = new Uri($"http://user:s3cret@{node.Address.Authority}/prefix/?apikey=t0ken");

        var refused = await Assert.ThrowsAsync<RpcException.Refused>(() => new NodeRpc(FakeNode.Client, address, "paid", TimeProvider.System, TimeSpan.FromSeconds(20)).HeaderAsync());

        Assert.Equal(("Basic dXNlcjpzM2NyZXQ=", "t0ken"), (authorization, key));
        Assert.DoesNotContain("s3cret", refused.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("t0ken", refused.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "synced", SyncState.Synced)]
    [InlineData(true, "unsynced", SyncState.Unsynced)] // bootstrapped once, behind now
    [InlineData(false, "synced", SyncState.Unsynced)]
    [InlineData(true, "stuck", SyncState.Stuck)]
    public async Task Bootstrapped_is_no_word_on_being_in_sync(bool bootstrapped, string state, SyncState expected)
    {
        node.Answer("/chains/main/is_bootstrapped", $$"""{"bootstrapped":{{(bootstrapped ? "true" : "false")}},"sync_state":"{{state}}"}""");

        Assert.Equal(expected, await node.Rpc().SyncStateAsync());
    }

    [Fact]
    public async Task Version_connections_nonces_and_shares()
    {
        node.Answer("/version", """{"version":{"major":24,"minor":4,"build":0,"additional_info":"release"},"network_version":{"chain_name":"TEZOS_MAINNET","distributed_db_version":2,"p2p_version":1}}""");
        node.Answer("/network/connections", """[{"incoming":true,"peer_id":"id1"},{"incoming":false,"peer_id":"id2"}]""");
        node.Answer(FakeNode.Head + "context/nonces/4", """{"nonce":"abcd"}""");
        node.Answer(FakeNode.Head + "context/nonces/8", """{"hash":"nce"}""");
        node.Answer(FakeNode.Head + "context/nonces/12", "{}");
        node.Answer(FakeNode.Head + "helpers/baking_power_distribution_for_current_cycle",
            $$"""["400",[[{"delegate":"{{FakeChain.Other}}","consensus_pkh":"tz4"},"300"],[{"delegate":"{{FakeChain.Baker}}","consensus_pkh":"tz1"},"100"]]]""");
        node.Answer(FakeNode.Head + "votes/listings", $$"""[{"pkh":"{{FakeChain.Baker}}","rolls":5},{"pkh":"{{FakeChain.Other}}","voting_power":"15"}]""");
        var rpc = node.Rpc();

        Assert.Equal(new NodeVersion("24.4", "TEZOS_MAINNET"), await rpc.VersionAsync());
        Assert.Equal(2, await rpc.ConnectionsAsync());
        Assert.Equal([NonceState.Revealed, NonceState.Missing, NonceState.None], [await rpc.NonceAsync(new Level(4)), await rpc.NonceAsync(new Level(8)), await rpc.NonceAsync(new Level(12))]);
        Assert.Equal(0.25, await rpc.BakingPowerShareAsync(Baker));
        Assert.Equal(0.25, await rpc.VotingPowerShareAsync(Baker));
    }

    [Fact]
    public async Task Older_names_of_the_reward_are_read()
    {
        node.Answer(FakeNode.Head + $"context/delegates/{Baker}/participation",
            """{"expected_cycle_activity":100,"minimal_cycle_activity":66,"missed_slots":3,"missed_levels":1,"remaining_allowed_missed_slots":31,"expected_endorsing_rewards":"142800"}""");

        var participation = await node.Rpc().ParticipationAsync(Baker, new Level(9));

        Assert.Equal((142800, 3, 34), (participation!.ExpectedRewardMutez, participation.MissedSlots, participation.BudgetSlots));
    }

    [Fact]
    public async Task Attestation_rights_go_by_their_older_name_where_the_newer_is_not_known()
    {
        node.Answer(FakeNode.Head + "helpers/endorsing_rights", $$"""[{"level":5,"delegates":[{"delegate":"{{FakeChain.Baker}}","first_slot":3,"endorsing_power":35}]}]""");

        var rights = await node.Rpc().AttestingRightsAsync(Baker, ConsensusEra.Tenderbake, [new Level(5)]);

        Assert.Equal([new AttestingRight(new Level(5), FakeChain.Baker, 35)], rights);
        Assert.Equal(2, node.Asked.Count);
    }
}
