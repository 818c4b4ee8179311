using System.Text.Json.Serialization;
using BakeWindow.Core.Gate;

namespace BakeWindow.Core.Maintenance;

/// <summary>What somebody wants done, and within which bounds.</summary>
public sealed record MaintenanceRequest
{
    /// <summary>Its id: <c>M-12</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The node it is about; empty when it is about a workload or a pool.</summary>
    public string Node => Action.OnNode ?? "";

    /// <summary>What is to be done, and to what.</summary>
    public required MaintenanceAction Action { get; init; }

    /// <summary>How long the bakers are away; null: as learned (and, for a drain, as long as the node is held besides).</summary>
    public TimeSpan? Need { get; init; }

    /// <summary>Not before this; null: at once.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>It must have started by then; null: whenever.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>How pressing it is.</summary>
    public Urgency Urgency { get; init; }

    /// <summary>Why, in the asker's words.</summary>
    public required string Reason { get; init; }

    /// <summary>Who asks: a person, or <c>kured</c>, <c>fluo</c>.</summary>
    public required string RequestedBy { get; init; }

    /// <summary>Who stands behind the asker: the owner of a token; null: the asker himself.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RequestedFor { get; init; }

    /// <summary>When it was asked.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>The roll of a pool that this is a part of; null: it stands alone.</summary>
    public string? PartOf { get; init; }

    /// <summary>Under which name its outage is remembered for later plans; null where it says nothing about others (a drain lasts as long as others work).</summary>
    [JsonIgnore]
    public string? Teaches => Action is MaintenanceAction.DrainNode or MaintenanceAction.RollPool ? null : Action.Subject;

    /// <summary>The need to plan with: what is stated; for a drain what is learned and the time that is promised besides; null: as learned.</summary>
    public TimeSpan? PlannedNeed(World world) => Need ?? (Action is MaintenanceAction.DrainNode drain
        ? (world.Outages.TryGetValue(drain.Node, out var own) ? own : world.DefaultOutage).Need + drain.HoldFor
        : null);

    /// <summary>The question to the gate.</summary>
    public GateRequest Question(World world, TimeSpan? need = null) =>
        new() { Node = Action.OnNode, Workload = Action.OnWorkload, Need = need ?? PlannedNeed(world), Client = RequestedBy, Maintenance = Id };
}

/// <summary>How pressing a maintenance is.</summary>
public enum Urgency
{
    /// <summary>In the cheapest window.</summary>
    Normal,

    /// <summary>In the first window that is as good as free.</summary>
    High,
}
