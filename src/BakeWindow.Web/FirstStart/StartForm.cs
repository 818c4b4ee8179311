using System.Text.Json;
using System.Text.Json.Nodes;
using BakeWindow.Web.Configuration;

namespace BakeWindow.Web.FirstStart;

/// <summary>What the page of the first start asks for, as it is written. Bounded; nothing is kept of it.</summary>
public sealed record StartForm
{
    /// <summary>The longest that any field may be.</summary>
    public const int Longest = 300;

    /// <summary>RPC address of a Tezos node.</summary>
    public string Node { get; init; } = "";

    /// <summary>The baker's address.</summary>
    public string Baker { get; init; } = "";

    /// <summary>Its name on pages.</summary>
    public string Name { get; init; } = "";

    /// <summary><c>none</c>, <c>pod</c> or <c>file</c>: how the cluster is reached.</summary>
    public string Cluster { get; init; } = "none";

    /// <summary>Path of a kubeconfig.</summary>
    public string Kubeconfig { get; init; } = "";

    /// <summary>A context of it; empty: its current one.</summary>
    public string Context { get; init; } = "";

    /// <summary>The namespace of the baker's pods.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>Which pods.</summary>
    public string Selector { get; init; } = "";

    /// <summary>True when a cluster is wanted.</summary>
    public bool WantsCluster => Cluster is "pod" or "file";

    /// <summary>Reads what a browser sent; fields that are too long are cut, and the rest is not read.</summary>
    public static StartForm Read(Func<string, string?> field)
    {
        string Of(string name) => field(name)?.Trim() is { } text ? text[..Math.Min(Longest, text.Length)] : "";
        return new StartForm
        {
            Node = Of("node"), Baker = Of("baker"), Name = Of("name"), Cluster = Of("cluster") switch { "pod" => "pod", "file" => "file", _ => "none" },
            Kubeconfig = Of("kubeconfig"), Context = Of("context"), Namespace = Of("namespace"), Selector = Of("selector"),
        };
    }

    /// <summary>The settings that this makes, below <c>BakeWindow</c>, in the order in which people read them.</summary>
    /// <param name="chainId">The chain that the node told; null: it told none.</param>
    public IReadOnlyList<(string Path, string Value)> Settings(string? chainId)
    {
        var name = Name.Length > 0 ? Name : "alpha";
        List<(string, string)> all = [("Network:Nodes:0:Url", Node), ("Bakers:0:Name", name), ("Bakers:0:Address", Baker)];
        if (chainId is not null)
        {
            all.Insert(0, ("Network:ChainId", chainId));
        }

        if (WantsCluster)
        {
            all.Add(("Cluster:Enabled", "true"));
            if (Cluster == "file")
            {
                all.Add(("Cluster:Kubeconfig", Kubeconfig));
                all.AddRange(Context.Length > 0 ? [("Cluster:Context", Context)] : []);
            }

            all.AddRange([("Workloads:0:Name", $"{WorkloadName(name)}-baker"), ("Workloads:0:Baker", name), ("Workloads:0:Namespace", Namespace), ("Workloads:0:Selector", Selector), ("Workloads:0:Role", "Baker")]);
        }

        return all;
    }

    /// <summary>The same as a JSON file, ready to paste.</summary>
    public static string Json(IReadOnlyList<(string Path, string Value)> settings)
    {
        var root = new JsonObject();
        foreach (var (path, value) in settings)
        {
            Put(root, ["BakeWindow", .. path.Split(':')], value);
        }

        return root.ToJsonString(new JsonSerializerOptions { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    /// <summary>The same as environment variables, ready to paste into a shell.</summary>
    public static string Environment(IReadOnlyList<(string Path, string Value)> settings) =>
        string.Join('\n', settings.Select(s => $"export BakeWindow__{s.Path.Replace(":", "__", StringComparison.Ordinal)}='{s.Value.Replace("'", "'\\''", StringComparison.Ordinal)}'"));

    /// <summary>What a start with these settings would complain of; empty: nothing.</summary>
    public static IReadOnlyList<string> Complaints(IReadOnlyList<(string Path, string Value)> settings)
    {
        try
        {
            SettingsReader.Read(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create<string, string?>($"BakeWindow:{s.Path}", s.Value))).Build());
            return [];
        }
        catch (ConfigurationInvalidException e)
        {
            return e.Complaints;
        }
    }

    private static string WorkloadName(string name)
    {
        var dns = string.Concat(name.ToLowerInvariant().Where(c => char.IsAsciiLetterOrDigit(c) || c == '-')).Trim('-');
        return dns.Length is 0 or > 50 ? "alpha" : dns;
    }

    private static void Put(JsonObject at, IReadOnlyList<string> path, string value)
    {
        var next = at;
        for (var i = 0; i < path.Count - 1; i++)
        {
            // A number in a path is the entry of a list; only the first of each is written here.
            if (path[i + 1] == "0")
            {
                if (next[path[i]] is not JsonArray list)
                {
                    next[path[i]] = list = [new JsonObject()];
                }

                next = (JsonObject)list[0]!;
                i++;
            }
            else
            {
                next[path[i]] ??= new JsonObject();
                next = (JsonObject)next[path[i]]!;
            }
        }

        next[path[^1]] = value is "true" ? JsonValue.Create(true) : JsonValue.Create(value);
    }
}
