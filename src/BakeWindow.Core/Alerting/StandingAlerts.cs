using System.Globalization;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Time;

namespace BakeWindow.Core.Alerting;

/// <summary>
/// What people should hear of that follows from how things stand, and that nobody sees happen: maintenances that wait for a person, failed or can't meet their deadline; floors that are held for
/// too long; and whatever keeps BakeWindow itself from saying anything. All of it is reckoned anew at each look; who compares two looks knows what began and what ended.
/// </summary>
public static class StandingAlerts
{
    /// <summary>The beginnings of their ids; all that bear one are from here.</summary>
    public static IReadOnlyList<string> Families { get; } = ["maintenance/", "hold/", "blind/"];

    /// <summary>For so long an ended maintenance that failed is told of.</summary>
    public static readonly TimeSpan FailureTold = TimeSpan.FromHours(1);

    /// <summary>A source that is away for less is no news.</summary>
    public static readonly TimeSpan BlindAfter = TimeSpan.FromMinutes(1);

    /// <summary>All that stands now.</summary>
    /// <param name="world">The world.</param>
    /// <param name="maintenances">Open ones, and those that ended within <see cref="FailureTold"/>.</param>
    /// <param name="blind">Since when what can't be seen has not been, by <see cref="Blind"/>.</param>
    /// <param name="now">The present.</param>
    public static IReadOnlyList<Alert> Of(World world, IEnumerable<MaintenanceRecord> maintenances, IReadOnlyDictionary<string, DateTimeOffset> blind, DateTimeOffset now) =>
        [.. maintenances.Select(m => OfMaintenance(world, m, now)).OfType<Alert>(), .. Holds(world, now), .. Blinds(world, blind, now)];

    /// <summary>What can't be seen, and since when, after another look.</summary>
    /// <param name="before">The same at the look before.</param>
    /// <param name="world">The world.</param>
    /// <param name="now">The present.</param>
    public static IReadOnlyDictionary<string, DateTimeOffset> Blind(IReadOnlyDictionary<string, DateTimeOffset> before, World world, DateTimeOffset now) =>
        BlindSpots(world, now).ToDictionary(s => s.Id, s => before.TryGetValue(s.Id, out var since) ? since : s.Since, StringComparer.Ordinal);

    private static Alert? OfMaintenance(World world, MaintenanceRecord m, DateTimeOffset now)
    {
        Alert Of(string what, AlertSeverity severity, string title, DateTimeOffset since, params string[] lines) => new()
        {
            Id = $"maintenance/{m.Id}", Kind = AlertKind.Maintenance, Severity = severity, Title = $"{m.Id} ({m.Request.Action.Subject}) {title}", Since = since, Essence = what, Lines = lines,
            Node = m.Request.Node.Length > 0 ? m.Request.Node : null, Page = $"/maintenance/{m.Id}",
        };
        switch (m.Phase)
        {
            case Phase.AwaitingApproval { Escalated: true } a:
                return Of("no-window", AlertSeverity.Warning, "can't meet its deadline without a person", m.Since, $"{Deadline(m)}The least bad start that is known wants a person's yes.", Price(a.Start));
            case Phase.AwaitingApproval a:
                return Of("approval", AlertSeverity.Warning, "waits for approval", m.Since, $"Without a yes it can't begin at level {a.Start.From.Value.ToString("N0", CultureInfo.InvariantCulture)}, not before {At(a.Start.StartsEarliest)}.", Price(a.Start));
            case Phase.PoolPaused:
                return Of("paused", AlertSeverity.Warning, "is paused and waits for a person", m.Since);
            case Phase.Failed f when now - m.Since < FailureTold:
                return Of($"failed:{f.Code}", AlertSeverity.Critical, "failed", m.Since, f.Why);
            case Phase.RolledBack r when now - m.Since < FailureTold:
                return Of($"rolled-back:{r.Code}", AlertSeverity.Warning, "was undone", m.Since, r.Why);
            case Phase.Expired e when now - m.Since < FailureTold:
                return Of("expired", AlertSeverity.Warning, "did not find a start before its deadline", m.Since, e.Why);
            case Phase.Deferred when m.Phase.Pool is null && RequestOutlook.Of(world, m, now) is { CanBeMet: false } outlook:
                return Of("deadline", AlertSeverity.Warning, "can't meet its deadline", m.Since, $"{Deadline(m)}{Capital(outlook.Why)}.");
            default:
                return null;
        }
    }

