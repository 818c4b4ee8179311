using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Api;
using BakeWindow.Simulator.Cluster.Store;

namespace BakeWindow.Simulator.Cluster.Rules;

/// <summary>What is wrong with an object of a kind, compared with what stood there before (null when it is new).</summary>
internal static class ObjectRules
{
    private const int DataBytes = 1024 * 1024;

    public static IReadOnlyList<Cause> Check(ResourceKind resource, JsonObject body, JsonObject? before) =>
        [.. MetadataRules.Check(resource, body), .. ForKind(resource, body, before)];

    private static IEnumerable<Cause> ForKind(ResourceKind resource, JsonObject body, JsonObject? before) => resource.RulesOf switch
    {
        "Node" => Node(body, before),
        "Pod" => PodRules.Check(body, before),
        "PodDisruptionBudget" => Budget(body),
        "Lease" => Lease(body),
        "StatefulSet" => StatefulSet(body, before),
        "Event" => EventRules.Check(resource, body, before),
        "CustomResourceDefinition" => DefinitionRules.Check(body),
        "ValidatingWebhookConfiguration" => WebhookRules.Check(body),
        "ValidatingAdmissionPolicy" => PolicyRules.Check(body),
        "ValidatingAdmissionPolicyBinding" => PolicyRules.CheckBinding(body),
        "" => resource.Custom!.Schema.Check(body),
        "ConfigMap" or "Secret" => Data(body),
        _ => [],
    };

    private static IEnumerable<Cause> Node(JsonObject body, JsonObject? before)
    {
        var taints = body.Rows("spec", "taints");
        for (var i = 0; i < taints.Count; i++)
        {
            if (taints[i].Text("effect") is not ("NoSchedule" or "PreferNoSchedule" or "NoExecute"))
            {
                // The server names the wrong parent, and we with it.
                yield return Cause.Unsupported($"metadata.taints[{i}].effect", $"\"{taints[i].Text("effect")}\"", "NoSchedule", "PreferNoSchedule", "NoExecute");
            }
        }

        if (before.Text("spec", "podCIDR") is { } fixedRange && body.Text("spec", "podCIDR") != fixedRange)
        {
            yield return Cause.Forbidden("spec.podCIDRs", "node updates may not change podCIDR except from \"\" to valid");
        }
    }

    private static IEnumerable<Cause> Budget(JsonObject body)
    {
        foreach (var name in (string[])["minAvailable", "maxUnavailable"])
        {
            if (body.At("spec", name) is { } value && Portion($"spec.{name}", value) is { } wrong)
            {
                yield return wrong;
            }
        }

        if (body.At("spec", "minAvailable") is not null && body.At("spec", "maxUnavailable") is not null)
        {
            yield return Cause.Invalid("spec", "policy.PodDisruptionBudgetSpec{…}", "minAvailable and maxUnavailable cannot be both set");
        }

        if (body.Text("spec", "unhealthyPodEvictionPolicy") is not (null or "AlwaysAllow" or "IfHealthyBudget") and { } policy)
        {
            yield return Cause.Unsupported("spec.unhealthyPodEvictionPolicy", $"\"{policy}\"", "AlwaysAllow", "IfHealthyBudget");
        }

        foreach (var name in (string[])["disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods"])
        {
            if (body.Whole("status", name) is < 0 and var count)
            {
                yield return Negative($"status.{name}", count);
            }
        }
    }

    private static Cause? Portion(string field, JsonNode value)
    {
        if (value.Whole() is { } count)
        {
            return count < 0 ? Negative(field, count) : null;
        }

        var text = value.Text() ?? "";
        var shown = $"intstr.IntOrString{{Type:1, IntVal:0, StrVal:\"{text}\"}}";
        if (!text.EndsWith('%') || !int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var percent))
        {
            return Cause.Invalid(field, shown, "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')");
        }

        return percent > 100 ? Cause.Invalid(field, shown, "must not be greater than 100%") : null;
    }

    private static IEnumerable<Cause> Lease(JsonObject body)
    {
        if (body.Whole("spec", "leaseDurationSeconds") is <= 0 and var seconds)
        {
            yield return Cause.Invalid("spec.leaseDurationSeconds", Number(seconds), "must be greater than 0");
        }

        if (body.Whole("spec", "leaseTransitions") is < 0 and var transitions)
        {
            yield return Negative("spec.leaseTransitions", transitions);
        }
    }

    private static IEnumerable<Cause> StatefulSet(JsonObject body, JsonObject? before)
    {
        string[] free = ["replicas", "ordinals", "template", "updateStrategy", "persistentVolumeClaimRetentionPolicy", "minReadySeconds"];
        if (before is not null && !JsonNode.DeepEquals(Without(body.Part("spec"), free), Without(before.Part("spec"), free)))
        {
            yield return Cause.Forbidden(
                "spec",
                "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden");
        }

        if (body.Whole("spec", "replicas") is < 0 and var replicas)
        {
            yield return Negative("spec.replicas", replicas);
        }
    }

    private static IEnumerable<Cause> Data(JsonObject body)
    {
        if ((body.Part("data") ?? []).Sum(pair => pair.Key.Length + (pair.Value.Text()?.Length ?? 0)) > DataBytes)
        {
            yield return Cause.TooLong("[]", DataBytes);
        }
    }

    private static JsonObject Without(JsonObject? spec, string[] names)
    {
        var rest = spec?.Copy() ?? [];
        foreach (var name in names)
        {
            rest.Remove(name);
        }

        return rest;
    }

    private static Cause Negative(string field, long? value) => Cause.Invalid(field, Number(value), "must be greater than or equal to 0");

    private static string Number(long? value) => JsonSerializer.Serialize(value);
}
