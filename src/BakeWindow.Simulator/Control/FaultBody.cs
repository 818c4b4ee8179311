using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using BakeWindow.Core.Time;

namespace BakeWindow.Simulator.Control;

/// <summary>The JSON object of a control call: at most 4 KB, no fields but those named.</summary>
internal sealed class FaultBody
{
    private const int MostBytes = 4096;

    private readonly JsonObject json;

    private FaultBody(JsonObject json) => this.json = json;

    public static async Task<FaultBody> ReadAsync(HttpRequest request, params string[] fields)
    {
        var bytes = new byte[MostBytes + 1];
        var length = await request.Body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, request.HttpContext.RequestAborted);
        if (length > MostBytes)
        {
            throw new BadFaultException($"the body is longer than {MostBytes} bytes");
        }

        JsonNode? parsed;
        try
        {
            parsed = JsonNode.Parse(bytes.AsSpan(0, length), documentOptions: new JsonDocumentOptions { MaxDepth = 4, AllowDuplicateProperties = false });
        }
        catch (JsonException e)
        {
            throw new BadFaultException($"the body is no JSON: {e.Message}");
        }

        var body = parsed as JsonObject ?? throw new BadFaultException("the body must be a JSON object");
        return body.FirstOrDefault(p => !fields.Contains(p.Key)).Key is { } unknown
            ? throw new BadFaultException($"\"{unknown}\" is not a field here; there are {string.Join(", ", fields)}")
            : new FaultBody(body);
    }

    /// <summary>True when the field is there and not null.</summary>
    public bool Has(string field) => json[field] is not null;

    public string Text(string field) =>
        json[field] is JsonValue value && value.TryGetValue<string>(out var text) ? text : throw new BadFaultException($"\"{field}\" must be a text");

    /// <summary>One of a few words.</summary>
    public T Choice<T>(string field, params (string Word, T Meaning)[] choices)
    {
        var text = Text(field);
        foreach (var (word, meaning) in choices)
        {
            if (word == text)
            {
                return meaning;
            }
        }

        throw new BadFaultException($"\"{field}\" is \"{text}\"; it must be {string.Join(", ", choices.Select(c => c.Word))}");
    }

    public int Whole(string field, int least, int most) =>
        json[field] is JsonValue value && value.TryGetValue<int>(out var number) && least <= number && number <= most
            ? number
            : throw new BadFaultException($"\"{field}\" is {json[field]?.ToJsonString() ?? "not there"}; it must be a whole number from {least} to {most}");

    public double Number(string field, double least, double most) =>
        json[field] is JsonValue value && value.TryGetValue<double>(out var number) && least <= number && number <= most
            ? number
            : throw new BadFaultException(string.Create(CultureInfo.InvariantCulture, $"\"{field}\" is {json[field]?.ToJsonString() ?? "not there"}; it must be a number from {least} to {most}"));

    public bool Flag(string field) =>
        json[field] is JsonValue value && value.TryGetValue<bool>(out var flag) ? flag : throw new BadFaultException($"\"{field}\" must be true or false");

    public TimeSpan Duration(string field) =>
        DurationText.TryParse(Text(field), out var duration, out var error) ? duration : throw new BadFaultException($"\"{field}\": {error}");
}
