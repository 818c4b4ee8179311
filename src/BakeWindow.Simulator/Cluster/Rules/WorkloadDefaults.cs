using System.Text.Json.Nodes;

namespace BakeWindow.Simulator.Cluster.Rules;

/// <summary>Defaults of what makes pods.</summary>
internal static class WorkloadDefaults
{
    public static void Apply(string kind, JsonObject body)
    {
        var spec = body.Need("spec");
        var status = body.Need("status");
        PodDefaults.Template(spec.Need("template").Need("spec"));
        spec.Need("template").Need("metadata")["creationTimestamp"] = null;
        switch (kind)
        {
            case "StatefulSet":
                spec["replicas"] ??= 1;
                spec["podManagementPolicy"] ??= "OrderedReady";
                spec["updateStrategy"] ??= new JsonObject { ["type"] = "RollingUpdate" };
                if (spec.Text("updateStrategy", "type") == "RollingUpdate")
                {
                    spec.Need("updateStrategy").Need("rollingUpdate")["partition"] ??= 0;
                }

                spec["revisionHistoryLimit"] ??= 10;
                spec["persistentVolumeClaimRetentionPolicy"] ??= new JsonObject { ["whenDeleted"] = "Retain", ["whenScaled"] = "Retain" };
                status["replicas"] ??= 0;
                status["availableReplicas"] ??= 0;
                break;
            case "DaemonSet":
                spec["updateStrategy"] ??= new JsonObject
                {
                    ["type"] = "RollingUpdate", ["rollingUpdate"] = new JsonObject { ["maxUnavailable"] = 1, ["maxSurge"] = 0 },
                };
                spec["revisionHistoryLimit"] ??= 10;
                foreach (var count in (string[])["currentNumberScheduled", "numberMisscheduled", "desiredNumberScheduled", "numberReady"])
                {
                    status[count] ??= 0;
                }

                break;
            case "Deployment":
                spec["replicas"] ??= 1;
                spec["strategy"] ??= new JsonObject
                {
                    ["type"] = "RollingUpdate", ["rollingUpdate"] = new JsonObject { ["maxUnavailable"] = "25%", ["maxSurge"] = "25%" },
                };
                spec["revisionHistoryLimit"] ??= 10;
                spec["progressDeadlineSeconds"] ??= 600;
                break;
            case "ReplicaSet":
                spec["replicas"] ??= 1;
                status["replicas"] ??= 0;
                break;
            case "Job":
                Job(body, spec);
                break;
        }
    }

    private static void Job(JsonObject body, JsonObject spec)
    {
        spec["parallelism"] ??= 1;
        spec["completions"] ??= 1;
        spec["backoffLimit"] ??= 6;
        spec["manualSelector"] ??= false;
        spec["completionMode"] ??= "NonIndexed";
        spec["suspend"] ??= false;
        spec["podReplacementPolicy"] ??= "TerminatingOrFailed";
        if (body.Uid().Length == 0 || spec["selector"] is not null)
        {
            return;
        }

        spec["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["batch.kubernetes.io/controller-uid"] = body.Uid() } };
        var labels = spec.Need("template").Need("metadata").Need("labels");
        labels["batch.kubernetes.io/controller-uid"] = body.Uid();
        labels["batch.kubernetes.io/job-name"] = body.Name();
        labels["controller-uid"] = body.Uid();
        labels["job-name"] = body.Name();
        body.Meta()["labels"] ??= labels.DeepClone();
    }
}
