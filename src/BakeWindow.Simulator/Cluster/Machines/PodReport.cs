using System.Globalization;
using System.Text.Json.Nodes;

namespace BakeWindow.Simulator.Cluster.Machines;

/// <summary>Writes what a kubelet knows of a pod into its status.</summary>
internal static class PodReport
{
    public static void Write(JsonObject pod, PodRun run, DateTimeOffset now)
    {
        var status = pod.Need("status");
        status["phase"] = Phase(run);
        var initialized = run.State is not RunState.Initializing;
        var ready = run.State == RunState.Ready;
        var ended = run.State == RunState.Ended;
        var endReason = run.ExitCode == 0 ? "PodCompleted" : "PodFailed";
        Condition(pod, "PodReadyToStartContainers", run.State is RunState.Warming or RunState.Ready, now, null, null);
        Condition(pod, "Initialized", initialized, now, ended && run.ExitCode == 0 ? "PodCompleted" : initialized ? null : "ContainersNotInitialized", null);
        var why = ready ? null : ended ? endReason : "ContainersNotReady";
        Condition(pod, "Ready", ready && GatesHold(pod), now, ready && !GatesHold(pod) ? "ReadinessGatesNotReady" : why, null);
        Condition(pod, "ContainersReady", ready, now, why, null);
        Condition(pod, "PodScheduled", true, now, null, null);
        status["hostIP"] = "192.0.2.2";
        status["hostIPs"] = new JsonArray(new JsonObject { ["ip"] = "192.0.2.2" });
        status["startTime"] ??= Stamps.Seconds(now);
        if (run.RunningSince is not null)
        {
            status["podIP"] = "192.168.192.168";
            status["podIPs"] = new JsonArray(new JsonObject { ["ip"] = "192.168.192.168" });
        }

        if (pod.Rows("spec", "initContainers") is { Count: > 0 } inits)
        {
            status["initContainerStatuses"] = new JsonArray([.. inits.OfType<JsonObject>().Select(JsonNode (container) => Init(pod, container, run))]);
        }

        status["containerStatuses"] = new JsonArray([.. pod.Rows("spec", "containers").OfType<JsonObject>().Select(JsonNode (container) => Container(pod, container, run))]);
    }

    private static string Phase(PodRun run) => run.State switch
    {
        RunState.Initializing or RunState.Creating when run.Restarts == 0 => "Pending",
        RunState.Ended => run.ExitCode == 0 ? "Succeeded" : "Failed",
        _ => "Running",
    };

    private static JsonObject Container(JsonObject pod, JsonObject spec, PodRun run)
    {
        var name = spec.Text("name") ?? "";
        var image = spec.Text("image") ?? "";
        var id = string.Create(CultureInfo.InvariantCulture, $"simulated://{pod.Uid()}/{name}/{run.Restarts}");
        var container = new JsonObject
        {
            ["name"] = name,
            ["state"] = State(run, id),
            ["lastState"] = run is { LastWords: { } words, InitFailures: 0 } ? Failed(words, run.LastEnd) : run.Restarts > 0
                ? new JsonObject { ["terminated"] = new JsonObject { ["exitCode"] = 255, ["reason"] = "Unknown", ["startedAt"] = null, ["finishedAt"] = null } }
                : new JsonObject(),
            ["ready"] = run.State == RunState.Ready,
            ["restartCount"] = run.Restarts,
            ["image"] = image,
            ["imageID"] = run.RunningSince is null ? "" : image,
        };
        if (run.RunningSince is not null)
        {
            container["containerID"] = id;
        }

        container["started"] = run.State is RunState.Warming or RunState.Ready;
        return container;
    }

    private static JsonObject Init(JsonObject pod, JsonObject spec, PodRun run)
    {
        var done = run.State is not RunState.Initializing;
        var ended = new JsonObject { ["terminated"] = new JsonObject { ["exitCode"] = 0, ["reason"] = "Completed", ["startedAt"] = null, ["finishedAt"] = Stamp(run.RunningSince) } };
        return new JsonObject
        {
            ["name"] = spec.Text("name") ?? "",
            ["state"] = done ? ended
                : run.InitFailures > 0 ? new JsonObject { ["waiting"] = new JsonObject { ["reason"] = "CrashLoopBackOff" } }
                : new JsonObject { ["running"] = new JsonObject { ["startedAt"] = null } },
            ["lastState"] = run is { InitFailures: > 0, LastWords: { } words } ? Failed(words, run.LastEnd) : new JsonObject(),
            ["ready"] = done,
            ["started"] = false,
            ["restartCount"] = run.InitFailures,
            ["image"] = spec.Text("image") ?? "",
            ["imageID"] = spec.Text("image") ?? "",
            ["containerID"] = string.Create(CultureInfo.InvariantCulture, $"simulated://{pod.Uid()}/{spec.Text("name")}/{run.InitFailures}"),
        };
    }

    private static JsonObject Failed(string words, DateTimeOffset? at) => new()
    {
        ["terminated"] = new JsonObject { ["exitCode"] = 1, ["reason"] = "Error", ["message"] = words, ["startedAt"] = Stamp(at), ["finishedAt"] = Stamp(at) },
    };

    private static JsonObject State(PodRun run, string id) => run.State switch
    {
        RunState.BackingOff => new JsonObject { ["waiting"] = new JsonObject { ["reason"] = "CrashLoopBackOff", ["message"] = "back-off restarting failed container" } },
        RunState.Initializing => new JsonObject { ["waiting"] = new JsonObject { ["reason"] = "PodInitializing" } },
        RunState.Creating => new JsonObject { ["waiting"] = new JsonObject { ["reason"] = "ContainerCreating" } },
        RunState.Ended => new JsonObject
        {
            ["terminated"] = new JsonObject
            {
                ["exitCode"] = run.ExitCode,
                ["reason"] = run.ExitCode == 0 ? "Completed" : "Error",
                ["startedAt"] = Stamp(run.RunningSince),
                ["finishedAt"] = Stamp(run.EndedAt),
                ["containerID"] = id,
            },
        },
        _ => new JsonObject { ["running"] = new JsonObject { ["startedAt"] = Stamp(run.RunningSince) } },
    };

    private static JsonNode? Stamp(DateTimeOffset? at) => at is { } instant ? Stamps.Seconds(instant) : null;

    private static bool GatesHold(JsonObject pod) =>
        pod.Rows("spec", "readinessGates").All(gate => Conditions.Holds(pod, gate.Text("conditionType") ?? ""));

    private static void Condition(JsonObject pod, string type, bool holds, DateTimeOffset now, string? reason, string? message) =>
        Conditions.Write(pod, type, holds ? "True" : "False", now, reason, message)["lastProbeTime"] = null;
}
