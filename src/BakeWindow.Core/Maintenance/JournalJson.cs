using System.Text.Json;
using System.Text.Json.Serialization;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Maintenance;

/// <summary>How the journal keeps a maintenance. What was written by an older version stays readable: fields are added, never renamed.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    AllowOutOfOrderMetadataProperties = true,
    Converters = [typeof(LevelConverter), typeof(BakerConverter)])]
[JsonSerializable(typeof(MaintenanceRecord))]
public sealed partial class JournalJson : JsonSerializerContext
{
    /// <summary>Writes a record.</summary>
    public static string Write(MaintenanceRecord record) => JsonSerializer.Serialize(record, Default.MaintenanceRecord);

    /// <summary>Reads a record.</summary>
    /// <exception cref="JsonException">The text is no record.</exception>
    public static MaintenanceRecord Read(string json) =>
        JsonSerializer.Deserialize(json, Default.MaintenanceRecord) ?? throw new JsonException("a journal row is empty");
}

internal sealed class LevelConverter : JsonConverter<Level>
{
    public override Level Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt32());

    public override void Write(Utf8JsonWriter writer, Level value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Value);
}

internal sealed class BakerConverter : JsonConverter<BakerAddress>
{
    public override BakerAddress Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        BakerAddress.TryParse(reader.GetString(), out var baker, out var error) ? baker : throw new JsonException(error);

    public override void Write(Utf8JsonWriter writer, BakerAddress value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}
