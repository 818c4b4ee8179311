using System.Data.Common;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;
using BakeWindow.Core.Rehearsing;
using BakeWindow.Core.Rights;
using BakeWindow.Storage;
using BakeWindow.Tezos.Rights;
using BakeWindow.Web.Access;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Observing;

namespace BakeWindow.Web.Rehearsing;

/// <summary>Gathers what a rehearsal is made of, and plays it off the caller's thread, one at a time in the whole process: nothing of it touches what is guarded.</summary>
public sealed class Rehearsals(WorldBoard board, RightsStore store, SampleStore samples, Journal journal, PastRights past, Settings settings) : IDisposable
{
    // More than anybody asks for in a month of cycles.
    private const int MostRequests = 1_000;

    private const int MostRunsPerNode = 100;

    // Every node is planned for at every cycle under both policies; the first of a big cluster say as much as all.
    private const int MostNodes = 50;

    // Programs that find so many before them are told to come again.
    private const int MostWaiting = 4;

    private readonly SemaphoreSlim one = new(1, 1);
    private int coming;

    /// <summary>Rights are known up to this round.</summary>
    public int KnownRounds => past.MaxRound;

    /// <summary>Gathers what is known for a question.</summary>
    internal async Task<RehearsalMaterial> GatherAsync(RehearsalQuestion question, CancellationToken ct)
    {
        var world = board.Now;
        if (world.Chain is not { } chain)
        {
            return RehearsalMaterial.Nothing("no head has been seen yet");
        }

        try
        {
            var bakers = new List<RehearsedBaker>();
            foreach (var facts in world.Bakers)
            {
                bakers.Add(await BakerAsync(chain, facts, question.Cycles, ct));
            }

            var replayable = ReplayableCycles.Of(chain, bakers, question.Cycles);
            if (replayable.Cycles.Count == 0)
            {
                return RehearsalMaterial.Nothing("no cycle is known whole for every declared baker") with { Missing = replayable.Missing };
            }

            var script = new RehearsalScript
            {
                Chain = chain,
                Bakers = bakers,
                Nodes = Nodes(world),
                Runs = await samples.ByNodeAsync(MostRunsPerNode, ct),
                Demands = [.. (await journal.ListAsync(onlyOpen: false, MostRequests, ct)).Select(m => m.Request)],
                Today = question.Edit.Today,
                Edited = question.Edit.Edited,
                Cycles = replayable.Cycles,
                Seed = question.Seed,
            };
            return WithDemand(script, question) with { Missing = replayable.Missing };
        }
        catch (Exception e) when (e is DbException or InvalidOperationException or InvalidDataException)
        {
            return RehearsalMaterial.Nothing($"the database does not answer: {e.Message}");
        }
    }

    /// <summary>Gathers and plays in one turn, for programs.</summary>
    /// <returns>Null when too many wait already.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    internal async Task<(RehearsalMaterial Material, RehearsalResult? Result)?> AnswerAsync(RehearsalQuestion question, CancellationToken ct)
    {
        try
        {
            if (Interlocked.Increment(ref coming) > MostWaiting)
            {
                return null;
            }

            await one.WaitAsync(ct);
            try
            {
                var material = await GatherAsync(question, ct);
                RehearsalResult? result = null;
                if (material.Script is { } script)
                {
                    await PlayInTurnAsync(script, p => result = p.Result, ct);
                }

                return (material, result);
            }
            finally
            {
                one.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref coming);
        }
    }

