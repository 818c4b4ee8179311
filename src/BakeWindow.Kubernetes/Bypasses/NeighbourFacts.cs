using System.Text.Json.Nodes;
using BakeWindow.Core.Bypasses;
using BakeWindow.Kubernetes.Protecting;
using k8s;
using k8s.Models;

namespace BakeWindow.Kubernetes.Bypasses;

/// <summary>Neighbours by their own objects, as facts of an audit.</summary>
internal static class NeighbourFacts
{
    private const string Pool = "karpenter.sh/nodepool";
    private const string SkipsDrain = "machine.cluster.x-k8s.io/exclude-node-draining";

    // Karpenter's own default (pkg/apis/v1, NodeClaimTemplateSpec): thirty days.
    private static readonly TimeSpan UsualAge = TimeSpan.FromHours(720);

    public static Neighbour NodePool(JsonObject json, IReadOnlyList<NodeFact> nodes)
    {
        var template = json["spec"]?["template"]?["spec"];
        // v1beta1 had the age beside the budgets of disruption.
        var age = Text(template, "expireAfter") ?? Text(json["spec"]?["disruption"], "expireAfter");
        return new Neighbour.NodePool(
            Subject(json, "NodePool"),
            GoDuration.Of(Text(template, "terminationGracePeriod")),
            age is null ? UsualAge : GoDuration.Of(age),
            [.. nodes.Where(n => n.Label(Pool) == Name(json)).Select(n => n.Name)]);
    }

    public static Neighbour NodeClaim(JsonObject json) => new Neighbour.NodeClaim(
        Subject(json, "NodeClaim"),
        Text(json["metadata"]?["labels"], Pool),
        Text(json["status"], "nodeName"),
        GoDuration.Of(Text(json["spec"], "terminationGracePeriod")),
        json["metadata"]?["deletionTimestamp"] is not null);

    public static Neighbour Plan(JsonObject json, IReadOnlyList<NodeFact> nodes)
    {
        var drain = json["spec"]?["drain"];
        return new Neighbour.UpgradePlan(
            Subject(json, "Plan"),
            Flag(drain, "disableEviction"),
            Flag(drain, "force"),
            json["spec"]?["prepare"]?.ToJsonString().Contains("bakewindow", StringComparison.Ordinal) is true,
            [.. nodes.Where(n => Matches(json["spec"]?["nodeSelector"], n.Labels)).Select(n => n.Name)]);
    }

    public static Neighbour Machine(JsonObject json) => new Neighbour.Machine(
        Subject(json, "Machine"),
        Text(json["status"]?["nodeRef"], "name"),
        json["metadata"]?["annotations"]?[SkipsDrain] is not null,
        // v1beta2 counts seconds; zero is no time-out.
        (GoDuration.Of(Text(json["spec"], "nodeDrainTimeout"))
            ?? (Number(json["spec"]?["deletion"], "nodeDrainTimeoutSeconds") is { } seconds ? TimeSpan.FromSeconds(seconds) : null)) is { Ticks: > 0 } after ? after : null);

    public static Neighbour HealthCheck(JsonObject json, IReadOnlyList<JsonObject> machines) => new Neighbour.HealthCheck(
        Subject(json, "MachineHealthCheck"),
        [
            .. machines.Where(m => Text(m["spec"], "clusterName") == Text(json["spec"], "clusterName") && Matches(json["spec"]?["selector"], Labels(m)))
                .Select(m => Text(m["status"]?["nodeRef"], "name")).OfType<string>(),
        ]);

    /// <summary>Neighbours that are known by the image that they run; null when it is none of them.</summary>
    public static Neighbour? ByImage(JsonObject json, string kind)
    {
        var template = json["spec"]?["jobTemplate"]?["spec"]?["template"] ?? json["spec"]?["template"];
        var containers = (template?["spec"]?["containers"] as JsonArray ?? []).OfType<JsonObject>().ToList();
        var images = containers.Select(c => Repository(Text(c, "image"))).ToList();
        var args = new ProgramArguments(containers);
        var subject = Subject(json, kind);
        return images switch
        {
            _ when kind == "DaemonSet" && images.Exists(i => i == "kured") => new Neighbour.Kured(
                subject,
                GoDuration.Of(args.Value("drain-timeout")) is { Ticks: > 0 } after ? after : null,
                args.Flag("force-reboot"),
                args.Value("prometheus-url")?.Contains("bakewindow", StringComparison.Ordinal) is true || args.Value("blocking-pod-selector")?.Contains("bakewindow.io/", StringComparison.Ordinal) is true),
            _ when images.Exists(i => i is "flatcar-linux-update-operator" or "container-linux-update-operator") =>
                new Neighbour.Fluo(subject, args.Value("before-reboot-annotations")?.Contains("bakewindow.io/window-open", StringComparison.Ordinal) is true),
            _ when images.Exists(i => i == "descheduler") => new Neighbour.Descheduler(subject),
            _ when images.Exists(i => i == "cluster-autoscaler" || i.StartsWith("cluster-autoscaler-", StringComparison.Ordinal)) => new Neighbour.Autoscaler(
                subject,
                GoDuration.Of(args.Value("max-pod-eviction-time")) ?? TimeSpan.FromMinutes(2),
                args.Value("max-graceful-termination-sec") is { } seconds && int.TryParse(seconds, System.Globalization.CultureInfo.InvariantCulture, out var most) ? TimeSpan.FromSeconds(most) : TimeSpan.FromMinutes(10)),
            _ => null,
        };
    }

    // FLUO is an operator (a Deployment, which knows the gate) and an agent (a DaemonSet, which reboots): one neighbour.
    public static IEnumerable<Neighbour> Together(IReadOnlyList<Neighbour> all)
    {
        var fluo = all.OfType<Neighbour.Fluo>().ToList();
        return all.Where(n => n is not Neighbour.Fluo).Concat(fluo.Count == 0 ? [] : [fluo[0] with { Gated = fluo.Exists(f => f.Gated) }]);
    }

    private static bool Matches(JsonNode? selector, IReadOnlyDictionary<string, string> labels) =>
        selector is null || Selectors.Matches(KubernetesJson.Deserialize<V1LabelSelector>(selector.ToJsonString()), labels);

    private static Dictionary<string, string> Labels(JsonObject json) =>
        (json["metadata"]?["labels"] as JsonObject ?? []).ToDictionary(l => l.Key, l => (string?)l.Value ?? "", StringComparer.Ordinal);

    // registry/path/kured:1.2@sha256:… → kured
    private static string Repository(string? image) => (image ?? "").Split('@')[0].Split('/')[^1].Split(':')[0];

    private static BypassSubject Subject(JsonObject json, string kind) => new(kind, Text(json["metadata"], "namespace"), Name(json));

    private static string Name(JsonObject json) => Text(json["metadata"], "name") ?? "";

    private static string? Text(JsonNode? node, string field) => (node as JsonObject)?[field] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static bool Flag(JsonNode? node, string field) => (node as JsonObject)?[field] is JsonValue value && value.TryGetValue<bool>(out var flag) && flag;

    private static double? Number(JsonNode? node, string field) => (node as JsonObject)?[field] is JsonValue value && value.TryGetValue<double>(out var number) ? number : null;
}
