using System.Text.Json.Nodes;

namespace BakeWindow.Core.Owning;

/// <summary>A field of somebody's object in the cluster that BakeWindow sets for a while. All cases stand here.</summary>
public abstract record OwnedField
{
    private OwnedField(FieldPath path) => Path = path;

    /// <summary>Where it stands.</summary>
    public FieldPath Path { get; }

    /// <summary>The field says this; what it said before is put back at the end.</summary>
    public sealed record Value : OwnedField
    {
        /// <summary>Makes one.</summary>
        /// <param name="path">Where.</param>
        /// <param name="json">The value as JSON: a text, a number or a truth value; <c>null</c> takes the field away for a while.</param>
        public Value(FieldPath path, JsonNode? json)
            : base(path) => Json = json is JsonObject or JsonArray ? throw new ArgumentException($"{path} can be set to a plain value only, not to {json.ToJsonString()}", nameof(json)) : json?.DeepClone();

        /// <summary>The value; null: absent.</summary>
        public JsonNode? Json { get; }
    }

    /// <summary>The list at the field has this entry besides those of others; it alone is taken out at the end.</summary>
    public sealed record Entry : OwnedField
    {
        /// <summary>Makes one.</summary>
        /// <param name="path">Where the list stands.</param>
        /// <param name="json">The entry.</param>
        public Entry(FieldPath path, JsonNode json)
            : base(path) => Json = json.DeepClone();

        /// <summary>The entry.</summary>
        public JsonNode Json { get; }
    }

    /// <summary>A label that says this.</summary>
    public static OwnedField Label(string name, string value) => new Value(FieldPath.Of("metadata", "labels", name), value);

    /// <summary>An annotation that says this.</summary>
    public static OwnedField Annotation(string name, string value) => new Value(FieldPath.Of("metadata", "annotations", name), value);
}
