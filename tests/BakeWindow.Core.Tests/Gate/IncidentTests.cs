using BakeWindow.Core.Chain;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Tests.Gate;

/// <summary>
/// The incident of 2019-11-15 that this project began with: cycle 169, a block a minute, endorsing duties at 695,308, 695,401 and 695,414. A virtual machine died at
/// 00:14:44Z and took 22 minutes to come back; the endorsement of 695,414 was missed. An hour and a half before, the same outage would have cost nothing.
/// </summary>
public sealed class IncidentTests
{
    private static readonly CycleSpan Cycle169 = new(new Cycle(169), new Level(692_225), new Level(696_320));

    private static BakerRights Duties()
    {
        var slots = new short[Cycle169.Length];
        Array.Fill(slots, AttestationDuties.Known.None);
        foreach (var level in new[] { 695_308, 695_401, 695_414 })
        {
            slots[level - Cycle169.First.Value] = 1;
        }

        return new BakerRights(RightsSheet.From([new CycleRights(Sample.Baker, Cycle169, [], new AttestationDuties.Known(slots))], 0.0005));
    }

    private static Verdict Ask(int level, string headAt, string now)
    {
        var chain = new ChainView { Head = Sample.Head(level, DateTimeOffset.Parse(headAt), cycle: Cycle169, protocol: "PsBabyM1"), Constants = Sample.Babylon };
        return Gatekeeper.Decide(Sample.World(chain, Duties()), new GateRequest { Need = TimeSpan.FromMinutes(22) }, DateTimeOffset.Parse(now));
    }

    [Fact]
    public void At_22_38_the_evening_before_22_minutes_are_safe_with_about_90_guaranteed()
    {
        var yes = Assert.IsType<Verdict.Allowed>(Ask(695_310, "2019-11-15T22:38:10Z", "2019-11-15T22:38:12Z"));

        Assert.Equal(TimeSpan.FromMinutes(90) - TimeSpan.FromSeconds(2), yes.SafeFor);
        Assert.Equal(new Level(695_401), yes.Right!.Right.Level);
    }

    [Fact]
    public void At_00_14_44_they_are_not_and_level_695_414_is_named()
    {
        var no = Assert.IsType<Verdict.Held>(Ask(695_404, "2019-11-16T00:14:42Z", "2019-11-16T00:14:44Z"));

        Assert.Equal(ReasonCode.AttestationRightAhead, no.Reason);
        Assert.Equal(new Level(695_414), no.Right!.Right.Level);
        Assert.Equal(DateTimeOffset.Parse("2019-11-16T00:24:42Z"), no.Right.Earliest);
        Assert.Contains("endorses level 695414", no.Message, StringComparison.Ordinal);
        // The next window opens when the endorsement has settled.
        Assert.Equal(DateTimeOffset.Parse("2019-11-16T00:26:42Z"), no.NextSafeAt);
    }

    [Fact]
    public void Two_levels_after_695_308_the_window_opens_and_not_before()
    {
        Assert.Equal(ReasonCode.RightNotSettled, Ask(695_309, "2019-11-15T22:37:10Z", "2019-11-15T22:37:11Z").Reason);
        Assert.Equal(ReasonCode.SafeWindow, Ask(695_310, "2019-11-15T22:38:10Z", "2019-11-15T22:38:10Z").Reason);
    }
}
