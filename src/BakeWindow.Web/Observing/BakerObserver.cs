using BakeWindow.Core.Chain;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rights;
using BakeWindow.Storage;
using BakeWindow.Tezos.Rights;
using BakeWindow.Tezos.Rpc;
using BakeWindow.Web.Configuration;

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
                await RightsAsync(baker.Address, chain, ct);
                await DutiesAsync(baker.Address, chain, ct);
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
                    await DutiesAsync(baker.Address, chain, ct);
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

    private async Task RightsAsync(BakerAddress baker, ChainView chain, CancellationToken ct)
    {
        try
        {
            if (!known.TryGetValue(baker, out var cycles))
            {
                // What was stored was read to the usual rounds; a policy that holds more of them hard must read again.
                cycles = settings.Policy.HardRounds > Observers.UsualRounds ? [] : await store.LoadAsync(chain.Head.ChainId, baker, chain.Head.Cycle.Cycle - 1, ct);
            }

            // The old sheet may be of a chain that has been replaced by another under the same address; the reader checks spans, the store keys by chain.
            var facts = board.Now.Bakers.First(b => b.Baker == baker);
            var slots = facts.Rights?.Participation is { } p ? (double)p.ExpectedSlots / chain.Constants.BlocksPerCycle : (double?)null;
            var reading = await horizon.ReadAsync(baker, chain, cycles, slots, ct);
            foreach (var fresh in reading.Fresh)
            {
                await store.SaveAsync(chain.Head.ChainId, fresh, ct);
                Log.Read(logger, baker.Value, fresh.Span.Cycle.Value, fresh.Baking.Length);
            }

            known[baker] = reading.Cycles;
            if (facts.Rights is null || reading.Fresh.Count > 0 || facts.Rights.Sheet.Last < reading.Cycles[^1].Span.Last)
            {
                var share = await reader.ShareAsync(baker, chain, facts.Rights?.Participation, ct);
                var sheet = RightsSheet.From(reading.Cycles, share);
                board.UpdateBaker(baker, b => b with { Rights = (b.Rights ?? new BakerRights(sheet)) with { Sheet = sheet }, RightsProblem = reading.Shortfall });
            }

            if (reading.Failure is { } failure)
            {
                Log.NotRead(logger, baker.Value, failure.Message);
                board.UpdateBaker(baker, b => b with { RightsProblem = failure.Message });
            }
        }
        catch (RpcException e)
        {
            Log.NotRead(logger, baker.Value, e.Message);
            board.UpdateBaker(baker, b => b with { RightsProblem = e.Message });
        }
    }

    private async Task DutiesAsync(BakerAddress baker, ChainView chain, CancellationToken ct)
    {
        try
        {
            var participation = await reader.ParticipationAsync(baker, chain, ct);
            var nonces = await reader.NoncesAsync(baker, chain, known.GetValueOrDefault(baker, []), ct);
            board.UpdateBaker(baker, b => b.Rights is null ? b : b with { Rights = b.Rights with { Participation = participation ?? b.Rights.Participation, Nonces = nonces } });
        }
        catch (RpcException e)
        {
            Log.NotRead(logger, baker.Value, e.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Rights of {Baker} in cycle {Cycle} read: {Count} to bake")]
        public static partial void Read(ILogger logger, string baker, int cycle, int count);

        [LoggerMessage(2, LogLevel.Warning, "Facts of {Baker} can't be read: {Why}")]
        public static partial void NotRead(ILogger logger, string baker, string why);
    }
}
