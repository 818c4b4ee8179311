using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using BakeWindow.Core.Planning;
using BakeWindow.Web.Configuration;

namespace BakeWindow.Web.Rehearsing;

/// <summary>A policy with some settings changed: read by the same reader as the configuration, so that what rehearses can be pasted.</summary>
internal sealed record PolicyEdit
{
    private static readonly JsonSerializerOptions ForPeople = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The policy in force.</summary>
    public required Policy Today { get; init; }

    /// <summary>The same with what was changed.</summary>
    public required Policy Edited { get; init; }

    /// <summary>Settings that differ, by the field's name, as text.</summary>
    public required IReadOnlyDictionary<string, string> Changes { get; init; }

    /// <summary>What could not be read, by the field's name: the value, and what would be right. Such a setting stays as it is.</summary>
    public required IReadOnlyDictionary<string, string> Mistakes { get; init; }

    /// <summary>Reads changes.</summary>
    /// <param name="today">The policy in force.</param>
    /// <param name="knownRounds">Rights are known up to this round; a policy that holds more of them hard can't be rehearsed.</param>
    /// <param name="wanted">Texts by the field's name; those that are empty or say what is in force change nothing.</param>
    public static PolicyEdit Read(Policy today, int knownRounds, IReadOnlyDictionary<string, string?> wanted)
    {
        var (changes, mistakes) = (new Dictionary<string, string>(StringComparer.Ordinal), new SortedDictionary<string, string>(StringComparer.Ordinal));
        foreach (var field in PolicyField.All)
        {
            if (wanted.GetValueOrDefault(field.Name)?.Trim() is not { Length: > 0 } text || text == field.Text(today))
            {
                continue;
            }

            if (WhyNot(today, knownRounds, field, text, changes) is { } why)
            {
                mistakes[field.Name] = $"{field.Label} \"{(text.Length <= 60 ? text : text[..60] + "…")}\": {why}";
            }
            else
            {
                changes[field.Name] = text;
            }
        }

        var edited = With(today, changes, new Complaints());
        return new()
        {
            Today = today,
            Edited = edited,
            // 60s is 1m: what reads the same is no change.
            Changes = changes.Where(c => Field(c.Key) is var f && f.Text(edited) != f.Text(today)).ToDictionary(StringComparer.Ordinal),
            Mistakes = mistakes,
        };
    }

    /// <summary>The changes as a part of a configuration file.</summary>
    public string Json()
    {
        var policy = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var (field, options) in Written())
        {
            policy[field.Key] = field.Key == "Hours" ? options.Hours : field.Key == "Zone" ? options.Zone : Value(field, options);
        }

        return JsonSerializer.Serialize(new Dictionary<string, object>(StringComparer.Ordinal) { ["BakeWindow"] = new Dictionary<string, object>(StringComparer.Ordinal) { ["Policy"] = policy } }, ForPeople);
    }

    /// <summary>The changes as lines for an environment file.</summary>
    public string Environment()
    {
        var lines = new StringBuilder();
        foreach (var (field, options) in Written())
        {
            if (field.Key == "Hours" && options.Hours.Count == 0)
            {
                lines.Append("# and take away every BakeWindow__Policy__Hours__…\n");
            }
            else if (field.Key == "Hours")
            {
                for (var i = 0; i < options.Hours.Count; i++)
                {
                    lines.Append(System.Globalization.CultureInfo.InvariantCulture, $"BakeWindow__Policy__Hours__{i}={options.Hours[i]}\n");
                }
            }
            else
            {
                lines.Append(System.Globalization.CultureInfo.InvariantCulture, $"BakeWindow__Policy__{field.Key}={(field.Key == "Zone" ? options.Zone : Changes[field.Name])}\n");
            }
        }

        return lines.ToString();
    }

    // Hours bring their zone with them, or say nothing by themselves.
    private List<(PolicyField Field, BakeWindowOptions.PolicyOptions Options)> Written()
    {
        var options = Options(Today, Changes);
        return [.. PolicyField.All.Where(f => Changes.ContainsKey(f.Name) || (f.Key is "Zone" or "Hours" && (Changes.ContainsKey("hours") || Changes.ContainsKey("zone")))).Select(f => (f, options))];
    }

    private object Value(PolicyField field, BakeWindowOptions.PolicyOptions options) =>
        typeof(BakeWindowOptions.PolicyOptions).GetProperty(field.Key)!.GetValue(options) ?? Changes[field.Name];

    private static string? WhyNot(Policy today, int knownRounds, PolicyField field, string text, IReadOnlyDictionary<string, string> others)
    {
        if (text.Length > 400)
        {
            return "that is longer than any setting";
        }

        var options = Options(today, others);
        if (field.Put(options, text) is { } unreadable)
        {
            return unreadable;
        }

        if (options.HardRounds > knownRounds)
        {
            return $"rights are kept up to round {knownRounds} only, so more of them can't be rehearsed";
        }

        var complaints = new Complaints();
        PolicyReader.Read(options, complaints);
        return complaints.All.Count == 0 ? null : complaints.All[0][(complaints.All[0].IndexOf(": ", StringComparison.Ordinal) + 2)..];
    }

    private static Policy With(Policy today, IReadOnlyDictionary<string, string> changes, Complaints complaints)
    {
        var read = PolicyReader.Read(Options(today, changes), complaints);
        return changes.Keys.Aggregate(today, (policy, name) => Field(name).Take(policy, read));
    }

    private static BakeWindowOptions.PolicyOptions Options(Policy today, IReadOnlyDictionary<string, string> changes)
    {
        var options = new BakeWindowOptions.PolicyOptions();
        foreach (var field in PolicyField.All.Where(f => f.Key != "Hours" || today.Hours is not null))
        {
            field.Put(options, field.Text(today));
        }

        foreach (var field in PolicyField.All.Where(f => changes.ContainsKey(f.Name)))
        {
            field.Put(options, changes[field.Name]);
        }

        return options;
    }

    private static PolicyField Field(string name) => PolicyField.All.First(f => f.Name == name);
}