    private static IEnumerable<Alert> Holds(World world, DateTimeOffset now) => world.Workloads
        .Select(w => (Workload: w, Hold: FloorHolds.Of(world, w.Name, now)))
        .Where(w => w.Hold.Overheld)
        .Select(w => new Alert
        {
            Id = $"hold/{w.Workload.Name}", Kind = AlertKind.Hold, Severity = AlertSeverity.Warning, Baker = w.Workload.Baker, Since = now - w.Hold.For,
            Title = $"the floor of {w.Workload.Name} has had no moment to open for longer than {DurationText.Human(world.Policy.MaxHold)}",
            Lines = ["It stays closed. Windows too short for the need, a freeze, unknown rights? Approve a dearer window, or shorten the need."], Page = "/windows",
        });

    private static IEnumerable<Alert> Blinds(World world, IReadOnlyDictionary<string, DateTimeOffset> blind, DateTimeOffset now) => BlindSpots(world, now)
        .Where(s => blind.TryGetValue(s.Id, out var since) && now - since >= BlindAfter)
        .Select(s => new Alert
        {
            Id = s.Id, Kind = AlertKind.Blind, Severity = AlertSeverity.Warning, Since = blind[s.Id], Title = s.Title, Essence = s.Essence, Lines = [s.Means], Baker = s.Baker, Page = "/health",
        });

    private static IEnumerable<(string Id, string Title, string Means, string Essence, Rights.BakerAddress? Baker, DateTimeOffset Since)> BlindSpots(World world, DateTimeOffset now)
    {
        if (world.Chain is not { } chain)
        {
            yield return ("blind/head", "no head of the chain is known", "The gate is closed; nothing is disturbed, and nothing is known of rights. Look at the Tezos nodes.", "none", null, now);
        }
        else if (HeadTrust.Doubt(chain, world.Sources, now) is { } doubt)
        {
            // An old head tells by itself since when.
            var since = chain.Head.Timestamp + HeadTrust.OldestHead(chain.Constants) is var old && doubt.Code is ReasonCode.HeadStale && old < now ? old : now;
            yield return ("blind/head", "the head of the chain can't be believed", $"{Capital(Moving(doubt))}. The gate is closed meanwhile.", doubt.Code.ToString(), null, since);
        }

        foreach (var baker in world.Bakers.Where(b => b.Rights is null || (world.Chain is { } known && RightsDoubt.About(b.Rights.Sheet, known, world.Policy) is not null)))
        {
            yield return ($"blind/rights/{baker.Baker.Value}", "the rights of a baker are not known", $"{Capital(baker.RightsProblem ?? (baker.Rights is null ? "they have not been read yet" : "what was read of them can't be true"))}. Nothing of it may be disturbed meanwhile.", "", baker.Baker, now);
        }

        if (world.Cluster is { Connected: false } cluster)
        {
            yield return ("blind/cluster", "the cluster can't be seen", "Floors stand as they stood; nothing starts. Look at the API server and at BakeWindow's rights.", "", null, cluster.SeenAt > DateTimeOffset.UnixEpoch && cluster.SeenAt < now ? cluster.SeenAt : now);
        }
    }

    // How old the head is moves at every look, and is said nowhere.
    private static string Moving((ReasonCode Code, string Detail) doubt) => doubt.Code is ReasonCode.HeadStale ? "it is too old: the chain, or every node that is asked, stands still" : doubt.Detail;

    private static string Deadline(MaintenanceRecord m) => m.Request.Deadline is { } by ? $"Its deadline is {At(by)}. " : "";

    private static string Price(PlannedStart start) => string.Create(CultureInfo.InvariantCulture, $"It costs {start.Cost.Blocks:0.##} blocks and {start.Cost.BudgetShare:P1} of the attestation budget.");

    private static string At(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
