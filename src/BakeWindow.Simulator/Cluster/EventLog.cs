using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Store;

namespace BakeWindow.Simulator.Cluster;

/// <summary>Events: what the parts of the cluster tell people. Only those that tell something about nodes and evictions are told.</summary>
internal sealed class EventLog(ClusterState cluster)
{
    public void Tell(JsonObject? about, string type, string reason, string message, string component)
    {
        if (about is null)
        {
            return;
        }

        var ns = about.Namespace().Length == 0 ? "default" : about.Namespace();
        if (!cluster.IsOpen(ns))
        {
            return;
        }

        var involved = new JsonObject { ["kind"] = about.Text("kind"), ["name"] = about.Name(), ["uid"] = about.Uid(), ["apiVersion"] = about.Text("apiVersion") };
        if (about.Namespace().Length > 0)
        {
            involved["namespace"] = about.Namespace();
        }

        cluster.Writes.Create(ResourceCatalog.Events, ns, new JsonObject
        {
            ["metadata"] = new JsonObject { ["generateName"] = about.Name() + "." },
            ["involvedObject"] = involved,
            ["reason"] = reason,
            ["message"] = message,
            ["type"] = type,
            ["source"] = new JsonObject { ["component"] = component },
            ["firstTimestamp"] = Stamps.Seconds(cluster.Now),
            ["lastTimestamp"] = Stamps.Seconds(cluster.Now),
            ["count"] = 1,
        });
    }
}
