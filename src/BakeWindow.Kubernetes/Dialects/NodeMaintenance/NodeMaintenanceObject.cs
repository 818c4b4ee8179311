using System.Text.Json.Nodes;
using BakeWindow.Core.Cluster;
using BakeWindow.Kubernetes.Api;

namespace BakeWindow.Kubernetes.Dialects.NodeMaintenance;

/// <summary>A NodeMaintenance of BakeWindow's own: one for each maintenance that empties a node, with the mark that the node bears too.</summary>
internal static class NodeMaintenanceObject
{
    private const int LongestName = 253;

    public static ResourceType Type { get; } = new("nodemaintenance.medik8s.io", "v1beta1", "nodemaintenances");

    /// <summary>Its name: the same for the same maintenance, whoever asks, so that there is never a second one.</summary>
    public static string NameOf(LockHolder holder)
    {
        var text = new string([.. $"bakewindow-{holder.Maintenance}-{holder.Installation}".ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-').Take(LongestName)]);
        return text.Trim('-');
    }

    public static JsonObject New(string name, string node, CordonMark mark) => new()
    {
        ["apiVersion"] = $"{Type.Group}/{Type.Version}",
        ["kind"] = "NodeMaintenance",
        ["metadata"] = new JsonObject
        {
            ["name"] = name,
            ["labels"] = new JsonObject { [Mark.ManagedBy] = Mark.BakeWindow },
            ["annotations"] = new JsonObject { [Mark.Cordon] = CordonMarkText.Write(mark) },
        },
        ["spec"] = new JsonObject { ["nodeName"] = node, ["reason"] = $"BakeWindow maintenance {mark.Maintenance}" },
    };
}
