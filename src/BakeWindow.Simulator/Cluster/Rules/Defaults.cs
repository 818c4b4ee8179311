using System.Text;
using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Store;

namespace BakeWindow.Simulator.Cluster.Rules;

/// <summary>Fills in what the API server fills in when an object is created or changed.</summary>
internal static class Defaults
{
    public static void Apply(ResourceKind resource, JsonObject body, SeededNames names, bool isNew)
    {
        switch (resource.RulesOf)
        {
            case "Pod" when isNew:
                PodDefaults.Pod(body, names);
                break;
            case "Namespace":
                body.Meta().Need("labels")["kubernetes.io/metadata.name"] = body.Name();
                body.Need("spec").TryAdd("finalizers", JsonReading.List("kubernetes"));
                body.Need("status").TryAdd("phase", "Active");
                break;
            case "PodDisruptionBudget":
                Counts(body.Need("status"), "disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods");
                break;
            case "StatefulSet" or "DaemonSet" or "Deployment" or "ReplicaSet" or "Job":
                WorkloadDefaults.Apply(resource.Kind, body);
                break;
            case "CustomResourceDefinition":
                DefinitionRules.Complete(body);
                break;
            case "ValidatingWebhookConfiguration":
                WebhookRules.Complete(body);
                break;
            case "ValidatingAdmissionPolicy":
                PolicyRules.Complete(body);
                break;
            case "ValidatingAdmissionPolicyBinding":
                PolicyRules.CompleteBinding(body);
                break;
            case "Secret":
                TakeTexts(body);
                break;
            case "Lease":
                body.Need("spec");
                break;
            case "Event":
                body.TryAdd("source", new JsonObject());
                body.TryAdd("firstTimestamp", null);
                body.TryAdd("lastTimestamp", null);
                body.TryAdd("eventTime", null);
                body.TryAdd("reportingComponent", "");
                body.TryAdd("reportingInstance", "");
                break;
            case "Node":
                body.Need("spec");
                body.Need("status");
                if (body.Text("spec", "podCIDR") is { } range)
                {
                    body.Need("spec").TryAdd("podCIDRs", JsonReading.List(range));
                }

                break;
        }
    }

    // stringData is for writing only.
    private static void TakeTexts(JsonObject secret)
    {
        foreach (var (name, value) in secret.Part("stringData") ?? [])
        {
            secret.Need("data")[name] = Convert.ToBase64String(Encoding.UTF8.GetBytes(value.Text() ?? ""));
        }

        secret.Remove("stringData");
        secret.TryAdd("type", "Opaque");
    }

    private static void TryAdd(this JsonObject part, string name, JsonNode? value)
    {
        if (!part.ContainsKey(name))
        {
            part[name] = value;
        }
    }

    private static void Counts(JsonObject status, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            status.TryAdd(name, 0);
        }
    }
}
