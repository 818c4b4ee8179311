using BakeWindow.Core.Planning;

namespace BakeWindow.Core.Gate;

/// <summary>
/// For how long floors have been held without a moment at which they could open. A floor that never opens keeps a node from every patch, so too long is an alarm; but only an alarm:
/// what a person must decide is not decided by a clock (docs/decisions/0006).
/// </summary>
public static class FloorHolds
{
    /// <summary>Since when each floor is held, after another look.</summary>
    /// <param name="world">The world, with what was held before.</param>
    /// <param name="openable">The floors' plan: which may be open now.</param>
    /// <param name="wanted">Workloads on nodes that a maintenance waits for. Where windows need a ticket, a floor that nobody wants open is not held.</param>
    /// <param name="now">The present.</param>
    /// <returns>The same dictionary when nothing has changed.</returns>
    public static IReadOnlyDictionary<string, DateTimeOffset> Next(
        World world, IReadOnlyDictionary<string, bool> openable, IReadOnlySet<string> wanted, DateTimeOffset now)
    {
        var before = world.HeldSince;
        var held = openable.Where(f => !f.Value && (world.Policy.Access is WindowAccess.Windowed || wanted.Contains(f.Key)))
            .ToDictionary(f => f.Key, f => before.TryGetValue(f.Key, out var since) ? since : now, StringComparer.Ordinal);
        return held.Count == before.Count && held.Keys.All(before.ContainsKey) ? before : held;
    }

    /// <summary>How one floor stands.</summary>
    public static FloorHold Of(World world, string workload, DateTimeOffset now)
    {
        var held = world.HeldSince.TryGetValue(workload, out var since) && now > since ? now - since : TimeSpan.Zero;
        return new FloorHold(workload, held, held > world.Policy.MaxHold);
    }
}

/// <summary>For how long one floor has been held.</summary>
/// <param name="Workload">Whose.</param>
/// <param name="For">Without a moment at which it could open; zero when it could.</param>
/// <param name="Overheld">Longer than policy's <see cref="Policy.MaxHold"/>.</param>
public sealed record FloorHold(string Workload, TimeSpan For, bool Overheld);
