using System.Text.RegularExpressions;

namespace BakeWindow.Core.Cluster;

/// <summary>A Kubernetes label selector: <c>app=baker,tier in (a, b),!canary</c>. An empty selector is refused: it would protect everything.</summary>
public sealed partial class LabelSelector : IEquatable<LabelSelector>
{
    private readonly Requirement[] requirements;

    private LabelSelector(string text, Requirement[] requirements) => (Text, this.requirements) = (text, requirements);

    /// <summary>As written, for the API's <c>labelSelector</c>.</summary>
    public string Text { get; }

    /// <summary>The equality requirements (key = value), which a PodDisruptionBudget's <c>matchLabels</c> can carry.</summary>
    public IEnumerable<Requirement> Requirements => requirements;

    /// <summary>Reads a selector; the error names the part that is wrong.</summary>
    public static bool TryParse(string? text, out LabelSelector selector, out string error)
    {
        selector = null!;
        error = "";
        var parts = Parts().Split(text?.Trim() ?? "");
        var read = new List<Requirement>();
        foreach (var part in parts.Select(p => p.Trim()).Where(p => p.Length > 0))
        {
            if (Requirement.Read(part) is not { } requirement)
            {
                error = $"\"{part}\" in label selector \"{text}\" is not understood: write key=value, key!=value, key in (a,b), key notin (a,b), key or !key";
                return false;
            }

            read.Add(requirement);
        }

        if (read.Count == 0)
        {
            error = "the label selector is empty, which would select every pod: write at least key=value";
            return false;
        }

        selector = new LabelSelector(text!.Trim(), [.. read]);
        return true;
    }

    /// <summary>Reads a selector.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static LabelSelector Parse(string? text) => TryParse(text, out var selector, out var error) ? selector : throw new FormatException(error);

    /// <summary>True when every requirement holds.</summary>
    public bool Matches(IReadOnlyDictionary<string, string> labels) => Array.TrueForAll(requirements, r => r.Holds(labels));

    /// <inheritdoc/>
    public bool Equals(LabelSelector? other) => other is not null && Text == other.Text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LabelSelector);

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Text;

    // Commas outside parentheses part the requirements.
    [GeneratedRegex(@",(?![^(]*\))", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Parts();

    [GeneratedRegex(@"^(?<not>!)?(?<key>[A-Za-z0-9][A-Za-z0-9./_-]*)(?:\s*(?<op>==|=|!=)\s*(?<value>[A-Za-z0-9._-]*)|\s+(?<op>in|notin)\s*\((?<values>[A-Za-z0-9._,\s-]*)\))?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex One();

    /// <summary>How a label is tested.</summary>
    public enum Test
    {
        /// <summary>The value is one of the given.</summary>
        In,

        /// <summary>The value is none of the given, or the label is missing.</summary>
        NotIn,

        /// <summary>The label is there.</summary>
        Exists,

        /// <summary>The label is missing.</summary>
        Missing,
    }

    /// <summary>One condition on one label.</summary>
    public sealed record Requirement(string Key, Test Test, IReadOnlyList<string> Values)
    {
        internal static Requirement? Read(string text)
        {
            var m = One().Match(text);
            if (!m.Success)
            {
                return null;
            }

            var key = m.Groups["key"].Value;
            var op = m.Groups["op"].Value;
            var negated = m.Groups["not"].Success;
            return (op, negated) switch
            {
                ("", false) => new(key, Test.Exists, []),
                ("", true) => new(key, Test.Missing, []),
                (_, true) => null,
                ("=" or "==", _) => new(key, Test.In, [m.Groups["value"].Value]),
                ("!=", _) => new(key, Test.NotIn, [m.Groups["value"].Value]),
                ("in", _) => new(key, Test.In, Split(m)),
                _ => new(key, Test.NotIn, Split(m)),
            };
        }

        internal bool Holds(IReadOnlyDictionary<string, string> labels) => Test switch
        {
            Test.In => labels.TryGetValue(Key, out var v) && Values.Contains(v),
            Test.NotIn => !labels.TryGetValue(Key, out var v) || !Values.Contains(v),
            Test.Exists => labels.ContainsKey(Key),
            _ => !labels.ContainsKey(Key),
        };

        private static string[] Split(Match m) => [.. m.Groups["values"].Value.Split(',').Select(v => v.Trim())];
    }
}
