using System.Text.Json.Nodes;
using BakeWindow.Core.Time;
using BakeWindow.Simulator.Cluster.Machines;

namespace BakeWindow.Simulator.Cluster;

/// <summary>How the pods of a workload behave. It is written into annotations of the pod template.</summary>
public sealed record PodLife
{
    /// <summary>How long init containers take; zero has none.</summary>
    public TimeSpan InitTakes { get; init; }

    /// <summary>An init container of this name ends only when the signer answers; null: there is none.</summary>
    public string? WaitsForSigner { get; init; }

    /// <summary>From Running to Ready: a node that catches up with its chain, say.</summary>
    public TimeSpan ReadyAfter { get; init; }

    /// <summary>From SIGTERM to the end; null leaves it to the cluster's options.</summary>
    public TimeSpan? StopTakes { get; init; }

    /// <summary>The pod takes its whole grace.</summary>
    public bool IgnoresTerm { get; init; }

    /// <summary>terminationGracePeriodSeconds.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Has an emptyDir volume, which a drain asks about.</summary>
    public bool HasEmptyDir { get; init; }

    internal JsonObject Annotations()
    {
        var annotations = new JsonObject();
        Write(annotations, PodHabits.Init, InitTakes);
        Write(annotations, PodHabits.Ready, ReadyAfter);
        Write(annotations, PodHabits.Stop, StopTakes ?? TimeSpan.Zero);
        if (WaitsForSigner is not null)
        {
            annotations[PodHabits.Needs] = "signer";
        }

        if (IgnoresTerm)
        {
            annotations[PodHabits.Deaf] = "true";
        }

        return annotations;
    }

    internal JsonObject Spec(string name)
    {
        var spec = new JsonObject
        {
            ["containers"] = new JsonArray(new JsonObject { ["name"] = name, ["image"] = $"registry.example.test/{name}:1" }),
            ["terminationGracePeriodSeconds"] = (long)Grace.TotalSeconds,
        };
        if (InitTakes > TimeSpan.Zero || WaitsForSigner is not null)
        {
            spec["initContainers"] = new JsonArray(new JsonObject { ["name"] = WaitsForSigner ?? "init", ["image"] = "registry.example.test/init:1" });
        }

        if (HasEmptyDir)
        {
            spec["volumes"] = new JsonArray(new JsonObject { ["name"] = "scratch", ["emptyDir"] = new JsonObject() });
        }

        return spec;
    }

    private static void Write(JsonObject annotations, string name, TimeSpan duration)
    {
        if (duration > TimeSpan.Zero)
        {
            annotations[name] = DurationText.Iso(duration);
        }
    }
}
