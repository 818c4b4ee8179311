using System.Text.Json;
using BakeWindow.Simulator.Chain;

namespace BakeWindow.Simulator.Rpc;

/// <summary><c>helpers/validators</c>, what Octez's own baker reads: a flat list up to 023, grouped by level since 024. It knows no cycles, and no protocol before 012 has it.</summary>
internal static class ValidatorsApi
{
    public static void Map(RouteGroupBuilder block) => block.MapGet("/helpers/validators", (BlockCall call) =>
    {
        if (call.Protocol.HasPriorities)
        {
            return Results.NotFound();
        }

        return RightsQuery.TryRead(call, call.Block.Level, takesCycles: false, out var query, out var failure)
            ? RightsApi.Streamed(call, query, (writer, level) => Write(writer, call, query, level))
            : failure;
    });

    private static void Write(Utf8JsonWriter writer, BlockCall call, RightsQuery query, int level)
    {
        var power = AttestingPower.Of(call.Chain, level);
        var bakers = power.Attesters.Select(i => call.Chain.Bakers.All[i]).Where(query.LetsThroughEither);
        if (call.Protocol.Number < 24)
        {
            foreach (var baker in bakers)
            {
                WriteFlat(writer, call, baker, level);
            }

            return;
        }

        writer.WriteStartObject();
        writer.WriteNumber("level", level);
        writer.WriteString("consensus_threshold", RpcJson.Big(power.Threshold));
        writer.WriteString("consensus_committee", RpcJson.Big(power.Total));
        writer.WriteBoolean("all_bakers_attest_activated", power.ByStake);
        writer.WriteStartArray("delegates");
        foreach (var baker in bakers)
        {
            writer.WriteStartObject();
            writer.WriteString("delegate", baker.Address);
            RightsApi.WriteNumbers(writer, "rounds", call.Chain.Lottery.CommitteeAt(level).Slots(baker.Index));
            WriteKeys(writer, call, baker);
            writer.WriteString("attesting_power", RpcJson.Big(power.Power(baker)));
            writer.WriteNumber("attestation_slot", power.AttestationSlot(baker));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteFlat(Utf8JsonWriter writer, BlockCall call, Baker baker, int level)
    {
        writer.WriteStartObject();
        writer.WriteNumber("level", level);
        writer.WriteString("delegate", baker.Address);
        RightsApi.WriteNumbers(writer, "slots", call.Chain.Lottery.CommitteeAt(level).Slots(baker.Index));
        WriteKeys(writer, call, baker);
        writer.WriteEndObject();
    }

    private static void WriteKeys(Utf8JsonWriter writer, BlockCall call, Baker baker)
    {
        if (call.Protocol.Number >= 15)
        {
            writer.WriteString("consensus_key", baker.ConsensusKey);
        }

        if (call.Protocol.Number >= 23 && baker.SignsWithBls)
        {
            writer.WriteString("companion_key", call.Chain.Names.Tz4(1000 + baker.Index));
        }
    }
}
