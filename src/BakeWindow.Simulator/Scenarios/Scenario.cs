using BakeWindow.Simulator.Chain;

namespace BakeWindow.Simulator.Scenarios;

/// <summary>What a simulation starts from, and what happens in it by itself.</summary>
public sealed record Scenario
{
    /// <summary>Its name on the command line.</summary>
    public required string Name { get; init; }

    /// <summary>What the clock shows at the start.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>The chain.</summary>
    public required ChainPlan Chain { get; init; }

    /// <summary>Names of the Tezos nodes; one that has the name of a pod does as its pod does. The last one is the baker's own.</summary>
    public required IReadOnlyList<string> Nodes { get; init; }

    /// <summary>The cluster.</summary>
    public required ClusterPlan Cluster { get; init; }

    /// <summary>What happens by itself, in order of time.</summary>
    public IReadOnlyList<ScenarioEvent> Events { get; init; } = [];

    /// <summary>How long a Tezos node needs after its pod is Ready before its baker can sign again.</summary>
    public TimeSpan SyncTime { get; init; } = TimeSpan.FromSeconds(75);

    /// <summary>Names of the remote signers behind the forwarder.</summary>
    public IReadOnlyList<string> Signers { get; init; } = ["signer"];

    /// <summary>A signature fails that is wanted within so long of a probe; zero: none does.</summary>
    public TimeSpan TouchySigner { get; init; }
}
