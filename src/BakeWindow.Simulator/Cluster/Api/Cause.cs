namespace BakeWindow.Simulator.Cluster.Api;

/// <summary>One thing that is wrong with an object, as details.causes lists it.</summary>
internal sealed record Cause(string Reason, string Message, string Field)
{
    public static Cause Required(string field, string? why = null) => new("FieldValueRequired", why is null ? "Required value" : $"Required value: {why}", field);

    public static Cause Invalid(string field, string value, string why) => new("FieldValueInvalid", $"Invalid value: {value}: {why}", field);

    public static Cause Unsupported(string field, string value, params ReadOnlySpan<string> supported) =>
        new("FieldValueNotSupported", $"Unsupported value: {value}: supported values: {string.Join(", ", supported.ToArray().Select(one => $"\"{one}\""))}", field);

    public static Cause Forbidden(string field, string why) => new("FieldValueForbidden", $"Forbidden: {why}", field);

    public static Cause TooLong(string field, int limit) => new("FieldValueTooLong", $"Too long: may not be more than {limit} bytes", field);
}
