using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace BakeWindow.Tests.SimulatorCluster.Fidelity;

/// <summary>What the recording calls by a uid, a version or a drawn name, and what the simulator calls the same. Learnt from the answers.</summary>
internal sealed partial class Translation
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Dictionary<string, string> words = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> versions = new(StringComparer.Ordinal);

    /// <summary>Reads two answers side by side.</summary>
    public void Learn(JsonNode? recorded, JsonNode? simulated)
    {
        if (recorded is JsonObject left && simulated is JsonObject right)
        {
            Pair(left, right, "uid", words);
            Pair(left, right, "continue", words);
            Pair(left, right, "resourceVersion", versions);
            if (left["generateName"] is not null && left["labels"]?["apps.kubernetes.io/pod-index"] is null && right["generateName"] is not null)
            {
                Pair(left, right, "name", words);
            }

            foreach (var (name, value) in left)
            {
                Learn(value, right[name]);
            }
        }
        else if (recorded is JsonArray before && simulated is JsonArray now)
        {
            foreach (var (one, other) in before.Zip(now))
            {
                Learn(one, other);
            }
        }
    }

    /// <summary>Pairs objects with drawn names in the order in which they come.</summary>
    public void LearnNames(IEnumerable<JsonNode?> recorded, IEnumerable<JsonNode?> simulated)
    {
        var known = words.Values.ToHashSet(StringComparer.Ordinal);
        var fresh = Drawn(simulated).Where(one => !known.Contains(one.Name)).ToList();
        foreach (var (prefix, name) in Drawn(recorded).Where(one => !words.ContainsKey(one.Name)))
        {
            // A prefix may hold a template's hash: the owner's first word is what both have in common.
            var match = fresh.Find(one => one.Prefix.Split('-')[0] == prefix.Split('-')[0]);
            if (match.Name is not null)
            {
                words[name] = match.Name;
                fresh.Remove(match);
            }
        }
    }

    private static IEnumerable<(string Prefix, string Name)> Drawn(IEnumerable<JsonNode?> lines) => lines
        .Select(line => line!["object"]?["metadata"])
        .Where(meta => meta?["generateName"] is not null && meta["labels"]?["apps.kubernetes.io/pod-index"] is null)
        .Select(meta => (meta!["generateName"]!.ToString(), meta["name"]!.ToString()))
        .Distinct();

    /// <summary>A text that was shortened for reading, in full again.</summary>
    public static string Unshortened(string text)
    {
        var big = BigConfigMap().Match(text);
        return big.Success
            ? new JsonObject
            {
                ["metadata"] = new JsonObject { ["name"] = "big" },
                ["data"] = new JsonObject { ["k"] = new string('x', int.Parse(big.Groups["count"].Value, CultureInfo.InvariantCulture)) },
            }.ToJsonString()
            : text;
    }

    public void Say(string recorded, string simulated) => words[recorded] = simulated;

    /// <summary>The path with what is known replaced; a version that is not known becomes the present one.</summary>
    public string Path(string path, string present)
    {
        var translated = Words(path);
        return Version().Replace(translated, match => match.Groups["name"].Value + (versions.TryGetValue(match.Groups["version"].Value, out var known)
            ? known
            : Small(match.Groups["version"].Value) ? match.Groups["version"].Value : present));
    }

    /// <summary>The body with uids, versions and drawn names replaced.</summary>
    public JsonNode? Body(JsonNode? body)
    {
        var text = Repeated().Replace(Words(body?.ToJsonString(Plain) ?? "null"), match => new string('x', int.Parse(match.Groups["count"].Value, CultureInfo.InvariantCulture)));
        var copy = JsonNode.Parse(text);
        Versions(copy);
        return copy;
    }

    /// <summary>A text of the recording in the simulator's words.</summary>
    public string Words(string text)
    {
        foreach (var (recorded, simulated) in words.OrderByDescending(pair => pair.Key.Length))
        {
            text = text.Replace(recorded, simulated, StringComparison.Ordinal);
        }

        return text;
    }

    /// <summary>A message without the uids and versions in it.</summary>
    public static string Nameless(string text) => Numbers().Replace(Uids().Replace(text, "uid"), "(n)");

    private void Versions(JsonNode? node)
    {
        if (node is JsonObject part)
        {
            if (part["resourceVersion"]?.GetValue<string>() is { } version)
            {
                part["resourceVersion"] = versions.GetValueOrDefault(version) ?? version;
            }

            // In a JSON patch the version is a value.
            if (part["path"] is JsonValue path && path.ToString() == "/metadata/resourceVersion" && part["value"]?.GetValue<string>() is { } value)
            {
                part["value"] = versions.GetValueOrDefault(value) ?? value;
            }

            foreach (var (_, child) in part)
            {
                Versions(child);
            }
        }
        else if (node is JsonArray list)
        {
            foreach (var child in list)
            {
                Versions(child);
            }
        }
    }

    private static void Pair(JsonObject left, JsonObject right, string name, Dictionary<string, string> into)
    {
        if (left[name] is JsonValue one && one.TryGetValue(out string? recorded) && right[name] is JsonValue other && other.TryGetValue(out string? simulated) && recorded.Length > 0)
        {
            into[recorded] = simulated;
        }
    }

    // 0 and 1, versions of the future and words that are none are meant as they stand.
    private static bool Small(string version) => version is "0" or "1" or "5" or "99999999" or "abc";

    [GeneratedRegex(@"(?<name>resourceVersion=)(?<version>\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Version();

    [GeneratedRegex("[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Uids();

    [GeneratedRegex(@"\([0-9]+\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Numbers();

    [GeneratedRegex("^<ConfigMap with (?<count>[0-9]+) characters in data.k>$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex BigConfigMap();

    // A long value that was shortened for reading.
    [GeneratedRegex("<(?<count>[0-9]+) times x>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Repeated();
}
