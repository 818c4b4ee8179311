using System.Text.Json;
using System.Text.Json.Nodes;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Owning;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Rbac;

namespace BakeWindow.Kubernetes.Dialects;

/// <summary>
/// Keeps every mark for neighbours as its dialect wants it: sets it with the former value remembered, heals what others changed, gives back what is not wanted any more, also what an
/// earlier process or a dialect that is switched off by now left behind. One write an object, whatever number of dialects marks it.
/// </summary>
public sealed class DialectKeeper(ObjectApi api, ClusterSettings settings, IReadOnlyList<IDialect> dialects)
{
    private const int Tries = 3;

    private static readonly string Marked = $"{Ownership.Label}=true";

    private readonly NeighbourLeases leases = new(api);

    /// <summary>One round: read, decide, write.</summary>
    /// <returns>How each dialect stands, in the order in which they were given.</returns>
    public async Task<IReadOnlyList<DialectReport>> SyncAsync(World world, DateTimeOffset now, CancellationToken ct) => await SyncAsync(world, DialectScene.Of(world, now), ct);

    /// <summary>The same for a scene of its own: at a stop, every node as closed.</summary>
    public async Task<IReadOnlyList<DialectReport>> SyncAsync(World world, DialectScene scene, CancellationToken ct)
    {
        var round = await LookAsync(world, scene, ct);
        // A cluster that was never seen shows no node to hold; that is no reason to give anything back.
        if (world.Cluster is { } cluster && cluster.SeenAt > ClusterView.Unseen.SeenAt)
        {
            await WriteAsync(round, ct);
            await HoldAsync(round, scene.Now, ct);
        }

        return round.Reports();
    }

    /// <summary>The same without writing: what would stand where.</summary>
    public async Task<IReadOnlyList<DialectReport>> ShowAsync(World world, DateTimeOffset now, CancellationToken ct) => (await LookAsync(world, DialectScene.Of(world, now), ct)).Reports();

    private async Task<Round> LookAsync(World world, DialectScene scene, CancellationToken ct)
    {
        var round = new Round();
        var reading = new DialectReading(api, world, settings);
        foreach (var dialect in dialects)
        {
            try
            {
                var sight = await dialect.DetectAsync(reading, ct);
                round.Add(dialect, sight, dialect.Show(sight, scene), dialect.Hold(sight, scene));
            }
            catch (ApiException e)
            {
                round.Fail(dialect, e.Message);
            }
            catch (Exception e) when (IsOfObject(e))
            {
                // A neighbour may write what it likes into its own objects; that must not keep the others from their marks.
                round.Fail(dialect, $"what it says of itself can't be read: {e.Message}");
            }
        }

        return round;
    }

    private async Task WriteAsync(Round round, CancellationToken ct)
    {
        foreach (var type in new[] { ResourceType.Nodes, ResourceType.Pods })
        {
            await round.TryAsync($"marked {type.Plural}", async () =>
            {
                foreach (var json in await api.ListAsync(type == ResourceType.Nodes ? Permissions.ListNodes : Permissions.ListPods, type, null, Marked, ct) ?? [])
                {
                    round.Known(new ClusterObject(type, json));
                }
            });
        }

        foreach (var on in round.Objects)
        {
            await round.TryAsync(on.ToString(), () => BringAsync(round, on, ct));
        }
    }