    /// <summary>Plays a script. Progress is told on another thread.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task PlayAsync(RehearsalScript script, Action<RehearsalProgress> progress, CancellationToken ct)
    {
        await one.WaitAsync(ct);
        try
        {
            await PlayInTurnAsync(script, progress, ct);
        }
        finally
        {
            one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => one.Dispose();

    private static Task PlayInTurnAsync(RehearsalScript script, Action<RehearsalProgress> progress, CancellationToken ct) => Task.Run(() =>
    {
        foreach (var step in Rehearsal.Of(script))
        {
            ct.ThrowIfCancellationRequested();
            progress(step);
        }
    }, ct);

    private static RehearsalMaterial WithDemand(RehearsalScript script, RehearsalQuestion question)
    {
        var recorded = Rehearsal.Playable(script);
        if (recorded.Count > 0 && !question.MadeUp)
        {
            return new RehearsalMaterial { Script = script with { Demands = recorded }, Demand = $"{recorded.Count} requests that were recorded in these cycles" };
        }

        return new RehearsalMaterial
        {
            Script = script with { Demands = question.Synthetic.Of(script.Nodes, Rehearsal.TimeOf(script), script.Seed) },
            Demand = $"{(recorded.Count == 0 ? "no request was recorded in these cycles, so work is " : "")}{question.Synthetic.Words} (seed {script.Seed})",
        };
    }

    private async Task<RehearsedBaker> BakerAsync(ChainView chain, BakerFacts facts, int cycles, CancellationToken ct)
    {
        var kept = await store.LoadAsync(chain.Head.ChainId, facts.Baker, new Cycle(Math.Max(0, chain.Head.Cycle.Cycle.Value - cycles)), ct);
        IEnumerable<CycleRights> seen = facts.Rights?.Sheet.Cycles ?? [];
        // What is in memory was read last; of two readings of a cycle the whole one counts.
        var all = seen.Concat(kept).GroupBy(c => c.Span.Cycle).Select(c => c.OrderByDescending(r => r.Span.Length).First());
        return new RehearsedBaker(facts.Baker, [.. all.OrderBy(c => c.Span.First)], facts.Rights?.Sheet.Share, facts.Rights?.Participation?.ExpectedSlots);
    }

    // Where no cluster is seen, each baker stands for a node of its own.
    private IReadOnlyList<RehearsedNode> Nodes(World world)
    {
        var cluster = world.Cluster;
        IReadOnlyList<RehearsedNode> nodes = cluster is null ? [] :
        [
            .. cluster.Nodes.Values.OrderBy(n => n.Name, StringComparer.Ordinal)
                .Select(n => new RehearsedNode(n.Name, FailureDomains.Of(n), Placement.BakersOn(n.Name, cluster, world.Workloads)))
                .Where(n => n.Bakers.Count > 0).Take(MostNodes),
        ];
        return nodes.Count > 0 ? nodes : [.. world.Bakers.Select(b => new RehearsedNode(settings.NameOf(b.Baker), settings.NameOf(b.Baker), [b.Baker]))];
    }
}

/// <summary>What is to be rehearsed.</summary>
internal sealed record RehearsalQuestion
{
    /// <summary>The two policies.</summary>
    public required PolicyEdit Edit { get; init; }

    /// <summary>Over how many cycles, the newest that are known; 1…30.</summary>
    public int Cycles { get; init; } = 10;

    /// <summary>For all that is drawn.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The work that is made up where none is recorded, or where it is wanted.</summary>
    public SyntheticDemand Synthetic { get; init; } = SyntheticDemand.Usual;

    /// <summary>Made-up work also where some is recorded.</summary>
    public bool MadeUp { get; init; }
}

/// <summary>What was found to rehearse with.</summary>
public sealed record RehearsalMaterial
{
    /// <summary>The script; null when nothing can be replayed.</summary>
    public RehearsalScript? Script { get; init; }

    /// <summary>Where its work comes from, in words.</summary>
    public string Demand { get; init; } = "";

    /// <summary>Cycles that were wanted and can't be replayed.</summary>
    public IReadOnlyList<ReplayableCycles.Gap> Missing { get; init; } = [];

    /// <summary>Why nothing can be replayed, in words; null when something can.</summary>
    public string? Problem { get; init; }

    /// <summary>Nothing, and why.</summary>
    public static RehearsalMaterial Nothing(string why) => new() { Problem = why };
}
