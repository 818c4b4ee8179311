using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Observing;

namespace BakeWindow.Web.Views;

/// <summary>What the page of one baker's signer and node shows. Follows from (world, what was seen, now) alone.</summary>
public sealed record SignerView
{
    /// <summary>The page's title.</summary>
    public required string Title { get; init; }

    /// <summary>The baker; null: there is none of this name.</summary>
    public DeclaredBaker? Baker { get; init; }

    /// <summary>Names that may have been meant.</summary>
    public IReadOnlyList<string> Nearest { get; init; } = [];

    /// <summary>How it stands.</summary>
    public HealthView.Line? Line { get; init; }

    /// <summary>Why its keys are not known from the chain; null: they are, or one is declared.</summary>
    public string? KeysProblem { get; init; }

    /// <summary>How far its node was behind, lately.</summary>
    public Sparkline Lag { get; init; } = Sparkline.Of([]);

    /// <summary>What changed, newest first.</summary>
    public IReadOnlyList<HealthChange> Changes { get; init; } = [];

    /// <summary>How long outages of the nodes lasted on which it runs.</summary>
    public IReadOnlyList<RecoveryTimes> Recoveries { get; init; } = [];

    /// <summary>Makes the view.</summary>
    /// <param name="world">The world.</param>
    /// <param name="bakers">Those that are declared.</param>
    /// <param name="id">Name or address of one.</param>
    /// <param name="seen">What was seen of it.</param>
    /// <param name="outages">How long outages lasted, node by node.</param>
    /// <param name="now">The present.</param>
    public static SignerView From(World world, IReadOnlyList<DeclaredBaker> bakers, string id, Func<DeclaredBaker, BakerHealth> seen, IReadOnlyDictionary<string, IReadOnlyList<TimeSpan>> outages, DateTimeOffset now)
    {
        if (Find(bakers, id) is not { } baker)
        {
            return new SignerView { Title = "No such baker", Nearest = Views.Nearest.Of(id, bakers.Select(b => b.Name)) };
        }

        var health = seen(baker);
        var line = HealthView.LineOf(world, baker, health, now);
        var nodes = NodesOf(world, baker);
        return new SignerView
        {
            Title = line.Why,
            Baker = baker,
            Line = line,
            KeysProblem = health.Signer.KeysProblem,
            Lag = Sparkline.Of(health.Lags),
            Changes = health.Changes,
            Recoveries = RecoveryTimes.From(outages.Where(o => nodes.Contains(o.Key)).ToDictionary(StringComparer.Ordinal)),
        };
    }

    /// <summary>The baker of a name or an address; null when there is none.</summary>
    public static DeclaredBaker? Find(IReadOnlyList<DeclaredBaker> bakers, string id) => bakers.FirstOrDefault(b => b.Name == id || b.Address.Value == id);

    /// <summary>The nodes on which a baker's pods run.</summary>
    public static HashSet<string> NodesOf(World world, DeclaredBaker baker) => world.Cluster is not { } cluster ? []
        : [.. world.Workloads.Where(w => w.Baker == baker.Address).SelectMany(w => Placement.PodsOf(w, cluster)).Select(p => p.Node).OfType<string>()];
}
