using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Planning;
using BakeWindow.Web.Configuration;

namespace BakeWindow.Web.Observing;

/// <summary>Where observers pin what they saw and everybody else reads it: one immutable <see cref="World"/>, replaced as a whole.</summary>
public sealed class WorldBoard
{
    private readonly Lock gate = new();
    private World now;

    /// <summary>Starts with what the configuration says and nothing seen.</summary>
    public WorldBoard(Settings settings) => now = new World
    {
        Policy = settings.Policy,
        Workloads = settings.Workloads,
        Cluster = settings.Cluster is null ? null : ClusterView.Unseen,
        Bakers = [.. settings.Bakers.Select(b => new BakerFacts { Baker = b.Address })],
        DefaultOutage = OutageEstimate.Learned(settings.Policy, []),
    };

    /// <summary>After every change, with the new world. Handlers must be quick and must not throw.</summary>
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

        Changed?.Invoke(next);
    }

    /// <summary>Replaces the facts of one baker.</summary>
    public void UpdateBaker(Core.Rights.BakerAddress baker, Func<BakerFacts, BakerFacts> change) =>
        Update(world => world with { Bakers = [.. world.Bakers.Select(b => b.Baker == baker ? change(b) : b)] });
}
