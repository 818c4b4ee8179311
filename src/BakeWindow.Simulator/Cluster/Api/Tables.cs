using System.Globalization;
using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Store;

namespace BakeWindow.Simulator.Cluster.Api;

/// <summary>The tables that kubectl get prints.</summary>
internal static class Tables
{
    private static readonly Column Name = new("Name", body => body.Name(), Format: "name");

    /// <summary>The table of objects as they are stored.</summary>
    public static JsonObject Of(ResourceKind resource, IReadOnlyList<JsonObject> bodies, JsonObject listMeta, DateTimeOffset now)
    {
        var columns = Columns(resource, now);
        return new JsonObject
        {
            ["kind"] = "Table",
            ["apiVersion"] = "meta.k8s.io/v1",
            ["metadata"] = listMeta,
            ["columnDefinitions"] = new JsonArray([.. columns.Select(JsonNode (column) => new JsonObject
            {
                ["name"] = column.Title, ["type"] = column.Type, ["format"] = column.Format, ["description"] = column.Title, ["priority"] = column.Wide ? 1 : 0,
            })]),
            ["rows"] = new JsonArray([.. bodies.Select(JsonNode (body) => new JsonObject
            {
                ["cells"] = new JsonArray([.. columns.Select(column => column.Cell(body))]),
                ["object"] = Representation.MetadataOnly(body),
            })]),
        };
    }

    private static IReadOnlyList<Column> Columns(ResourceKind resource, DateTimeOffset now)
    {
        var age = new Column("Age", body => Ages.Since(body.Text("metadata", "creationTimestamp"), now));
        if (resource.Custom is { Columns.Count: > 0 } custom)
        {
            return [Name, .. custom.Columns.Select(column => new Column(column.Name, body => column.Cell(body, now), column.Type, Wide: column.Priority > 0))];
        }

        return resource.RulesOf switch
        {
            "Node" =>
            [
                Name, new("Status", body => NodeStatus(body)), new("Roles", body => Roles(body)), age, new("Version", body => body.Text("status", "nodeInfo", "kubeletVersion")),
                new("Internal-IP", body => Address(body, "InternalIP"), Wide: true), new("External-IP", body => Address(body, "ExternalIP"), Wide: true),
                new("OS-Image", body => body.Text("status", "nodeInfo", "osImage"), Wide: true),
                new("Kernel-Version", body => body.Text("status", "nodeInfo", "kernelVersion"), Wide: true),
                new("Container-Runtime", body => body.Text("status", "nodeInfo", "containerRuntimeVersion"), Wide: true),
            ],
            "Pod" =>
            [
                Name, new("Ready", body => PodReady(body)), new("Status", body => PodStatus(body)), new("Restarts", body => Restarts(body).ToString(CultureInfo.InvariantCulture)), age,
                new("IP", body => body.Text("status", "podIP") ?? "<none>", Wide: true), new("Node", body => body.Text("spec", "nodeName") ?? "<none>", Wide: true),
                new("Nominated Node", body => body.Text("status", "nominatedNodeName") ?? "<none>", Wide: true), new("Readiness Gates", _ => "<none>", Wide: true),
            ],
            "PodDisruptionBudget" =>
            [
                Name, new("Min Available", body => Portion(body, "minAvailable")), new("Max Unavailable", body => Portion(body, "maxUnavailable")),
                new("Allowed Disruptions", body => body.Whole("status", "disruptionsAllowed"), "integer"), age,
            ],
            "Lease" => [Name, new("Holder", body => body.Text("spec", "holderIdentity") ?? ""), age],
            "StatefulSet" => [Name, new("Ready", body => Of(body, "readyReplicas")), age, .. Containers()],
            "Deployment" =>
            [
                Name, new("Ready", body => Of(body, "readyReplicas")), new("Up-to-date", body => body.Whole("status", "updatedReplicas") ?? 0, "integer"),
                new("Available", body => body.Whole("status", "availableReplicas") ?? 0, "integer"), age, .. Containers(),
            ],
            "ReplicaSet" =>
            [
                Name, new("Desired", body => body.Whole("spec", "replicas"), "integer"), new("Current", body => body.Whole("status", "replicas"), "integer"),
                new("Ready", body => body.Whole("status", "readyReplicas") ?? 0, "integer"), age, .. Containers(),
            ],
            "DaemonSet" =>
            [
                Name, new("Desired", body => body.Whole("status", "desiredNumberScheduled"), "integer"),
                new("Current", body => body.Whole("status", "currentNumberScheduled"), "integer"), new("Ready", body => body.Whole("status", "numberReady"), "integer"),
                new("Up-to-date", body => body.Whole("status", "updatedNumberScheduled") ?? 0, "integer"),
                new("Available", body => body.Whole("status", "numberAvailable") ?? 0, "integer"),
                new("Node Selector", body => Pairs(body.Part("spec", "template", "spec", "nodeSelector"))), age, .. Containers(),
            ],
            "Job" =>
            [
                Name, new("Status", body => JobStatus(body)),
                new("Completions", body => string.Create(CultureInfo.InvariantCulture, $"{body.Whole("status", "succeeded") ?? 0}/{body.Whole("spec", "completions") ?? 1}")),
                new("Duration", body => Ages.Between(body.Text("status", "startTime"), body.Text("status", "completionTime"), now)), age, .. Containers(),
            ],
            "Namespace" => [Name, new("Status", body => body.Text("status", "phase")), age],
            "ConfigMap" or "Secret" => [Name, new("Data", body => (body.Part("data")?.Count ?? 0), "string"), age],
            "Event" =>
            [
                new("Last Seen", body => Ages.Since(body.Text("lastTimestamp") ?? body.Text("metadata", "creationTimestamp"), now)), new("Type", body => body.Text("type")),
                new("Reason", body => body.Text("reason")),
                new("Object", body => $"{body.Text("involvedObject", "kind")?.ToLowerInvariant()}/{body.Text("involvedObject", "name")}"),
                new("Message", body => body.Text("message")), Name with { Wide = true },
            ],
            "" => [Name, age],
            _ => [Name, new("Created At", body => body.Text("metadata", "creationTimestamp"))],
        };
    }

