using System.Text.Json.Nodes;

namespace BakeWindow.Core.Owning;

/// <summary>
/// Own and restore, for any object of a cluster: what has to be written so that it says what its owners in BakeWindow want, with a note of what it said before in the same write. The note
/// tells all that is needed to give everything back, also to somebody who knows nothing of the owner any more. Pure.
/// </summary>
/// <remarks>
/// What somebody else wrote over a field of ours is what he wants: it becomes the former value, and ours is set again. A field that says something else than we set when it is
/// given back is left as it is. A field has one owner at a time.
/// </remarks>
public static class Ownership
{
    /// <summary>The annotation that holds the note.</summary>
    public const string Annotation = "bakewindow.io/owned";

    /// <summary>The label, with value <c>true</c>, by which an API server finds every object that bears a note.</summary>
    public const string Label = "bakewindow.io/owned";

    /// <summary>
    /// The merge patch after which the object says what is wanted and nothing else of ours; null when it does so already. Fields of owners that are not named, and fields that an owner
    /// does not want any more, are given back. It carries the resourceVersion that was read, so that it takes effect on that version alone.
    /// </summary>
    /// <param name="json">The object as it was read.</param>
    /// <param name="wanted">By owner, the fields that it wants set.</param>
    /// <param name="leave">Owners whose fields stay as they are, because it is not known what they want; null: none.</param>
    public static JsonObject? Patch(JsonObject json, IReadOnlyDictionary<string, IReadOnlyList<OwnedField>> wanted, IReadOnlySet<string>? leave = null)
    {
        var text = Text(json, FieldPath.Of("metadata", "annotations", Annotation));
        var note = OwnershipNote.Read(text);
        var had = text is not null || Text(json, FieldPath.Of("metadata", "labels", Label)) is not null;
        var patch = new JsonObject();
        foreach (var owner in note.Owners.Where(o => leave?.Contains(o) is not true).ToList())
        {
            foreach (var path in note.Paths(owner).Where(p => !(wanted.GetValueOrDefault(owner) ?? []).Any(f => f.Path.Equals(p))))
            {
                GiveBack(json, patch, path, note.Find(owner, path)!);
                note.Remove(owner, path);
            }
        }

        foreach (var (owner, fields) in wanted.OrderBy(w => w.Key, StringComparer.Ordinal))
        {
            foreach (var field in fields)
            {
                note.Set(owner, field.Path, Take(json, patch, field, note.Find(owner, field.Path)));
            }
        }

        var written = note.IsEmpty ? null : note.Write();
        if (patch.Count == 0 && written == text && (written is null || Text(json, FieldPath.Of("metadata", "labels", Label)) == "true"))
        {
            return null;
        }

        if (had || written is not null)
        {
            Put(patch, FieldPath.Of("metadata", "annotations", Annotation), written);
            Put(patch, FieldPath.Of("metadata", "labels", Label), written is null ? null : "true");
        }

        Put(patch, FieldPath.Of("metadata", "resourceVersion"), Text(json, FieldPath.Of("metadata", "resourceVersion")));
        return patch;
    }

    /// <summary>The merge patch that gives back everything; null when there is nothing of ours.</summary>
    public static JsonObject? GiveBack(JsonObject json) => Patch(json, new Dictionary<string, IReadOnlyList<OwnedField>>(StringComparer.Ordinal));

    /// <summary>What BakeWindow has set on the object: owner and field, in order.</summary>
    public static IReadOnlyList<(string Owner, FieldPath Path)> Of(JsonObject json)
    {
        var note = OwnershipNote.Read(Text(json, FieldPath.Of("metadata", "annotations", Annotation)));
        return [.. note.Owners.SelectMany(o => note.Paths(o).Select(p => (o, p)))];
    }

    /// <summary>The same with what each field said before and what it was set to.</summary>
    public static IReadOnlyList<OwnedMark> MarksOf(JsonObject json)
    {
        var note = OwnershipNote.Read(Text(json, FieldPath.Of("metadata", "annotations", Annotation)));
        return [.. note.Owners.SelectMany(o => note.Paths(o).Select(p => Of(o, p, note.Find(o, p)!)))];
    }

