using System.Text.Json;
using System.Text.Json.Nodes;

namespace BakeWindow.Core.Owning;

/// <summary>
/// The note on an object about what BakeWindow has set there and what was there before, in the annotation <see cref="Ownership.Annotation"/>: by owner, then by field,
/// <c>{"former":…,"set":…}</c> for a value (a missing one was absent), <c>{"entry":…,"there":false,"list":true}</c> for a list's entry.
/// </summary>
internal sealed class OwnershipNote
{
    private const int Longest = 64 * 1024;

    // A name that stands twice would come to light only where the value is used.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    private readonly SortedDictionary<string, SortedDictionary<string, JsonObject>> owners = new(StringComparer.Ordinal);

    public IEnumerable<string> Owners => owners.Keys;

    public bool IsEmpty => owners.Count == 0;

    /// <summary>Reads the note; what somebody made unreadable counts as none, so that what stands in the fields is taken for theirs.</summary>
    public static OwnershipNote Read(string? text)
    {
        var note = new OwnershipNote();
        if (text is not { Length: > 1 and < Longest })
        {
            return note;
        }

        try
        {
            foreach (var (owner, fields) in JsonNode.Parse(text, null, Strict) as JsonObject ?? [])
            {
                foreach (var (path, field) in fields as JsonObject ?? [])
                {
                    if (FieldPath.Read(path) is { } at && MayBeOurs(at) && field is JsonObject known)
                    {
                        note.Set(owner, at, (JsonObject)known.DeepClone());
                    }
                }
            }
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return new OwnershipNote();
        }

        return note;
    }

    // Anybody who may annotate an object can write a note: it must not make us write what he may not. Labels and annotations but those that guard a node, and the few fields that dialects set.
    private static bool MayBeOurs(FieldPath path) => path.Steps switch
    {
        ["metadata", "labels" or "annotations", var name] => !name.Contains("node-restriction.kubernetes.io/", StringComparison.Ordinal),
        ["spec", "disruption", "budgets"] or ["spec", "maxUnavailable"] or ["spec", "syncWindows"] => true,
        _ => false,
    };

    public IReadOnlyList<FieldPath> Paths(string owner) => owners.TryGetValue(owner, out var fields) ? [.. fields.Keys.Select(p => FieldPath.Read(p)!)] : [];

    public JsonObject? Find(string owner, FieldPath path) => owners.TryGetValue(owner, out var fields) && fields.TryGetValue(path.Text, out var field) ? field : null;

    public void Set(string owner, FieldPath path, JsonObject field)
    {
        if (!owners.TryGetValue(owner, out var fields))
        {
            owners[owner] = fields = new SortedDictionary<string, JsonObject>(StringComparer.Ordinal);
        }

        fields[path.Text] = field;
    }

    public void Remove(string owner, FieldPath path)
    {
        if (owners.TryGetValue(owner, out var fields) && fields.Remove(path.Text) && fields.Count == 0)
        {
            owners.Remove(owner);
        }
    }

    public string Write() => new JsonObject(owners.Select(o => KeyValuePair.Create<string, JsonNode?>(
        o.Key, new JsonObject(o.Value.Select(f => KeyValuePair.Create<string, JsonNode?>(f.Key, f.Value.DeepClone())))))).ToJsonString();
}
