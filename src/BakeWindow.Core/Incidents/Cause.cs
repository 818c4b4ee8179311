namespace BakeWindow.Core.Incidents;

/// <summary>A cause that evidence speaks for. Several may stand: two faults that each cost nothing alone may cost a right together.</summary>
/// <param name="Code">Which (<see cref="CauseCode"/>).</param>
/// <param name="Title">In a few words.</param>
/// <param name="Why">What speaks for it, in a sentence.</param>
/// <param name="Weight">How strongly.</param>
/// <param name="By">The evidence that it goes by; empty only for the unknown.</param>
public sealed record Cause(string Code, string Title, string Why, CauseWeight Weight, IReadOnlyList<Evidence> By)
{
    /// <summary>What would have held it, or made it cost nothing; empty where that can't be said.</summary>
    public string WouldHaveHeld { get; init; } = "";
}

/// <summary>How strongly evidence speaks for a cause, the most first.</summary>
public enum CauseWeight
{
    /// <summary>By itself it would have cost the right, and it stood at the right's time.</summary>
    Sure,

    /// <summary>It stood before, and is known to cost rights.</summary>
    Likely,

    /// <summary>It was seen, and may have played a part.</summary>
    Possible,
}

/// <summary>The causes that rules know. Never renamed: filters, notes and programs go by them.</summary>
public static class CauseCode
{
    /// <summary>Somebody took a pod away while the gate was closed.</summary>
    public const string Voluntary = "voluntary-in-closed-gate";

    /// <summary>The path to the key did not serve it.</summary>
    public const string Signer = "signer-path";

    /// <summary>A machine died, or stopped talking.</summary>
    public const string NodeDeath = "node-death";

    /// <summary>The Tezos node was not in sync.</summary>
    public const string NotSynced = "not-synced";

    /// <summary>The node's data wanted an upgrade before it would start.</summary>
    public const string StorageUpgrade = "storage-upgrade";

    /// <summary>A maintenance of ours lasted into the right.</summary>
    public const string OwnMaintenance = "own-maintenance";

    /// <summary>Somebody opened the gate against its answer.</summary>
    public const string Glass = "broken-glass";

    /// <summary>The pod fell out of Ready by itself.</summary>
    public const string PodFailed = "pod-failed";

    /// <summary>Blocks came late for everybody.</summary>
    public const string ChainSick = "chain-sick";

    /// <summary>No evidence speaks for anything.</summary>
    public const string Unknown = "unknown";
}
