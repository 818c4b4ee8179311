using BakeWindow.Web.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace BakeWindow.Tests.Web;

/// <summary>The loop under every service that looks when it is woken, and now and then.</summary>
public sealed class WakeUpsTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider clock = new();
    private readonly CancellationTokenSource stop = new();
    private readonly SemaphoreSlim looked = new(0);
    private readonly SemaphoreSlim mayEnd = new(0);
    private readonly List<string> failures = [];
    private int looks;

    public void Dispose()
    {
        stop.Dispose();
        looked.Dispose();
        mayEnd.Dispose();
    }

    [Fact]
    public async Task Wake_ups_during_a_look_become_one_more_after_it()
    {
        var wakeUps = new WakeUps(clock);
        var running = wakeUps.RunAsync(LookAsync, e => failures.Add(e.Message), stop.Token);
        Assert.Equal(0, looks);

        wakeUps.Wake();
        await LookedAsync();
        for (var i = 0; i < 10; i++)
        {
            wakeUps.Wake();
        }

        mayEnd.Release();
        await LookedAsync();
        mayEnd.Release();
        await stop.CancelAsync();
        await running.WaitAsync(Patience);
        Assert.Equal(2, looks);
    }

    [Fact]
    public async Task It_looks_at_once_and_at_every_tick_and_rests_after_each()
    {
        var running = new WakeUps(clock) { Every = TimeSpan.FromSeconds(5), Calm = TimeSpan.FromSeconds(1) }.RunAsync(LookAsync, e => failures.Add(e.Message), stop.Token);
        mayEnd.Release(3);
        await LookedAsync();
        for (var look = 2; look <= 3; look++)
        {
            while (!await looked.WaitAsync(5))
            {
                clock.Advance(TimeSpan.FromSeconds(1));
            }

            Assert.Equal(look, looks);
        }

        await stop.CancelAsync();
        await running.WaitAsync(Patience);
    }

    [Fact]
    public async Task A_look_that_fails_is_told_and_ends_nothing_and_a_stop_is_no_failure()
    {
        var wakeUps = new WakeUps(clock);
        var running = wakeUps.RunAsync(
            async ct =>
            {
                await LookAsync(ct);
                throw new InvalidOperationException($"look {looks}");
            },
            e => failures.Add(e.Message),
            stop.Token);
        mayEnd.Release(2);
        wakeUps.Wake();
        await LookedAsync();
        wakeUps.Wake();
        await LookedAsync();

        wakeUps.Wake();
        await LookedAsync();
        await stop.CancelAsync();
        await running.WaitAsync(Patience);
        Assert.Equal(["look 1", "look 2"], failures);
    }

    private async Task LookAsync(CancellationToken ct)
    {
        looks++;
        looked.Release();
        await mayEnd.WaitAsync(ct);
    }

    private async Task LookedAsync() => Assert.True(await looked.WaitAsync(Patience));
}
