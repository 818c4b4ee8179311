using System.Text.Json;
using System.Text.Json.Serialization;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Time;

namespace BakeWindow.Core.Deciding;

/// <summary>
/// How a decision is kept. Times and durations stand to the tick, for another tick may be another answer. What an older version wrote stays readable: fields are added, never renamed.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    AllowOutOfOrderMetadataProperties = true,
    Converters =
    [
        typeof(LevelConverter), typeof(BakerConverter), typeof(SelectorConverter), typeof(CycleConverter), typeof(CycleSpanConverter),
        typeof(TimeRangeConverter), typeof(AllowedHoursConverter), typeof(RatioConverter),
    ])]
[JsonSerializable(typeof(DecisionRecord))]
[JsonSerializable(typeof(Verdict))]
internal sealed partial class DecisionJson : JsonSerializerContext;

/// <summary>Need and source. The distribution behind it prices starts and decides no answer, so it is not kept.</summary>
internal sealed class OutageConverter : JsonConverter<OutageEstimate>
{
    public override OutageEstimate Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var json = JsonDocument.ParseValue(ref reader);
        var need = TimeSpan.FromTicks(json.RootElement.GetProperty("ticks").GetInt64());
        return new OutageEstimate(need, json.RootElement.GetProperty("source").GetString() ?? "", DurationDistribution.Certain(need));
    }

    public override void Write(Utf8JsonWriter writer, OutageEstimate value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteNumber("ticks", value.Need.Ticks);
        writer.WriteString("source", value.Source);
        writer.WriteEndObject();
    }
}

internal sealed class TimeRangeConverter : JsonConverter<TimeRange>
{
    public override TimeRange Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var json = JsonDocument.ParseValue(ref reader);
        return new TimeRange(json.RootElement.GetProperty("start").GetDateTimeOffset(), json.RootElement.GetProperty("end").GetDateTimeOffset());
    }

    public override void Write(Utf8JsonWriter writer, TimeRange value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("start", value.Start);
        writer.WriteString("end", value.End);
        writer.WriteEndObject();
    }
}

internal sealed class RatioConverter : JsonConverter<(int Numerator, int Denominator)>
{
    public override (int Numerator, int Denominator) Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var json = JsonDocument.ParseValue(ref reader);
        return (json.RootElement[0].GetInt32(), json.RootElement[1].GetInt32());
    }

    public override void Write(Utf8JsonWriter writer, (int Numerator, int Denominator) value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue(value.Numerator);
        writer.WriteNumberValue(value.Denominator);
        writer.WriteEndArray();
    }
}

internal sealed class AllowedHoursConverter : JsonConverter<AllowedHours>
{
    public override AllowedHours Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var json = JsonDocument.ParseValue(ref reader);
        var zone = json.RootElement.GetProperty("zone").GetString() ?? "";
        var spans = json.RootElement.GetProperty("spans").EnumerateArray().Select(s => new WeeklySpan(
            s.GetProperty("days").EnumerateArray().Select(d => (DayOfWeek)d.GetInt32()).ToHashSet(), new TimeOnly(s.GetProperty("from").GetInt64()), new TimeOnly(s.GetProperty("to").GetInt64())));
        var excluded = json.RootElement.GetProperty("excluded").EnumerateArray().Select(d => DateOnly.FromDayNumber(d.GetInt32()));
        return TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? new AllowedHours(found, spans, excluded) : throw new JsonException($"the time zone {zone} is not known here");
    }

    public override void Write(Utf8JsonWriter writer, AllowedHours value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("zone", value.Zone.Id);
        writer.WriteStartArray("spans");
        foreach (var span in value.Spans)
        {
            writer.WriteStartObject();
            writer.WriteStartArray("days");
            foreach (var day in span.Days.Order())
            {
                writer.WriteNumberValue((int)day);
            }

            writer.WriteEndArray();
            writer.WriteNumber("from", span.From.Ticks);
            writer.WriteNumber("to", span.To.Ticks);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("excluded");
        foreach (var date in value.ExcludedDates)
        {
            writer.WriteNumberValue(date.DayNumber);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
