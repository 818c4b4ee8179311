namespace BakeWindow.Core.Recovery;

/// <summary>Why a workload was away. A crash that loops for hours says nothing about a planned reboot, so each cause is learned by itself.</summary>
public enum RecoveryCause
{
    /// <summary>Not known.</summary>
    Unknown,

    /// <summary>A maintenance of ours.</summary>
    Maintenance,

    /// <summary>A neighbour, or a person, evicted or drained it.</summary>
    Eviction,

    /// <summary>Its machine went away.</summary>
    NodeDeath,

    /// <summary>The pod alone went away or stopped being ready: a crash, a deletion, a rollout.</summary>
    PodRestart,
}

/// <summary>The words by which causes are stored and asked for; never renamed.</summary>
public static class RecoveryCauses
{
    /// <summary>The word of a cause.</summary>
    public static string Word(this RecoveryCause cause) => cause switch
    {
        RecoveryCause.Maintenance => "maintenance",
        RecoveryCause.Eviction => "eviction",
        RecoveryCause.NodeDeath => "node-death",
        RecoveryCause.PodRestart => "pod-restart",
        _ => "unknown",
    };

    /// <summary>The cause of a word; one that nobody knows is unknown.</summary>
    public static RecoveryCause Parse(string word) => word switch
    {
        "maintenance" => RecoveryCause.Maintenance,
        "eviction" => RecoveryCause.Eviction,
        "node-death" => RecoveryCause.NodeDeath,
        "pod-restart" => RecoveryCause.PodRestart,
        _ => RecoveryCause.Unknown,
    };
}

/// <summary>How long after the disruption each step stood; null: the step does not belong to the workload, or was not watched.</summary>
/// <param name="Scheduled">Its pods are bound to machines that are there.</param>
/// <param name="Ready">Its containers are ready.</param>
/// <param name="RpcUp">The Tezos node answers.</param>
/// <param name="Synced">The Tezos node is in sync.</param>
/// <param name="Attested">An attestation of a level after that stands in a block.</param>
public sealed record RecoveryPhases(TimeSpan? Scheduled, TimeSpan? Ready, TimeSpan? RpcUp, TimeSpan? Synced, TimeSpan? Attested)
{
    /// <summary>Nothing stands yet.</summary>
    public static RecoveryPhases None { get; } = new(null, null, null, null, null);

    /// <summary>The steps by name, in their order.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IEnumerable<(string Name, TimeSpan? After)> Steps => [("scheduled", Scheduled), ("ready", Ready), ("rpc-up", RpcUp), ("synced", Synced), ("attested", Attested)];
}

/// <summary>One restart from its beginning to its end, both seen.</summary>
/// <param name="Workload">The declared workload.</param>
/// <param name="Node">The machine from which it went away; empty when that is not known.</param>
/// <param name="Cause">Why.</param>
/// <param name="At">When it went away.</param>
/// <param name="Outage">How long it was away: until the last step.</param>
/// <param name="Phases">When each step stood.</param>
public sealed record RecoverySample(string Workload, string Node, RecoveryCause Cause, DateTimeOffset At, TimeSpan Outage, RecoveryPhases Phases)
{
    /// <summary>What was planned with when it began; null where that is not known.</summary>
    public TimeSpan? Guess { get; init; }

    /// <summary>The maintenance that did it; null: none.</summary>
    public string? Maintenance { get; init; }
}
