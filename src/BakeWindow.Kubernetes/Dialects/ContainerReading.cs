using System.Globalization;
using System.Text.Json.Nodes;

namespace BakeWindow.Kubernetes.Dialects;

/// <summary>How the container of a neighbour's workload is started: its image and flags, as its manifest says them.</summary>
internal sealed class ContainerReading
{
    private readonly List<(string Name, string Value)> flags = [];
    private readonly Dictionary<string, string> environment = new(StringComparer.Ordinal);

    private ContainerReading(string image) => Image = image;

    /// <summary>The image, with its tag.</summary>
    public string Image { get; }

    /// <summary>The image's tag without a leading v; null when it has none.</summary>
    public string? Version
    {
        get
        {
            var name = Image.Split('@')[0];
            var tag = name.LastIndexOf(':');
            return tag > name.LastIndexOf('/') && tag + 1 < name.Length ? name[(tag + 1)..].TrimStart('v') : null;
        }
    }

    /// <summary>The first container of a Deployment, DaemonSet or the like whose image says this name; null when none does.</summary>
    public static ContainerReading? Of(JsonObject workload, string image)
    {
        foreach (var container in (workload["spec"]?["template"]?["spec"]?["containers"] as JsonArray ?? []).OfType<JsonObject>())
        {
            var of = Text(container["image"]);
            if (of.Split('@')[0].Split('/')[^1].Split(':')[0] == image)
            {
                return Read(container, of);
            }
        }

        return null;
    }

    /// <summary>The value of a flag, the last one given; null when it is not given. A flag without a value is <c>true</c>.</summary>
    /// <param name="name">Without dashes.</param>
    /// <param name="variables">The prefix of environment variables that stand for flags; null: none do.</param>
    public string? Flag(string name, string? variables = null) => All(name) is [.., var last] ? last
        : variables is not null && environment.TryGetValue(variables + name.ToUpperInvariant().Replace('-', '_'), out var value) ? value
        : null;

    /// <summary>Every value of a flag that may be given more than once.</summary>
    public IReadOnlyList<string> All(string name) => [.. flags.Where(f => f.Name == name).Select(f => f.Value)];

    private static ContainerReading Read(JsonObject container, string image)
    {
        var reading = new ContainerReading(image);
        var words = (container["command"] as JsonArray ?? []).Concat(container["args"] as JsonArray ?? []).Select(Text).ToList();
        for (var i = 0; i < words.Count; i++)
        {
            if (!words[i].StartsWith('-'))
            {
                continue;
            }

            var (name, value) = words[i].TrimStart('-').Split('=', 2) is [var n, var v] ? (n, v) : (words[i].TrimStart('-'), null);
            reading.flags.Add((name, value ?? (i + 1 < words.Count && !words[i + 1].StartsWith('-') ? words[++i] : "true")));
        }

        foreach (var variable in (container["env"] as JsonArray ?? []).OfType<JsonObject>().Where(e => e["value"] is not null))
        {
            reading.environment[Text(variable["name"])] = Text(variable["value"]);
        }

        return reading;
    }

    private static string Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
}

/// <summary>Durations as Go programs take them: <c>1h30m</c>, <c>0</c>, <c>500ms</c>.</summary>
internal static class GoDuration
{
    /// <summary>Reads one; null when it is none.</summary>
    public static TimeSpan? Read(string? text)
    {
        if (text is null or "")
        {
            return null;
        }

        if (text == "0")
        {
            return TimeSpan.Zero;
        }

        var (seconds, at) = (0.0, 0);
        while (at < text.Length)
        {
            var number = text[at..].TakeWhile(c => char.IsAsciiDigit(c) || c == '.').Count();
            var unit = text[(at + number)..].TakeWhile(char.IsAsciiLetter).Count();
            if (number == 0 || !double.TryParse(text.AsSpan(at, number), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
                || Seconds(text.Substring(at + number, unit)) is not { } each)
            {
                return null;
            }

            seconds += amount * each;
            at += number + unit;
        }

        return seconds < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(seconds) : null;
    }

    private static double? Seconds(string unit) => unit switch { "h" => 3_600, "m" => 60, "s" => 1, "ms" => 1e-3, "us" => 1e-6, "ns" => 1e-9, _ => null };
}
