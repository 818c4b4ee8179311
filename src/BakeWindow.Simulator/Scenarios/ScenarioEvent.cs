using BakeWindow.Simulator.Rpc;
using BakeWindow.Simulator.Signer;

namespace BakeWindow.Simulator.Scenarios;

/// <summary>Something that happens at a time.</summary>
/// <param name="At">When.</param>
/// <param name="What">What.</param>
public sealed record ScenarioEvent(DateTimeOffset At, Happening What);

/// <summary>What can happen by itself.</summary>
public abstract record Happening
{
    private Happening()
    {
    }

    /// <summary>A machine says that it needs a reboot, as kured marks it.</summary>
    public sealed record RebootNeeded(string Node) : Happening;

    /// <summary>A machine dies, with all pods on it.</summary>
    public sealed record NodeDies(string Node) : Happening;

    /// <summary>A machine is back.</summary>
    public sealed record NodeReturns(string Node) : Happening;

    /// <summary>A Tezos node has so many peers from now on.</summary>
    public sealed record PeersBecome(string Node, int Count) : Happening;

    /// <summary>A pod's program ends at each start from now on, with these last words.</summary>
    public sealed record PodCrashes(string Namespace, string Pod, string LastWords) : Happening;

    /// <summary>It starts well again.</summary>
    public sealed record PodMended(string Namespace, string Pod) : Happening;

    /// <summary>A pod's node is cordoned and the pod deleted: it finds no node.</summary>
    public sealed record PodStranded(string Namespace, string Pod) : Happening;

    /// <summary>A node takes pods again.</summary>
    public sealed record NodeUncordoned(string Node) : Happening;

    /// <summary>The DAL node says this of itself from now on: up, degraded or down.</summary>
    public sealed record DalBecomes(string Status) : Happening;

    /// <summary>The signer does not serve any more.</summary>
    public sealed record SignerFails(DownHow How) : Happening;

    /// <summary>A signer answers otherwise.</summary>
    /// <param name="Signer">Which; null: all.</param>
    /// <param name="State">How.</param>
    public sealed record SignerBecomes(string? Signer, SignerState State) : Happening;

    /// <summary>The signer serves again.</summary>
    public sealed record SignerReturns : Happening;
}
