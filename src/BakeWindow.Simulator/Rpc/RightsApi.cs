using System.Text.Json;
using BakeWindow.Simulator.Chain;

namespace BakeWindow.Simulator.Rpc;

/// <summary>Rights to bake and to attest, in the shape of every era. Answers are streamed: a cycle is large.</summary>
internal static class RightsApi
{
    public static void Map(RouteGroupBuilder block)
    {
        block.MapGet("/helpers/baking_rights", (BlockCall call) => BakingRights(call));
        block.MapGet("/helpers/endorsing_rights", (BlockCall call) => call.Protocol.Number <= 18 ? AttestationRights(call, "endorsing_power") : Results.NotFound());
        block.MapGet("/helpers/attestation_rights", (BlockCall call) => call.Protocol.Number >= 17
            ? AttestationRights(call, call.Protocol.Number >= 24 ? "attesting_power" : "attestation_power")
            : Results.NotFound());
    }

    private static IResult BakingRights(BlockCall call)
    {
        if (!RightsQuery.TryRead(call, call.Block.Level + 1, takesCycles: true, out var query, out var failure))
        {
            return failure;
        }

        var times = new Estimates(call);
        return Streamed(call, query, (writer, level) =>
        {
            HashSet<int> seen = [];
            for (var round = 0; round < query.Rounds; round++)
            {
                var baker = call.Chain.Lottery.BakerAt(level, round);
                if ((seen.Add(baker.Index) || query.All) && query.LetsThroughBoth(baker))
                {
                    WriteBakingRight(writer, call.Protocol, baker, level, round, times.Of(level, round));
                }
            }
        });
    }

    private static void WriteBakingRight(Utf8JsonWriter writer, ProtocolVersion protocol, Baker baker, int level, int round, string? time)
    {
        writer.WriteStartObject();
        writer.WriteNumber("level", level);
        writer.WriteString("delegate", baker.Address);
        writer.WriteNumber(protocol.HasPriorities ? "priority" : "round", round);
        WriteTime(writer, time);
        if (protocol.Number >= 15)
        {
            writer.WriteString("consensus_key", baker.ConsensusKey);
        }

        writer.WriteEndObject();
    }

    private static IResult AttestationRights(BlockCall call, string powerName)
    {
        if (!RightsQuery.TryRead(call, call.Block.Level, takesCycles: true, out var query, out var failure))
        {
            return failure;
        }

        var times = new Estimates(call);
        return Streamed(call, query, (writer, level) =>
        {
            // Up to 011 the default level is told with the block's own time; later a level that is there has no time.
            var time = call.Protocol.HasPriorities && query.IsDefault ? RpcJson.Time(call.Block.Unix) : times.Of(level, 0);
            var attesters = AttestingPower.Of(call.Chain, level).Attesters.Select(i => call.Chain.Bakers.All[i]).Where(query.LetsThroughEither).ToList();
            if (call.Protocol.HasPriorities)
            {
                attesters.ForEach(b => WriteSlots(writer, call.Chain, b, level, time));
            }
            else if (attesters.Count > 0)
            {
                WriteGroup(writer, call, attesters, level, powerName, time);
            }
        });
    }

    private static void WriteSlots(Utf8JsonWriter writer, SimChain chain, Baker baker, int level, string? time)
    {
        writer.WriteStartObject();
        writer.WriteNumber("level", level);
        writer.WriteString("delegate", baker.Address);
        WriteNumbers(writer, "slots", chain.Lottery.CommitteeAt(level).Slots(baker.Index));
        WriteTime(writer, time);
        writer.WriteEndObject();
    }

    private static void WriteGroup(Utf8JsonWriter writer, BlockCall call, List<Baker> attesters, int level, string powerName, string? time)
    {
        var committee = call.Chain.Lottery.CommitteeAt(level);
        var power = AttestingPower.Of(call.Chain, level);
        writer.WriteStartObject();
        writer.WriteNumber("level", level);
        writer.WriteStartArray("delegates");
        foreach (var baker in attesters)
        {
            writer.WriteStartObject();
            writer.WriteString("delegate", baker.Address);
            writer.WriteNumber("first_slot", power.AttestationSlot(baker));
            // Lottery slots also when all bakers attest: a baker without any is told with 0, and must attest all the same.
            writer.WriteNumber(powerName, committee.Power(baker.Index));
            if (call.Protocol.Number >= 15)
            {
                writer.WriteString("consensus_key", baker.ConsensusKey);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        WriteTime(writer, time);
        writer.WriteEndObject();
    }

    internal static void WriteNumbers(Utf8JsonWriter writer, string name, IEnumerable<int> numbers)
    {
        writer.WriteStartArray(name);
        foreach (var number in numbers)
        {
            writer.WriteNumberValue(number);
        }

        writer.WriteEndArray();
    }

    internal static IResult Streamed(BlockCall call, RightsQuery query, Action<Utf8JsonWriter, int> writeLevel) => new StreamedArray(query.Levels, writeLevel, call.Http.RequestAborted);

    private static void WriteTime(Utf8JsonWriter writer, string? time)
    {
        if (time is not null)
        {
            writer.WriteString("estimated_time", time);
        }
    }

    private sealed class StreamedArray(IReadOnlyList<int> levels, Action<Utf8JsonWriter, int> writeLevel, CancellationToken aborted) : IResult
    {
        public async Task ExecuteAsync(HttpContext context)
        {
            context.Response.ContentType = "application/json";
            await using var writer = new Utf8JsonWriter(context.Response.BodyWriter);
            writer.WriteStartArray();
            foreach (var level in levels)
            {
                writeLevel(writer, level);
                if (writer.BytesPending > 32 * 1024)
                {
                    await writer.FlushAsync(aborted);
                    await context.Response.BodyWriter.FlushAsync(aborted);
                }
            }

            writer.WriteEndArray();
            await writer.FlushAsync(aborted);
        }
    }
}
