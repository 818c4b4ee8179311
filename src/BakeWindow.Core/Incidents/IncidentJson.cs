using System.Text.Json;
using System.Text.Json.Serialization;
using BakeWindow.Core.Alerting;
using BakeWindow.Core.Maintenance;

namespace BakeWindow.Core.Incidents;

/// <summary>How incidents, alerts and what is told of them are kept. What was written by an older version stays readable: fields are added, never renamed.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, Converters = [typeof(LevelConverter), typeof(BakerConverter)])]
[JsonSerializable(typeof(Incident))]
[JsonSerializable(typeof(Alert))]
[JsonSerializable(typeof(AlertChange))]
public sealed partial class IncidentJson : JsonSerializerContext
{
    /// <summary>Writes an incident.</summary>
    public static string Write(Incident incident) => JsonSerializer.Serialize(incident, Default.Incident);

    /// <summary>Reads an incident.</summary>
    /// <exception cref="JsonException">The text is none.</exception>
    public static Incident Read(string json) => JsonSerializer.Deserialize(json, Default.Incident) ?? throw new JsonException("an incident is empty");

    /// <summary>Writes an alert.</summary>
    public static string Write(Alert alert) => JsonSerializer.Serialize(alert, Default.Alert);

    /// <summary>Reads an alert.</summary>
    /// <exception cref="JsonException">The text is none.</exception>
    public static Alert ReadAlert(string json) => JsonSerializer.Deserialize(json, Default.Alert) ?? throw new JsonException("an alert is empty");

    /// <summary>Writes a change.</summary>
    public static string Write(AlertChange change) => JsonSerializer.Serialize(change, Default.AlertChange);

    /// <summary>Reads a change.</summary>
    /// <exception cref="JsonException">The text is none.</exception>
    public static AlertChange ReadChange(string json) => JsonSerializer.Deserialize(json, Default.AlertChange) ?? throw new JsonException("a change of an alert is empty");
}
