using System.Text.Json.Nodes;
using BakeWindow.Core.Cluster;

namespace BakeWindow.Core.Healing;

/// <summary>What is to be taken off a node whose maintenance is over: the healer's rule, and that of <c>bakewindow cleanup</c>. Pure.</summary>
public static class NodeResidue
{
    /// <summary>The marks on a node as it was read, when nobody works under them; null when there are none, or somebody does.</summary>
    /// <param name="node">The node as the API gave it.</param>
    /// <param name="whyDead">Why nobody works under a mark any more; null when somebody does, or may.</param>
    public static Residue.OnNode? Of(JsonObject node, Func<CordonMark, string?> whyDead)
    {
        var annotations = node["metadata"]?["annotations"] as JsonObject ?? [];
        var text = Text(annotations[Mark.Cordon]);
        var mark = CordonMarkText.Read(text);
        var tickets = new[] { Mark.RebootTicket, Mark.WindowOpen }.Where(annotations.ContainsKey).ToList();
        // A ticket is hung on under a cordon, and taken off before it: without one it has been left behind. What can't be read is not ours to judge.
        if ((mark is null && (text is not null || tickets.Count == 0))
            || (mark is null ? "no maintenance has cordoned the node" : whyDead(mark)) is not { } why)
        {
            return null;
        }

        var patch = new JsonObject();
        var metadata = new JsonObject { ["resourceVersion"] = Text(node["metadata"]?["resourceVersion"]), ["annotations"] = patch };
        var whole = new JsonObject { ["metadata"] = metadata };
        var acts = new List<string>();
        foreach (var ticket in tickets)
        {
            patch[ticket] = null;
            acts.Add($"take off {ticket}");
        }

        if (mark is not null)
        {
            patch[Mark.Cordon] = null;
            acts.Add($"take off the cordon mark of {mark.Holder}");
            acts.Add(mark.FormerlyUnschedulable ? "leave it cordoned, as it was before" : "uncordon");
            if (mark.GivesBack(node["spec"]?["unschedulable"] is JsonValue v && v.TryGetValue<bool>(out var cordoned) && cordoned) is { Sets: true, Value: var value })
            {
                whole["spec"] = new JsonObject { ["unschedulable"] = value };
            }
        }

        return new Residue.OnNode(Text(node["metadata"]?["name"]) ?? "", Text(node["metadata"]?["uid"]) ?? "", string.Join(", ", acts), why, whole);
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
