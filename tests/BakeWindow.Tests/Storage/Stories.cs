using BakeWindow.Core.Chain;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rights;

namespace BakeWindow.Tests.Storage;

/// <summary>Maintenances to journal.</summary>
internal static class Stories
{
    public static readonly DateTimeOffset Start = new(2026, 10, 1, 12, 0, 0, 123, TimeSpan.Zero);
    public static readonly BakerAddress Baker = BakerAddress.Parse("tz1gg5bjopPcr9agjamyu9BbXKLibNc2rbAq");

    private static readonly PlannedStart Planned = new()
    {
        From = new Level(100),
        To = new Level(400),
        StartsEarliest = Start.AddMinutes(1),
        BackBy = Start.AddMinutes(31),
        Guaranteed = TimeSpan.FromMinutes(30),
        Need = TimeSpan.FromMinutes(12),
        NeedSource = "learned p95 of 9 runs",
        Cost = MissCost.None,
        ExpectedBlocks = 1.0 / 3.0,
    };

    public static MaintenanceRecord Asked(string id, string? node = null, DateTimeOffset? at = null) => MaintenanceRecord.New(new MaintenanceRequest
    {
        Id = id,
        Action = new MaintenanceAction.RebootNode(node ?? $"node-of-{id}"),
        Need = TimeSpan.FromMinutes(12),
        Reason = "kernel “6.1” → 6.12, it's time\u0000",
        RequestedBy = "kured",
        RequestedAt = at ?? Start,
    });

    /// <summary>The same maintenance, waiting; <paramref name="turn"/> makes one waiting differ from the next.</summary>
    public static MaintenanceRecord Waiting(MaintenanceRecord record, int turn = 0) =>
        record with { Phase = new Phase.Waiting(Planned with { From = new Level(100 + turn) }, new Approval("alice", Start.AddSeconds(turn).AddTicks(7), 0, 0.05)), Since = Start.AddSeconds(turn).AddTicks(7) };

    /// <summary>The same maintenance, at work on the node: the record that a crash must not lose.</summary>
    public static MaintenanceRecord Draining(MaintenanceRecord record) => record with
    {
        Phase = new Phase.Draining(new Work
        {
            Fence = 7,
            Domain = "rack-1",
            Ticket = new Ticket(record.Id, record.Request.Node, "uid-3", "boot-1", Planned.Need, new Level(100), "BLhead", Start.AddMinutes(19), Start.AddMinutes(31)),
            Approval = new Approval("policy", Start, 0, 0.02),
            Bakers = [Baker],
            Workloads = ["alpha"],
            StartedAt = Start,
            DrainingSince = Start.AddSeconds(3),
            HardRightsInside = [new HardRight(Baker, RightKind.Baking, new Level(321), 0)],
        }),
        Since = Start.AddSeconds(3),
    };

    public static MaintenanceRecord Cancelled(MaintenanceRecord record) => record with { Phase = new Phase.Cancelled("bob", "changed my mind"), Since = Start.AddMinutes(1) };
}
