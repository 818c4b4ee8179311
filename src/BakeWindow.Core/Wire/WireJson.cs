using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace BakeWindow.Core.Wire;

/// <summary>How BakeWindow writes JSON: camel case, nulls written, times in UTC with a Z, letters as they are. API and CLI write with <see cref="Plain"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(UtcConverter)])]
[JsonSerializable(typeof(PlanDocument))]
[JsonSerializable(typeof(VerdictDocument))]
[JsonSerializable(typeof(PreflightDocument))]
[JsonSerializable(typeof(FailuresDocument))]
[JsonSerializable(typeof(RightsDocument))]
[JsonSerializable(typeof(MaintenanceDocument))]
[JsonSerializable(typeof(IReadOnlyList<MaintenanceDocument>))]
[JsonSerializable(typeof(BypassDocument))]
[JsonSerializable(typeof(BypassDocument.AcceptedPart))]
[JsonSerializable(typeof(ExportDocument))]
[JsonSerializable(typeof(RehearsalDocument))]
[JsonSerializable(typeof(HoldDocument))]
[JsonSerializable(typeof(IReadOnlyList<HoldDocument>))]
[JsonSerializable(typeof(IReadOnlyList<DialectDocument>))]
[JsonSerializable(typeof(Auditing.AuditLine))]
[JsonSerializable(typeof(Auditing.AuditPoint))]
[JsonSerializable(typeof(LedgerDocument))]
[JsonSerializable(typeof(RecoveriesDocument))]
[JsonSerializable(typeof(IReadOnlyList<AtRiskDocument>))]
[JsonSerializable(typeof(DecisionListDocument))]
[JsonSerializable(typeof(AuditHeadDocument))]
[JsonSerializable(typeof(AuditChainDocument))]
[JsonSerializable(typeof(AuditPageDocument))]
[JsonSerializable(typeof(AuditExportDocument))]
[JsonSerializable(typeof(SignersDocument))]
[JsonSerializable(typeof(TokenDocument))]
[JsonSerializable(typeof(TokenWishDocument))]
[JsonSerializable(typeof(IReadOnlyList<TokenDocument>))]
[JsonSerializable(typeof(IReadOnlyList<SessionDocument>))]
[JsonSerializable(typeof(NoticeDocument))]
[JsonSerializable(typeof(IReadOnlyList<ChannelDocument>))]
[JsonSerializable(typeof(ChannelTestDocument))]
[JsonSerializable(typeof(IncidentDocument))]
[JsonSerializable(typeof(IncidentNoteDocument))]
[JsonSerializable(typeof(IReadOnlyList<IncidentSummaryDocument>))]
public sealed partial class WireJson : JsonSerializerContext
{
    /// <summary>
    /// For answers: an apostrophe or a plus stays one, for people read them too. What this leaves unescaped is dangerous inside a page or script only; answers are told to be JSON, and
    /// that they are not to be taken for anything else.
    /// </summary>
    public static WireJson Plain => field ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>The same, indented for people.</summary>
    public static WireJson Indented => field ??= new(new JsonSerializerOptions(Plain.Options) { WriteIndented = true });
}

/// <summary>Writes an instant as <c>2026-10-01T14:07:30Z</c>.</summary>
public sealed class UtcConverter : JsonConverter<DateTimeOffset>
{
    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));
}
