using System.Text.Json.Nodes;

namespace BakeWindow.Kubernetes.Bypasses;

/// <summary>What a container's program is told: <c>--flag=value</c>, <c>--flag value</c>, <c>-flag=value</c>, and for kured <c>KURED_FLAG</c> in its environment.</summary>
internal sealed class ProgramArguments
{
    private const string Environment = "KURED_";

    private readonly List<string> words = [];

    public ProgramArguments(IEnumerable<JsonObject> containers)
    {
        foreach (var container in containers)
        {
            foreach (var field in new[] { "command", "args" })
            {
                words.AddRange((container[field] as JsonArray ?? []).OfType<JsonValue>().Select(v => v.ToString()));
            }

            foreach (var one in (container["env"] as JsonArray ?? []).OfType<JsonObject>())
            {
                if (one["name"]?.ToString() is { } name && name.StartsWith(Environment, StringComparison.Ordinal) && one["value"] is { } value)
                {
                    words.Add($"--{name[Environment.Length..].ToLowerInvariant().Replace('_', '-')}={value}");
                }
            }
        }
    }

    /// <summary>The last value of a flag; null when it is not given.</summary>
    public string? Value(string flag)
    {
        for (var i = words.Count - 1; i >= 0; i--)
        {
            var word = words[i].TrimStart('-');
            if (words[i].StartsWith('-') && word.StartsWith(flag + "=", StringComparison.Ordinal))
            {
                return word[(flag.Length + 1)..];
            }

            if (words[i].StartsWith('-') && word == flag)
            {
                return i + 1 < words.Count && !words[i + 1].StartsWith('-') ? words[i + 1] : "true";
            }
        }

        return null;
    }

    /// <summary>A flag without a value is a yes.</summary>
    public bool Flag(string flag) => Value(flag) is { } value && value is not ("false" or "0");
}
