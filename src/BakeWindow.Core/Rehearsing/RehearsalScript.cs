using BakeWindow.Core.Chain;
using BakeWindow.Core.Maintenance;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Rehearsing;

/// <summary>What a rehearsal is made of: cycles whose rights are known, work that is wanted in them, and two policies. Equal scripts give equal results.</summary>
public sealed record RehearsalScript
{
    /// <summary>The most cycles that one rehearsal goes through.</summary>
    public const int MostCycles = 30;

    /// <summary>The chain as it stands. Times of all levels are reckoned from its head: b and the drift seen lately for each level, every block at round 0.</summary>
    public required ChainView Chain { get; init; }

    /// <summary>The bakers and all that is known of their rights; at least one.</summary>
    public required IReadOnlyList<RehearsedBaker> Bakers { get; init; }

    /// <summary>The nodes and whom each holds, as it is today.</summary>
    public required IReadOnlyList<RehearsedNode> Nodes { get; init; }

    /// <summary>Outages that were measured, by node; what needs are learned from.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<TimeSpan>> Runs { get; init; } = new Dictionary<string, IReadOnlyList<TimeSpan>>(StringComparer.Ordinal);

    /// <summary>What is asked for, in any order; requests that ask outside the cycles, or about something else than one of the nodes, are left out.</summary>
    public required IReadOnlyList<MaintenanceRequest> Demands { get; init; }

    /// <summary>The policy in force.</summary>
    public required Policy Today { get; init; }

    /// <summary>The policy to compare it with.</summary>
    public required Policy Edited { get; init; }

    /// <summary>The cycles to go through, in order, without a gap: see <see cref="ReplayableCycles"/>. At least one.</summary>
    public required IReadOnlyList<CycleSpan> Cycles { get; init; }

    /// <summary>Decides how long each outage really lasts, the same under both policies.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>A baker of a rehearsal.</summary>
/// <param name="Address">Which.</param>
/// <param name="Cycles">Its rights, whole cycles, in any order.</param>
/// <param name="Share">Its share of baking power; null: not known.</param>
/// <param name="ExpectedSlots">Slots that it attests in a cycle; null: reckoned from its rights.</param>
public sealed record RehearsedBaker(BakerAddress Address, IReadOnlyList<CycleRights> Cycles, double? Share, long? ExpectedSlots = null);

/// <summary>A node of a rehearsal.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Domain">Its failure domain.</param>
/// <param name="Bakers">Whom its outage hits; empty: nobody.</param>
public sealed record RehearsedNode(string Name, string Domain, IReadOnlyList<BakerAddress> Bakers);
