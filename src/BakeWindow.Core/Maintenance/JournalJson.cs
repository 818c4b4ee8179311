using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Maintenance;

/// <summary>How the journal keeps a maintenance. What was written by an older version stays readable: fields are added, never renamed.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    AllowOutOfOrderMetadataProperties = true,
    Converters = [typeof(LevelConverter), typeof(BakerConverter), typeof(SelectorConverter)])]
[JsonSerializable(typeof(MaintenanceRecord))]
public sealed partial class JournalJson : JsonSerializerContext
{
    /// <summary>Writes a record.</summary>
    public static string Write(MaintenanceRecord record) => JsonSerializer.Serialize(record, Default.MaintenanceRecord);

    /// <summary>Reads a record.</summary>
    /// <exception cref="JsonException">The text is no record.</exception>
    public static MaintenanceRecord Read(string json) =>
        JsonSerializer.Deserialize(Upgraded(json), Default.MaintenanceRecord) ?? throw new JsonException("a journal row is empty");

    // Before there was more than one kind of work, a row named a node and meant its reboot.
    private static string Upgraded(string json)
    {
        if (json.Contains("\"does\":", StringComparison.Ordinal) || JsonNode.Parse(json) is not JsonObject record || record["request"] is not JsonObject request || request["node"] is not JsonValue node)
        {
            return json;
        }

        request["action"] = new JsonObject { ["does"] = "RebootNode", ["node"] = node.DeepClone() };
        return record.ToJsonString();
    }
}

internal sealed class SelectorConverter : JsonConverter<LabelSelector>
{
    public override LabelSelector Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        LabelSelector.TryParse(reader.GetString(), out var selector, out var error) ? selector : throw new JsonException(error);

    public override void Write(Utf8JsonWriter writer, LabelSelector value, JsonSerializerOptions options) => writer.WriteStringValue(value.Text);
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