    private static IReadOnlyList<Column> Containers() =>
    [
        new("Containers", body => Join(body, "name"), Wide: true), new("Images", body => Join(body, "image"), Wide: true),
        new("Selector", body => Pairs(body.Part("spec", "selector", "matchLabels")), Wide: true),
    ];

    private static string NodeStatus(JsonObject node)
    {
        var ready = Conditions.Find(node, "Ready").Text("status") switch { "True" => "Ready", "False" => "NotReady", _ => "Unknown" };
        ready = ready == "Unknown" && Conditions.Find(node, "Ready") is not null ? "NotReady" : ready;
        return node.Flag("spec", "unschedulable") ? ready + ",SchedulingDisabled" : ready;
    }

    private static string Roles(JsonObject node)
    {
        const string Prefix = "node-role.kubernetes.io/";
        var roles = (node.Part("metadata", "labels") ?? []).Where(label => label.Key.StartsWith(Prefix, StringComparison.Ordinal)).Select(label => label.Key[Prefix.Length..]).ToList();
        return roles.Count == 0 ? "<none>" : string.Join(',', roles);
    }

    private static string Address(JsonObject node, string type) =>
        node.Rows("status", "addresses").FirstOrDefault(row => row.Text("type") == type).Text("address") ?? "<none>";

    private static string PodReady(JsonObject pod) =>
        string.Create(CultureInfo.InvariantCulture, $"{pod.Rows("status", "containerStatuses").Count(row => row.Flag("ready"))}/{pod.Rows("spec", "containers").Count}");

    private static string PodStatus(JsonObject pod)
    {
        if (pod.IsTerminating())
        {
            return pod.Text("status", "reason") == "NodeLost" ? "Unknown" : "Terminating";
        }

        var waiting = pod.Rows("status", "containerStatuses").Select(row => row.Text("state", "waiting", "reason") ?? row.Text("state", "terminated", "reason"))
            .FirstOrDefault(reason => reason is not null);
        return pod.Text("status", "reason") ?? waiting ?? pod.Text("status", "phase") ?? "";
    }

    private static long Restarts(JsonObject pod) => pod.Rows("status", "containerStatuses").Sum(row => row.Whole("restartCount") ?? 0);

    private static string Portion(JsonObject budget, string name) => budget.Text("spec", name) ?? budget.Whole("spec", name)?.ToString(CultureInfo.InvariantCulture) ?? "N/A";

    private static string Of(JsonObject body, string ready) =>
        string.Create(CultureInfo.InvariantCulture, $"{body.Whole("status", ready) ?? 0}/{body.Whole("spec", "replicas") ?? 1}");

    private static string JobStatus(JsonObject job) =>
        Conditions.Holds(job, "Complete") ? "Complete" : Conditions.Holds(job, "Failed") ? "Failed" : job.Flag("spec", "suspend") ? "Suspended" : "Running";

    private static string Join(JsonObject body, string field) => string.Join(',', body.Rows("spec", "template", "spec", "containers").Select(row => row.Text(field)));

    private static string Pairs(JsonObject? map) => map is { Count: > 0 } ? string.Join(',', map.Select(pair => $"{pair.Key}={pair.Value.Text()}")) : "<none>";

    private sealed record Column(string Title, Func<JsonObject, JsonNode?> Cell, string Type = "string", string Format = "", bool Wide = false);
}
