using BakeWindow.Simulator.Chain;
using BakeWindow.Simulator.Clock;
using BakeWindow.Simulator.Scenarios;

namespace BakeWindow.Tests.Simulator;

public sealed class AttendanceLockTests
{
    [Fact]
    public async Task Looking_at_attendance_while_the_chain_drops_old_blocks_does_not_lock_up()
    {
        var noon = new DateTimeOffset(2026, 10, 1, 12, 0, 0, TimeSpan.Zero);
        using var time = VirtualTime.Manual(noon);
        var babylon = ProtocolVersion.Of(5).With(blocksPerCycle: 64, noncesWithin: 64);
        using var chain = new SimChain(DefaultScenario.Make(1, noon, babylon, 0.05).Chain, time);
        var looking = Task.Run(() =>
        {
            var seen = 0;
            for (var i = 0; i < 300; i++)
            {
                seen += chain.Attendance.Of(chain.Watched).LevelsAttested + chain.Attendance.Missed(chain.Watched, chain.Cycles.SpanAt(chain.Head.Level).Cycle.Value, chain.Head.Level).Levels;
            }

            return seen;
        });
        var growing = Task.Run(() => Enumerable.Range(0, 20).ToList().ForEach(_ => time.Advance(TimeSpan.FromHours(1))));

        await Task.WhenAll(looking, growing).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.True(chain.Head.Level - chain.Plan.AnchorLevel > 1_000);
        Assert.Equal(chain.Attendance.Of(chain.Watched).LevelsAttested, Enumerable.Range(chain.Plan.AnchorLevel + 1, chain.Head.Level - chain.Plan.AnchorLevel - 1).Count(l => chain.Lottery.OwnsSlot(l, chain.Watched)));
    }
}
