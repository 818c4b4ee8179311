using System.Text.Json.Nodes;

namespace BakeWindow.Simulator.Cluster.Rules;

/// <summary>Defaults and admission of pods: tolerations, service account volume, quality of service.</summary>
internal static class PodDefaults
{
    private const int TolerationSeconds = 300;
    private const string TokenPath = "/var/run/secrets/kubernetes.io/serviceaccount";

    public static void Pod(JsonObject pod, SeededNames names)
    {
        var spec = pod.Need("spec");
        var isMirror = pod.Annotation(PodRules.MirrorAnnotation) is not null;
        Template(spec);
        if (!isMirror)
        {
            spec["serviceAccountName"] ??= "default";
            spec["serviceAccount"] = spec.Text("serviceAccountName");
            MountToken(spec, $"kube-api-access-{names.Suffix()}");
        }

        Tolerate(spec, "node.kubernetes.io/not-ready");
        Tolerate(spec, "node.kubernetes.io/unreachable");
        spec["priority"] ??= 0;
        spec["enableServiceLinks"] ??= true;
        spec["preemptionPolicy"] ??= "PreemptLowerPriority";
        pod["status"] = new JsonObject { ["phase"] = "Pending", ["qosClass"] = QualityOfService(spec) };
    }

    /// <summary>What a pod template gets too.</summary>
    public static void Template(JsonObject spec)
    {
        foreach (var container in spec.Rows("containers").Concat(spec.Rows("initContainers")).OfType<JsonObject>())
        {
            container["resources"] ??= new JsonObject();
            container["terminationMessagePath"] ??= "/dev/termination-log";
            container["terminationMessagePolicy"] ??= "File";
            container["imagePullPolicy"] ??= "IfNotPresent";
        }

        spec["restartPolicy"] ??= "Always";
        spec["terminationGracePeriodSeconds"] ??= 30;
        spec["dnsPolicy"] ??= "ClusterFirst";
        spec["securityContext"] ??= new JsonObject();
        spec["schedulerName"] ??= "default-scheduler";
    }

    private static void Tolerate(JsonObject spec, string taint)
    {
        var list = spec["tolerations"] as JsonArray;
        if (list is null)
        {
            list = [];
            spec["tolerations"] = list;
        }

        if (!list.Any(row => (row.Text("key") is null || row.Text("key") == taint) && row.Text("effect") is null or "NoExecute"))
        {
            list.Add((JsonNode)new JsonObject
            {
                ["key"] = taint, ["operator"] = "Exists", ["effect"] = "NoExecute", ["tolerationSeconds"] = TolerationSeconds,
            });
        }
    }

    private static void MountToken(JsonObject spec, string volume)
    {
        if (spec["volumes"] is not JsonArray volumes)
        {
            volumes = [];
            spec["volumes"] = volumes;
        }

        volumes.Add((JsonNode)new JsonObject
        {
            ["name"] = volume,
            ["projected"] = new JsonObject
            {
                ["sources"] = new JsonArray(
                    new JsonObject { ["serviceAccountToken"] = new JsonObject { ["expirationSeconds"] = 3607, ["path"] = "token" } },
                    new JsonObject
                    {
                        ["configMap"] = new JsonObject
                        {
                            ["name"] = "kube-root-ca.crt", ["items"] = new JsonArray(new JsonObject { ["key"] = "ca.crt", ["path"] = "ca.crt" }),
                        },
                    },
                    new JsonObject
                    {
                        ["downwardAPI"] = new JsonObject
                        {
                            ["items"] = new JsonArray(new JsonObject
                            {
                                ["path"] = "namespace", ["fieldRef"] = new JsonObject { ["apiVersion"] = "v1", ["fieldPath"] = "metadata.namespace" },
                            }),
                        },
                    }),
                ["defaultMode"] = 420,
            },
        });
        foreach (var container in spec.Rows("containers").OfType<JsonObject>())
        {
            if (container["volumeMounts"] is not JsonArray mounts)
            {
                mounts = [];
                container["volumeMounts"] = mounts;
            }

            mounts.Add((JsonNode)new JsonObject { ["name"] = volume, ["readOnly"] = true, ["mountPath"] = TokenPath });
        }
    }

    private static string QualityOfService(JsonObject spec)
    {
        var all = spec.Rows("containers");
        if (all.All(one => one.Part("resources", "requests") is null && one.Part("resources", "limits") is null))
        {
            return "BestEffort";
        }

        return all.All(one => one.Part("resources", "limits") is { Count: >= 2 } limits
            && (one.Part("resources", "requests") is not { } requests || JsonNode.DeepEquals(requests, limits)))
            ? "Guaranteed"
            : "Burstable";
    }
}
