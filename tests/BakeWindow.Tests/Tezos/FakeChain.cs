using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace BakeWindow.Tests.Tezos;

/// <summary>The few calls without which nothing can be known, as a node of either era answers them: a small chain with ten levels a cycle.</summary>
internal sealed class FakeChain
{
    public const string Baker = "tz1gg5bjopPcr9agjamyu9BbXKLibNc2rbAq";
    public const string Other = "tz1NRGxXV9h6SdNaZLcgmjuLx3hyy2f8YoGN";
    public const string ChainId = "NetXdQprcVkpaWU";

    public required bool Rounds { get; init; }

    public int BlocksPerCycle { get; init; } = 10;

    public int Delay { get; init; } = 2;

    public int Level { get; set; } = 105;

    public int Round { get; set; }

    public string Hash { get; set; } = "BHash";

    public string Predecessor { get; set; } = "BPredecessor";

    public string Protocol { get; set; } = "PtOne";

    public string? NextProtocol { get; set; }

    /// <summary>(level, delegate, round)</summary>
    public List<(int Level, string Delegate, int Round)> Baking { get; } = [];

    /// <summary>(level, delegate, slots)</summary>
    public List<(int Level, string Delegate, int[] Slots)> Endorsing { get; } = [];

    /// <summary>The last cycle whose rights are known; null: what the constants say.</summary>
    public int? LatestCycle { get; set; }

    public int Cycle => (Level - 1) / BlocksPerCycle;

    public DateTimeOffset Genesis { get; init; } = new(2026, 10, 1, 0, 0, 0, TimeSpan.Zero);

    public TimeSpan Late { get; set; }

    public DateTimeOffset Timestamp => Genesis + TimeSpan.FromSeconds(6 * Level) + Late;

    public string Header => JsonSerializer.Serialize(new Dictionary<string, object>
    {
        ["protocol"] = Protocol,
        ["chain_id"] = ChainId,
        ["hash"] = Hash,
        ["level"] = Level,
        ["proto"] = 24,
        ["predecessor"] = Predecessor,
        ["timestamp"] = Timestamp.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
        ["fitness"] = Rounds ? ["02", Level.ToString("x8", CultureInfo.InvariantCulture), "", "ffffffff", Round.ToString("x8", CultureInfo.InvariantCulture)] : new[] { "01", "0000000000000001" },
        [Rounds ? "payload_round" : "priority"] = Round,
    });

    /// <summary>A head as the stream tells it: without chain and protocol.</summary>
    public string MonitorItem => $$"""
        {"hash":"{{Hash}}","level":{{Level}},"proto":24,"predecessor":"{{Predecessor}}","timestamp":"{{Timestamp:yyyy-MM-ddTHH:mm:ssZ}}","validation_pass":4,"operations_hash":"LLo","fitness":["02","00000000","","ffffffff","00000000"],"context":"Co","protocol_data":"00"}

        """;

    /// <summary>The chain goes on by one block.</summary>
    public FakeChain Next(string? hash = null)
    {
        (Predecessor, Level, Hash) = (Hash, Level + 1, hash ?? $"B{Level + 1}");
        return this;
    }

    public void ServeOn(FakeNode node)
    {
        node.Answer(FakeNode.Head + "header", _ => Header);
        node.Answer(FakeNode.Head + "protocols", _ => $$"""{"protocol":"{{Protocol}}","next_protocol":"{{NextProtocol ?? Protocol}}"}""");
        node.Answer(FakeNode.Head + "context/constants", _ => Rounds
            ? $$"""{"blocks_per_cycle":{{BlocksPerCycle}},"consensus_rights_delay":{{Delay}},"blocks_per_commitment":4,"nonce_revelation_threshold":3,"minimal_block_delay":"6","delay_increment_per_round":"3","consensus_committee_size":7000,"minimal_participation_ratio":{"numerator":2,"denominator":3} }"""
            : $$"""{"blocks_per_cycle":{{BlocksPerCycle}},"preserved_cycles":{{Delay}},"blocks_per_commitment":4,"time_between_blocks":["60","40"],"endorsers_per_block":32}""");
        node.Answer(FakeNode.Head + "helpers/current_level", _ =>
            $$"""{"level":{{Level}},"level_position":{{Level - 1}},"cycle":{{Cycle}},"cycle_position":{{(Level - 1) % BlocksPerCycle}},"expected_commitment":false}""");
        node.Answer(FakeNode.Head + "helpers/levels_in_current_cycle", _ => $$"""{"first":{{(Cycle * BlocksPerCycle) + 1}},"last":{{(Cycle + 1) * BlocksPerCycle}}}""");
        node.Answer(FakeNode.Head + "helpers/baking_rights", async context => await RightsAsync(context, levels =>
        {
            var limit = Limit(context.Request.Query[Rounds ? "max_round" : "max_priority"]);
            var delegates = context.Request.Query["delegate"];
            return Baking.Where(r => levels(r.Level) && (delegates.Count == 0 || delegates.Contains(r.Delegate)) && (Rounds ? r.Round <= limit : r.Round < limit))
                .Select(r => $$"""{"level":{{r.Level}},"delegate":"{{r.Delegate}}","{{(Rounds ? "round" : "priority")}}":{{r.Round}},"estimated_time":"2026-10-01T00:00:00Z"}""");
        }));
        node.Answer(FakeNode.Head + "helpers/endorsing_rights", async context => await RightsAsync(context, levels =>
            Endorsing.Where(r => levels(r.Level)).Select(r => $$"""{"level":{{r.Level}},"delegate":"{{r.Delegate}}","slots":[{{string.Join(',', r.Slots)}}]}""")));
    }

    private static int Limit(string? text) => text is null ? 64 : int.Parse(text, CultureInfo.InvariantCulture);

    private async Task RightsAsync(HttpContext context, Func<Func<int, bool>, IEnumerable<string>> rows)
    {
        var query = context.Request.Query;
        var levels = query["level"].Select(l => int.Parse(l!, CultureInfo.InvariantCulture)).ToHashSet();
        var cycles = query["cycle"].Select(c => int.Parse(c!, CultureInfo.InvariantCulture)).ToHashSet();
        var asked = levels.Select(l => (l - 1) / BlocksPerCycle).Concat(cycles).ToHashSet();
        var latest = LatestCycle ?? Cycle + Delay;
        context.Response.ContentType = "application/json";
        if (asked.Any(c => c > latest))
        {
            context.Response.StatusCode = 500;
            await context.Response.WriteAsync($$"""[{"kind":"permanent","id":"proto.024-PtTallin.seed.unknown_seed","oldest":{{Cycle - 2}},"requested":{{asked.Max()}},"latest":{{latest}}}]""");
            return;
        }

        await context.Response.WriteAsync($"[{string.Join(',', rows(l => levels.Contains(l) || cycles.Contains((l - 1) / BlocksPerCycle)))}]");
    }
}
