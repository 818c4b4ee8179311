using System.Text.Json.Nodes;

namespace BakeWindow.Simulator.Cluster.Machines;

/// <summary>The machine behind a node: what is true, not what the API says.</summary>
internal sealed class Machine(string name, string bootId)
{
    public string Name { get; } = name;

    /// <summary>Changes with every boot.</summary>
    public string BootId { get; set; } = bootId;

    /// <summary>The node as the kubelet registers it.</summary>
    public required JsonObject Registration { get; init; }

    /// <summary>Power and operating system.</summary>
    public bool IsUp { get; set; } = true;

    /// <summary>The kubelet hangs: containers run on, nothing is reported and nothing is begun.</summary>
    public bool KubeletFrozen { get; set; }

    /// <summary>Counts the times that everything on it died; what was planned before such a time is void.</summary>
    public int Epoch { get; set; }

    public bool KubeletWorks => IsUp && !KubeletFrozen;

    /// <summary>The pods that the kubelet has begun, by uid.</summary>
    public Dictionary<string, PodRun> Runs { get; } = new(StringComparer.Ordinal);
}
