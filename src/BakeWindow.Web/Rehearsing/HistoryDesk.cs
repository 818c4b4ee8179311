using System.Data.Common;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Rehearsing;
using BakeWindow.Storage;
using BakeWindow.Tezos.Rights;
using BakeWindow.Tezos.Rpc;
using BakeWindow.Web.Access;
using BakeWindow.Web.Observing;
using Microsoft.EntityFrameworkCore;

namespace BakeWindow.Web.Rehearsing;

/// <summary>Fetches rights of past cycles from the sources that are marked for rights calls, on a person's order, one order at a time, and keeps them.</summary>
public sealed class HistoryDesk(WorldBoard board, PastRights past, RightsStore store, AuditLog audit, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim one = new(1, 1);

    /// <summary>Who is asked, for people.</summary>
    public string Sources => string.Join(", ", past.Sources);

    /// <summary>Fetches what the store lacks of the cycles before the present one, newest first, and stops at the first that nobody tells: what is older will not be known either.</summary>
    /// <param name="by">Who orders it.</param>
    /// <param name="cycles">How many cycles back, 1…30.</param>
    /// <param name="told">Is told each cycle that was fetched.</param>
    /// <param name="ct">Ends it; what was fetched stays.</param>
    /// <returns>How many cycles were fetched for all bakers, and why no more; null: all that were wanted are there.</returns>
    public async Task<(int Fetched, string? WhyNoMore)> FetchAsync(Caller by, int cycles, Action<Cycle> told, CancellationToken ct)
    {
        by.Require(Act.Request);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(cycles, RehearsalScript.MostCycles);
        if (!await one.WaitAsync(TimeSpan.Zero, ct))
        {
            return (0, "somebody fetches rights already; look again when that is done");
        }

        try
        {
            if (board.Now.Chain is not { } chain)
            {
                return (0, "no head has been seen yet");
            }

            await audit.AppendAsync(time.GetUtcNow(), new AuditNote("rights-fetched", by.Name, $"{cycles} cycles before {chain.Head.Cycle.Cycle}", $"from {Sources}") { From = by.From }, ct);
            return await FetchAsync(chain, cycles, told, ct);
        }
        finally
        {
            one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => one.Dispose();

    private async Task<(int Fetched, string? WhyNoMore)> FetchAsync(ChainView chain, int cycles, Action<Cycle> told, CancellationToken ct)
    {
        var fetched = 0;
        for (var back = 1; back <= cycles && chain.Head.Cycle.First.Value - (back * chain.Constants.BlocksPerCycle) >= 1; back++)
        {
            var first = chain.Head.Cycle.First - (back * chain.Constants.BlocksPerCycle);
            var span = new CycleSpan(chain.Head.Cycle.Cycle - back, first, first + chain.Constants.BlocksPerCycle - 1);
            try
            {
                if (await FetchAsync(chain, span, ct))
                {
                    fetched++;
                    told(span.Cycle);
                }
            }
            catch (RpcException e)
            {
                return (fetched, $"cycle {span.Cycle} is not told: {e.Message}");
            }
            catch (Exception e) when (e is DbException or DbUpdateException or InvalidOperationException)
            {
                return (fetched, $"cycle {span.Cycle} could not be kept: {e.Message}");
            }
        }

        return (fetched, null);
    }

    private async Task<bool> FetchAsync(ChainView chain, CycleSpan span, CancellationToken ct)
    {
        var any = false;
        foreach (var facts in board.Now.Bakers)
        {
            if ((await store.LoadAsync(chain.Head.ChainId, facts.Baker, span.Cycle, ct)).Any(c => c.Span == span))
            {
                continue;
            }

            // The stake of the time is not known; today's is the best guess, and only the budget is reckoned from it.
            var slots = facts.Rights?.Participation is { } p ? (double)p.ExpectedSlots / chain.Constants.BlocksPerCycle : (facts.Rights?.Sheet.Share ?? 0) * chain.Constants.CommitteeSize;
            await store.SaveAsync(chain.Head.ChainId, await past.ReadAsync(facts.Baker, span, chain, slots, ct), ct);
            any = true;
        }

        return any;
    }
}