    private static OwnedMark Of(string owner, FieldPath path, JsonObject known) => known["entry"] is { } entry
        ? new OwnedMark(owner, path, "the list without it", entry.ToJsonString())
        : new OwnedMark(owner, path, known["former"]?.ToJsonString() ?? "absent", known["set"]?.ToJsonString() ?? "absent");

    private static JsonObject Take(JsonObject json, JsonObject patch, OwnedField field, JsonObject? known) => field switch
    {
        OwnedField.Value v => TakeValue(json, patch, v, known),
        OwnedField.Entry e => TakeEntry(json, patch, e, known),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static JsonObject TakeValue(JsonObject json, JsonObject patch, OwnedField.Value field, JsonObject? known)
    {
        var now = At(json, field.Path);
        // What stands there is ours as long as it says what we set; else it is what somebody else wants by now.
        var former = known is not null && JsonNode.DeepEquals(now, known["set"]) ? known["former"] : now;
        if (!JsonNode.DeepEquals(now, field.Json))
        {
            Put(patch, field.Path, field.Json?.DeepClone());
        }

        return Known(("former", former), ("set", field.Json));
    }

    private static JsonObject TakeEntry(JsonObject json, JsonObject patch, OwnedField.Entry field, JsonObject? known)
    {
        var list = At(json, field.Path) as JsonArray;
        var there = list?.Any(e => JsonNode.DeepEquals(e, field.Json)) is true;
        var another = known is not null && !JsonNode.DeepEquals(known["entry"], field.Json);
        if (another || !there)
        {
            var mine = another && !Says(known!, "there") ? known!["entry"] : null;
            var kept = (list ?? []).Where(e => !JsonNode.DeepEquals(e, field.Json) && (mine is null || !JsonNode.DeepEquals(e, mine))).Select(e => e?.DeepClone());
            Put(patch, field.Path, new JsonArray([.. kept, field.Json.DeepClone()]));
        }

        return known is not null && !another ? known : Known(("entry", field.Json), ("there", there && known is null), ("list", known?["list"] ?? JsonValue.Create(list is not null)));
    }

    private static void GiveBack(JsonObject json, JsonObject patch, FieldPath path, JsonObject known)
    {
        var now = At(json, path);
        if (known["entry"] is { } entry)
        {
            if (now is JsonArray list && !Says(known, "there"))
            {
                var left = list.Where(e => !JsonNode.DeepEquals(e, entry)).Select(e => e?.DeepClone()).ToArray();
                Put(patch, path, left.Length == 0 && !Says(known, "list") ? null : new JsonArray(left));
            }
        }
        else if (JsonNode.DeepEquals(now, known["set"]))
        {
            Put(patch, path, known["former"]?.DeepClone());
        }
    }

    private static JsonObject Known(params (string Name, JsonNode? Value)[] parts) =>
        new(parts.Where(p => p.Value is not null).Select(p => KeyValuePair.Create(p.Name, p.Value?.DeepClone())));

    private static bool Says(JsonObject known, string flag) => known[flag] is JsonValue value && value.TryGetValue<bool>(out var said) && said;

    private static JsonNode? At(JsonObject json, FieldPath path) =>
        path.Steps.Aggregate((JsonNode?)json, (node, step) => node is JsonObject o && o.TryGetPropertyValue(step, out var next) ? next : null);

    private static string? Text(JsonObject json, FieldPath path) => At(json, path) is JsonValue v && v.TryGetValue<string>(out var text) ? text : null;

    private static void Put(JsonObject patch, FieldPath path, JsonNode? value)
    {
        var at = patch;
        foreach (var step in path.Steps.SkipLast(1))
        {
            if (at[step] is not JsonObject next)
            {
                at[step] = next = [];
            }

            at = next;
        }

        at[path.Steps[^1]] = value;
    }
}

/// <summary>A field of somebody's object that BakeWindow has set, for people.</summary>
/// <param name="Owner">Which part of BakeWindow wants it: a dialect's name.</param>
/// <param name="Path">The field.</param>
/// <param name="Former">What it said before and will say again, as JSON; <c>absent</c> where it was not there.</param>
/// <param name="Set">What it was set to.</param>
public sealed record OwnedMark(string Owner, FieldPath Path, string Former, string Set);