    // A dialect that could not be read lets nothing go: its Leases run out by themselves.
    private async Task HoldAsync(Round round, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var (dialect, holds) in round.Holding)
        {
            foreach (var hold in holds)
            {
                await round.TryAsync(dialect, hold.On, () => leases.TakeAsync(hold, round.Find(hold.On), Right, now, ct));
            }

            foreach (var on in round.Ours(dialect).Except(holds.Select(h => h.On)).ToList())
            {
                await round.TryAsync(dialect, on, () => leases.ReleaseAsync(on, round.Find(on)!, Right, ct));
            }
        }
    }

    // Changed by somebody since it was read: decide anew on what is there now.
    private async Task BringAsync(Round round, ObjectRef on, CancellationToken ct)
    {
        var json = round.Find(on);
        for (var turn = 0; turn < Tries; turn++)
        {
            json ??= await api.FindAsync(Right(on.Type, "get"), on.Type, on.Namespace, on.Name, ct);
            if (json is null || Ownership.Patch(json, round.WantedOn(on), round.Failed) is not { } patch)
            {
                return;
            }

            try
            {
                await api.PatchAsync(Right(on.Type, "patch"), on.Type, on.Namespace, on.Name, patch, ct);
                return;
            }
            catch (ApiException e) when (e.Failure is ApiFailure.Conflict or ApiFailure.NotFound)
            {
                json = null;
            }
        }

        throw new ApiException(ApiFailure.Conflict, null, $"{on} was changed by others {Tries} times in a row");
    }

    private Permission Right(ResourceType type, string verb) => (type, verb) switch
    {
        _ when type == ResourceType.Nodes => verb == "get" ? Permissions.GetNode : Permissions.PatchNode,
        _ when type == ResourceType.Pods => verb == "get" ? Permissions.GetPod : Permissions.PatchPod,
        _ => dialects.SelectMany(d => d.Permissions).FirstOrDefault(p => p.Group == type.Group && p.Resource == type.Plural && p.Verb == verb)
            ?? throw new InvalidOperationException($"no dialect names a permission to {verb} {type}"),
    };

    // What anybody may have written into an object of his; a mistake of ours among these is one object's problem, too.
    private static bool IsOfObject(Exception e) => e is JsonException or InvalidOperationException or FormatException or ArgumentException or OverflowException;

    private sealed class Round
    {
        private readonly List<(IDialect Dialect, DialectSight? Sight, IReadOnlyList<DialectWrite> Writes, IReadOnlyList<LeaseHold> Holds, List<string> Problems)> dialects = [];
        private readonly Dictionary<ObjectRef, JsonObject> known = [];

        public HashSet<string> Failed { get; } = new(StringComparer.Ordinal);

        public IReadOnlyList<ObjectRef> Objects => [.. dialects.SelectMany(d => d.Writes.Select(w => w.On)).Concat(known.Keys).Distinct()];

        public IEnumerable<(IDialect Dialect, IReadOnlyList<LeaseHold> Holds)> Holding => dialects.Where(d => d.Sight is not null).Select(d => (d.Dialect, d.Holds));

        public void Add(IDialect dialect, DialectSight sight, IReadOnlyList<DialectWrite> writes, IReadOnlyList<LeaseHold> holds)
        {
            dialects.Add((dialect, sight, writes, holds, []));
            foreach (var seen in sight.Objects)
            {
                Known(seen);
            }
        }

        public void Fail(IDialect dialect, string why)
        {
            dialects.Add((dialect, null, [], [], [why]));
            if (!dialect.Permits)
            {
                Failed.Add(dialect.Name);
            }
        }

        // What was read of it and is held in BakeWindow's name, also by an earlier process.
        public IEnumerable<ObjectRef> Ours(IDialect dialect) => dialects.First(d => d.Dialect == dialect).Sight!.Objects.Where(NeighbourLeases.IsOurs).Select(o => o.Ref);

        public void Known(ClusterObject seen) => known[seen.Ref] = seen.Json;

        public JsonObject? Find(ObjectRef on) => known.GetValueOrDefault(on);

        public Dictionary<string, IReadOnlyList<OwnedField>> WantedOn(ObjectRef on) => dialects
            .SelectMany(d => d.Writes.Where(w => w.On == on).Select(w => (d.Dialect.Name, w.Fields)))
            .GroupBy(w => w.Name, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, IReadOnlyList<OwnedField> (g) => [.. g.SelectMany(w => w.Fields)], StringComparer.Ordinal);

        // One object that can't be written must not keep the others from theirs.
        public async Task TryAsync(string what, Func<Task> act)
        {
            try
            {
                await act();
            }
            catch (Exception e) when (e is ApiException || IsOfObject(e))
            {
                foreach (var dialect in dialects)
                {
                    if (dialect.Writes.Any(w => w.On.ToString() == what) || dialects.TrueForAll(d => d.Writes.All(w => w.On.ToString() != what)))
                    {
                        dialect.Problems.Add($"{what}: {e.Message}");
                    }
                }
            }
        }

        public async Task TryAsync(IDialect dialect, ObjectRef on, Func<Task> act)
        {
            try
            {
                await act();
            }
            catch (Exception e) when (e is ApiException || IsOfObject(e))
            {
                dialects.First(d => d.Dialect == dialect).Problems.Add($"{on}: {e.Message}");
            }
        }

        public IReadOnlyList<DialectReport> Reports() => [.. dialects.Select(d => new DialectReport(d.Dialect.Name, d.Sight, d.Writes, d.Problems) { Holds = d.Holds })];
    }
}
