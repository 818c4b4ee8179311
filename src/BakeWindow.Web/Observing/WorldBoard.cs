using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rights;
using BakeWindow.Web.Configuration;

namespace BakeWindow.Web.Observing;

/// <summary>Where observers pin what they saw and everybody else reads it: one immutable <see cref="World"/>, replaced as a whole.</summary>
public sealed class WorldBoard
{
    private readonly Lock gate = new();
    private readonly ILogger<WorldBoard> logger;
    private World now;

    /// <summary>Starts with what the configuration says and nothing seen.</summary>
    public WorldBoard(Settings settings, ILogger<WorldBoard> logger)
    {
        this.logger = logger;
        now = new World
        {
            Policy = settings.Policy,
            Workloads = settings.Workloads,
            Cluster = settings.Cluster is null ? null : ClusterView.Unseen,
            Bakers = [.. settings.Bakers.Select(b => new BakerFacts { Baker = b.Address })],
            DefaultOutage = OutageEstimate.Learned(settings.Policy, []),
        };
    }

    /// <summary>After every change. Two changes at once may be told out of order: who decides by it reads <see cref="Now"/>. Listeners must be quick.</summary>
    public event Action<World>? Changed;

    /// <summary>The world as last seen.</summary>
    public World Now
    {
        get
        {
            lock (gate)
            {
                return now;
            }
        }
    }

    /// <summary>Replaces the world by what <paramref name="change"/> makes of it; tells everybody if it is another.</summary>
    public void Update(Func<World, World> change)
    {
        World next;
        lock (gate)
        {
            next = change(now);
            if (ReferenceEquals(next, now))
            {
                return;
            }

            now = next;
        }

        Changed.Tell(next, logger);
    }

    /// <summary>Replaces the facts of one baker; those that are as before are no news.</summary>
    public void UpdateBaker(BakerAddress baker, Func<BakerFacts, BakerFacts> change) => UpdateBakers(b => b.Baker == baker ? change(b) : b);

    /// <summary>Replaces the facts of every baker; those that are as before are no news.</summary>
    public void UpdateBakers(Func<BakerFacts, BakerFacts> change) => Update(world =>
    {
        var bakers = world.Bakers.Select(change).ToList();
        return bakers.SequenceEqual(world.Bakers) ? world : world with { Bakers = bakers };
    });
}
