using System.Data.Common;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rights;
using BakeWindow.Storage;
using BakeWindow.Tezos.Rights;
using BakeWindow.Tezos.Rpc;
using BakeWindow.Web.Configuration;
using Microsoft.EntityFrameworkCore;

namespace BakeWindow.Web.Observing;

/// <summary>Keeps rights, participation and nonces of the declared bakers on the board. Rights of a cycle are asked for once and stored; what can't be read leaves the former facts standing with a note.</summary>
public sealed partial class BakerObserver(WorldBoard board, BakerReader reader, HorizonReader horizon, RightsStore store, Settings settings, TimeProvider time, ILogger<BakerObserver> logger) : IDisposable
{
    // A failed refresh is not repeated at every head: a struggling node must not be made to struggle more.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    // Participation changes slowly; a job reads it every five minutes, and where that runs in another process the head stream sees to it.
    private const int OldAfterLevels = 100;

    private readonly SemaphoreSlim one = new(1, 1);
    private readonly Dictionary<BakerAddress, IReadOnlyList<CycleRights>> known = [];
    private DateTimeOffset lastTry = DateTimeOffset.MinValue;
    private Cycle? lastCycle;

    /// <summary>True when a cycle has begun, or facts are missing or old, and the last try is not too fresh.</summary>
    public bool AreDue(World world, DateTimeOffset now)
    {
        if (world.Chain is not { } chain)
        {
            return false;
        }

        return chain.Head.Cycle.Cycle != lastCycle || (now - lastTry >= Pause && world.Bakers.Any(b => IsOld(b, chain)));
    }

    /// <summary>Reads every cycle that the chain knows and we don't, then participation and nonces.</summary>
    public async Task RefreshRightsAsync(CancellationToken ct)
    {
        await one.WaitAsync(ct);
        try
        {
            if (board.Now.Chain is not { } chain)
            {
                return;
            }

            (lastTry, lastCycle) = (time.GetUtcNow(), chain.Head.Cycle.Cycle);
            foreach (var baker in settings.Bakers)
            {
                // First, for the slots that it tells stand in the rights as the estimate of attestations.
                var participation = await ParticipationAsync(baker.Address, chain, ct);
                await RightsAsync(baker.Address, chain, participation, ct);
                await DutiesAsync(baker.Address, chain, participation, ct);
            }
        }
        finally
        {
            one.Release();
        }
    }

