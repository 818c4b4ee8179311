namespace BakeWindow.Core.Owning;

/// <summary>Where a field stands in an object: the names on the way to it, written as a JSON pointer (RFC 6901). Lists are no steps on the way.</summary>
public sealed class FieldPath : IEquatable<FieldPath>
{
    private FieldPath(string text, IReadOnlyList<string> steps) => (Text, Steps) = (text, steps);

    /// <summary>As a JSON pointer: <c>/metadata/labels/a~1b</c>.</summary>
    public string Text { get; }

    /// <summary>The names on the way, at least one.</summary>
    public IReadOnlyList<string> Steps { get; }

    /// <summary>The path by its steps.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static FieldPath Of(params IReadOnlyList<string> steps) => steps.Count == 0
        ? throw new ArgumentException("a field's path has at least one step", nameof(steps))
        : new FieldPath(string.Concat(steps.Select(s => "/" + s.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal))), [.. steps]);

    /// <summary>Reads a JSON pointer; null when it is none.</summary>
    public static FieldPath? Read(string text) => text.Length > 1 && text[0] == '/'
        ? Of([.. text[1..].Split('/').Select(s => s.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))])
        : null;

    /// <inheritdoc/>
    public bool Equals(FieldPath? other) => other is not null && Text == other.Text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FieldPath);

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Text;
}
