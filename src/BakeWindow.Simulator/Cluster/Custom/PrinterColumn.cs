using System.Globalization;
using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Api;

namespace BakeWindow.Simulator.Cluster.Custom;

/// <summary>A column of additionalPrinterColumns: what kubectl get shows of a custom resource.</summary>
internal sealed record PrinterColumn(string Name, string Type, string Path, long Priority)
{
    public static IReadOnlyList<PrinterColumn> Read(JsonNode? version) =>
    [
        .. version.Rows("additionalPrinterColumns").Select(row =>
            new PrinterColumn(row.Text("name") ?? "", row.Text("type") ?? "string", row.Text("jsonPath") ?? "", row.Whole("priority") ?? 0)),
    ];

    public JsonNode? Cell(JsonObject body, DateTimeOffset now)
    {
        var found = Find(body);
        return Type == "date" ? Ages.Since(found.Text(), now) : found is JsonObject or JsonArray ? found.ToJsonString(Wire.Options) : found?.DeepClone();
    }

    // The JSONPath of columns as people write it: names, [0] and [?(@.type=="Ready")].
    private JsonNode? Find(JsonNode? node)
    {
        var rest = Path.AsSpan();
        while (rest.Length > 0 && node is not null)
        {
            if (rest.StartsWith("[") && rest.IndexOf(']') is > 0 and var end)
            {
                node = Chosen(node.Rows(), rest[1..end].ToString());
                rest = rest[(end + 1)..];
                continue;
            }

            rest = rest.TrimStart('.');
            var stop = rest.IndexOfAny('.', '[');
            var name = stop < 0 ? rest : rest[..stop];
            node = (node as JsonObject)?[name.Trim('\\').ToString()];
            rest = stop < 0 ? [] : rest[stop..];
        }

        return node;
    }

    private static JsonNode? Chosen(IList<JsonNode?> rows, string choice)
    {
        if (int.TryParse(choice, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            return index < rows.Count ? rows[index] : null;
        }

        var parts = choice.Trim('?', '(', ')').Split("==", 2);
        return parts.Length < 2 ? null : rows.FirstOrDefault(row => row.Text(parts[0].Trim()[2..].Split('.')) == parts[1].Trim().Trim('"', '\''));
    }
}