    /// <summary>Reads participation and nonces again.</summary>
    public async Task RefreshDutiesAsync(CancellationToken ct)
    {
        await one.WaitAsync(ct);
        try
        {
            if (board.Now.Chain is { } chain)
            {
                foreach (var baker in settings.Bakers)
                {
                    await DutiesAsync(baker.Address, chain, await ParticipationAsync(baker.Address, chain, ct), ct);
                }
            }
        }
        finally
        {
            one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => one.Dispose();

    private static bool IsOld(BakerFacts facts, ChainView chain) => facts.Rights is not { } rights
        || rights.Sheet.Last < chain.Head.Level
        || (chain.Constants.Era is ConsensusEra.Tenderbake && (rights.Participation is not { } p || p.ReadAt < chain.Head.Cycle.First || chain.Head.Level - p.ReadAt > OldAfterLevels));

    private async Task RightsAsync(BakerAddress baker, ChainView chain, Participation? participation, CancellationToken ct)
    {
        try
        {
            var before = board.Now.Bakers.First(b => b.Baker == baker).Rights;
            participation ??= before?.Participation;
            var slots = participation is { } p ? (double)p.ExpectedSlots / chain.Constants.BlocksPerCycle : (double?)null;
            var old = await KnownAsync(baker, chain, ct);
            var reading = await horizon.ReadAsync(baker, chain, old, slots, ct);
            // The former cycle's nonces are revealed in this one, so it is still of use; without it a node would be asked for it at every look at nonces.
            known[baker] = [.. old.Where(c => c.Span.Cycle == chain.Head.Cycle.Cycle - 1 && reading.Cycles.All(r => r.Span.Cycle != c.Span.Cycle)), .. reading.Cycles];
            await StoreAsync(baker, chain, reading.Fresh, ct);
            if (before is null || reading.Fresh.Count > 0 || before.Sheet.Last < reading.Cycles[^1].Span.Last)
            {
                var sheet = RightsSheet.From(reading.Cycles, await reader.ShareAsync(baker, chain, participation, ct));
                board.UpdateBaker(baker, b => b with { Rights = (b.Rights ?? new BakerRights(sheet)) with { Sheet = sheet } });
            }

            Tell(baker, reading.Failure?.Message ?? reading.Shortfall);
        }
        catch (RpcException e)
        {
            Tell(baker, e.Message);
        }
    }

    private async Task<IReadOnlyList<CycleRights>> KnownAsync(BakerAddress baker, ChainView chain, CancellationToken ct)
    {
        // What was stored was read to the usual rounds; a policy that holds more of them hard must read again.
        if (known.TryGetValue(baker, out var cycles) || settings.Policy.HardRounds > Observers.UsualRounds)
        {
            return cycles ?? [];
        }

        try
        {
            return await store.LoadAsync(chain.Head.ChainId, baker, chain.Head.Cycle.Cycle - 1, ct);
        }
        catch (Exception e) when (e is DbException or InvalidOperationException)
        {
            // The store only saves calls; a node can tell all of it again.
            Log.NotLoaded(logger, e, baker.Value);
            return [];
        }
    }

    private async Task StoreAsync(BakerAddress baker, ChainView chain, IReadOnlyList<CycleRights> fresh, CancellationToken ct)
    {
        foreach (var cycle in fresh)
        {
            Log.Read(logger, baker.Value, cycle.Span.Cycle.Value, cycle.Baking.Length);
            try
            {
                await store.SaveAsync(chain.Head.ChainId, cycle, ct);
            }
            catch (Exception e) when (e is DbException or DbUpdateException or InvalidOperationException)
            {
                // Known in memory all the same; a node that gave a cycle once is not asked again because a disk is full.
                Log.NotStored(logger, e, baker.Value, cycle.Span.Cycle.Value);
            }
        }
    }

    private async Task<Participation?> ParticipationAsync(BakerAddress baker, ChainView chain, CancellationToken ct)
    {
        try
        {
            return await reader.ParticipationAsync(baker, chain, ct);
        }
        catch (RpcException e)
        {
            Log.NotRead(logger, baker.Value, e.Message);
            return null;
        }
    }

    private async Task DutiesAsync(BakerAddress baker, ChainView chain, Participation? participation, CancellationToken ct)
    {
        try
        {
            var nonces = await reader.NoncesAsync(baker, chain, known.GetValueOrDefault(baker, []), ct);
            board.UpdateBaker(baker, b => b.Rights is null ? b : b with { Rights = b.Rights with { Participation = participation ?? b.Rights.Participation, Nonces = nonces } });
        }
        catch (RpcException e)
        {
            Log.NotRead(logger, baker.Value, e.Message);
            board.UpdateBaker(baker, b => b.Rights is null || participation is null ? b : b with { Rights = b.Rights with { Participation = participation } });
        }
    }

    private void Tell(BakerAddress baker, string? problem)
    {
        if (problem is not null && problem != board.Now.Bakers.First(b => b.Baker == baker).RightsProblem)
        {
            Log.NotRead(logger, baker.Value, problem);
        }

        board.UpdateBaker(baker, b => b with { RightsProblem = problem });
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Rights of {Baker} in cycle {Cycle} read: {Count} to bake")]
        public static partial void Read(ILogger logger, string baker, int cycle, int count);

        [LoggerMessage(2, LogLevel.Warning, "Facts of {Baker} can't be read: {Why}")]
        public static partial void NotRead(ILogger logger, string baker, string why);

        [LoggerMessage(3, LogLevel.Warning, "Stored rights of {Baker} can't be read; they are asked for again")]
        public static partial void NotLoaded(ILogger logger, Exception e, string baker);

        [LoggerMessage(4, LogLevel.Warning, "Rights of {Baker} in cycle {Cycle} can't be stored; they will be asked for again after a restart")]
        public static partial void NotStored(ILogger logger, Exception e, string baker, int cycle);
    }
}
