namespace BakeWindow.Core.Wire;

/// <summary>A dialect as JSON: what <c>/api/v1/dialects</c> answers and <c>bakewindow dialects --json</c> prints.</summary>
public sealed record DialectDocument
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>True when it is spoken; false: what it would do is shown, and nothing is written.</summary>
    public required bool Enabled { get; init; }

    /// <summary>Whether the neighbour is in the cluster; null when that can't be read.</summary>
    public bool? Present { get; init; }

    /// <summary>The neighbour's version, if it tells one.</summary>
    public string? Version { get; init; }

    /// <summary>How the neighbour is configured, in one line.</summary>
    public string? Configuration { get; init; }

    /// <summary>When it was looked at; null before the first round.</summary>
    public DateTimeOffset? LookedAt { get; init; }

    /// <summary>What the neighbour's users should know or set.</summary>
    public IReadOnlyList<NotePart> Notes { get; init; } = [];

    /// <summary>What stands, or would stand, on which object.</summary>
    public IReadOnlyList<MarkPart> Marks { get; init; } = [];

    /// <summary>What could not be read or written.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>A word to the neighbour's users.</summary>
    public sealed record NotePart(string Code, bool Serious, string Text, string Mend);

    /// <summary>A field on an object. A value, or an entry of a list, as JSON text.</summary>
    public sealed record MarkPart(string Object, string Field, string? Value, DateTimeOffset? Since);
}
