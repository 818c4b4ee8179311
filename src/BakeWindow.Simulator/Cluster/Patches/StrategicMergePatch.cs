using System.Text.Json.Nodes;

namespace BakeWindow.Simulator.Cluster.Patches;

/// <summary>
/// Kubernetes' own merge: lists that have a merge key are merged by it, the others are replaced (node taints and tolerations among them, also by
/// "$patch: delete", which is then stored as an entry). Directives: $patch, $retainKeys, $deleteFromPrimitiveList, $setElementOrder.
/// </summary>
internal static class StrategicMergePatch
{
    private const string Order = "$setElementOrder/";
    private const string DeleteFromList = "$deleteFromPrimitiveList/";

    // Lists of objects and their merge keys (patchMergeKey in k8s.io/api).
    private static readonly Dictionary<string, string> MergeKeys = new(StringComparer.Ordinal)
    {
        ["conditions"] = "type", ["addresses"] = "type", ["ownerReferences"] = "uid", ["containers"] = "name", ["initContainers"] = "name",
        ["ephemeralContainers"] = "name", ["volumes"] = "name", ["env"] = "name", ["ports"] = "containerPort", ["volumeMounts"] = "mountPath",
        ["volumeDevices"] = "devicePath", ["imagePullSecrets"] = "name", ["secrets"] = "name", ["hostAliases"] = "ip", ["podIPs"] = "ip",
        ["topologySpreadConstraints"] = "topologyKey", ["readinessGates"] = "conditionType",
    };

    // Lists of plain values that are joined.
    private static readonly HashSet<string> JoinedLists = new(StringComparer.Ordinal) { "finalizers", "podCIDRs" };

    public static JsonObject Apply(JsonObject target, JsonObject patch)
    {
        if (patch.Text("$patch") == "replace")
        {
            var whole = patch.Copy();
            whole.Remove("$patch");
            return whole;
        }

        Retain(target, patch);
        foreach (var (name, change) in patch)
        {
            if (name.StartsWith(DeleteFromList, StringComparison.Ordinal))
            {
                RemoveValues(target, name[DeleteFromList.Length..], change);
            }
            else if (name is not ("$patch" or "$retainKeys") && !name.StartsWith(Order, StringComparison.Ordinal))
            {
                Change(target, name, change);
            }
        }

        return target;
    }

    private static void Change(JsonObject target, string name, JsonNode? change)
    {
        var before = target[name];
        switch (change)
        {
            case null:
                target.Remove(name);
                break;
            case JsonObject part when part.Text("$patch") == "delete":
                target.Remove(name);
                break;
            case JsonObject part:
                target.Remove(name);
                target[name] = Apply(before as JsonObject ?? [], part);
                break;
            case JsonArray list when MergeKeys.TryGetValue(name, out var key) && list.All(row => row is JsonObject):
                target.Remove(name);
                target[name] = MergeLists(before as JsonArray ?? [], list, key);
                break;
            case JsonArray list when JoinedLists.Contains(name):
                target[name] = new JsonArray([.. before.Rows().Concat(list).Select(row => row.Text() ?? "").Distinct(StringComparer.Ordinal).Select(JsonNode (text) => text)]);
                break;
            default:
                target[name] = change.DeepClone();
                break;
        }
    }

    private static JsonArray MergeLists(JsonArray before, JsonArray changes, string key)
    {
        if (changes.Any(row => row.Text("$patch") == "replace" && row.At(key) is null))
        {
            return new JsonArray([.. changes.Where(row => row.Text("$patch") is null).Select(row => row?.DeepClone())]);
        }

        var merged = before.Select(row => row?.DeepClone()).ToList();
        var fresh = new List<JsonNode?>();
        foreach (var change in changes.OfType<JsonObject>())
        {
            var at = merged.FindIndex(row => JsonNode.DeepEquals(row.At(key), change.At(key)));
            if (change.Text("$patch") == "delete")
            {
                if (at >= 0)
                {
                    merged.RemoveAt(at);
                }
            }
            else if (at >= 0)
            {
                merged[at] = Apply((JsonObject)merged[at]!, change);
            }
            else
            {
                fresh.Add(Apply([], change));
            }
        }

        // What is new comes first, as the server orders it when no order is asked.
        return new JsonArray([.. fresh, .. merged]);
    }

    private static void Retain(JsonObject target, JsonObject patch)
    {
        if (patch.At("$retainKeys") is not JsonArray keep)
        {
            return;
        }

        foreach (var name in target.Select(pair => pair.Key).Where(name => !keep.Any(key => key.Text() == name)).ToList())
        {
            target.Remove(name);
        }
    }

    private static void RemoveValues(JsonObject target, string name, JsonNode? values)
    {
        if (target[name] is JsonArray list)
        {
            target[name] = new JsonArray([.. list.Where(row => !values.Rows().Any(value => JsonNode.DeepEquals(value, row))).Select(row => row?.DeepClone())]);
        }
    }
}
