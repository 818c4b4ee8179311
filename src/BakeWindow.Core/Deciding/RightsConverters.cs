using System.Text.Json;
using System.Text.Json.Serialization;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Deciding;

internal sealed class CycleConverter : JsonConverter<Cycle>
{
    public override Cycle Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt32());

    public override void Write(Utf8JsonWriter writer, Cycle value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Value);
}

internal sealed class CycleSpanConverter : JsonConverter<CycleSpan>
{
    public override CycleSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var json = JsonDocument.ParseValue(ref reader);
        return Of(json.RootElement);
    }

    public override void Write(Utf8JsonWriter writer, CycleSpan value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        Write(writer, value);
        writer.WriteEndObject();
    }

    public static CycleSpan Of(JsonElement json) =>
        new(new Cycle(json.GetProperty("cycle").GetInt32()), new Level(json.GetProperty("first").GetInt32()), new Level(json.GetProperty("last").GetInt32()));

    public static void Write(Utf8JsonWriter writer, CycleSpan span)
    {
        writer.WriteNumber("cycle", span.Cycle.Value);
        writer.WriteNumber("first", span.First.Value);
        writer.WriteNumber("last", span.Last.Value);
    }
}

/// <summary>
/// A sheet is most of a decision, so it is short: a right to bake is a number, <c>distance to the right before it · 64 + round</c> (from the cycle's first level for its first). Duties that are
/// known are the slots of each level, two bytes each, in base64; estimated ones are one number.
/// </summary>
internal sealed class RightsSheetConverter : JsonConverter<RightsSheet>
{
    private const int Rounds = 64;

    public override RightsSheet Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var json = JsonDocument.ParseValue(ref reader);
        var baker = BakerAddress.TryParse(json.RootElement.GetProperty("baker").GetString(), out var read, out var error) ? read : throw new JsonException(error);
        try
        {
            double? share = json.RootElement.GetProperty("share") is { ValueKind: JsonValueKind.Number } told ? told.GetDouble() : null;
            return RightsSheet.From([.. json.RootElement.GetProperty("cycles").EnumerateArray().Select(c => CycleOf(baker, c))], share);
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            throw new JsonException(e.Message, e);
        }
    }

    public override void Write(Utf8JsonWriter writer, RightsSheet value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("baker", value.Baker.Value);
        if (value.Share is { } share)
        {
            writer.WriteNumber("share", share);
        }
        else
        {
            writer.WriteNull("share");
        }

        writer.WriteStartArray("cycles");
        foreach (var cycle in value.Cycles)
        {
            Write(writer, cycle);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static CycleRights CycleOf(BakerAddress baker, JsonElement json)
    {
        var span = CycleSpanConverter.Of(json);
        var level = span.First;
        var baking = new List<BakingRight>();
        foreach (var number in json.GetProperty("baking").EnumerateArray().Select(n => n.GetInt64()))
        {
            level += (int)(number / Rounds);
            baking.Add(new BakingRight(level, (int)(number % Rounds)));
        }

        AttestationDuties duties = json.TryGetProperty("slots", out var slots)
            ? new AttestationDuties.Known([.. slots.GetBytesFromBase64().Chunk(2).Select(b => (short)(b[0] | (b[1] << 8)))])
            : new AttestationDuties.Estimated(json.GetProperty("slotsPerLevel").GetDouble());
        return new CycleRights(baker, span, baking, duties);
    }

    private static void Write(Utf8JsonWriter writer, CycleRights cycle)
    {
        writer.WriteStartObject();
        CycleSpanConverter.Write(writer, cycle.Span);
        writer.WriteStartArray("baking");
        var level = cycle.Span.First;
        foreach (var right in cycle.Baking)
        {
            writer.WriteNumberValue(((long)(right.Level - level) * Rounds) + right.Round);
            level = right.Level;
        }

        writer.WriteEndArray();
        switch (cycle.Attestations)
        {
            case AttestationDuties.Estimated estimated:
                writer.WriteNumber("slotsPerLevel", estimated.SlotsPerLevel);
                break;
            case AttestationDuties.Known known:
                writer.WriteBase64String("slots", [.. known.SlotsPerLevel.SelectMany(s => (byte[])[(byte)s, (byte)(s >> 8)])]);
                break;
        }

        writer.WriteEndObject();
    }
}
