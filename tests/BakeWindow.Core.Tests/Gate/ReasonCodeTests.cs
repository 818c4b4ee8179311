using BakeWindow.Core.Gate;

namespace BakeWindow.Core.Tests.Gate;

/// <summary>Every reason has a world that yields it, and a name that never changes.</summary>
public sealed class ReasonCodeTests
{
    public static TheoryData<ReasonCode> Codes => [.. Enum.GetValues<ReasonCode>()];

    [Fact]
    public void Every_code_is_in_the_table() => Assert.Equal(Enum.GetValues<ReasonCode>(), EveryReason.Table.Keys.Order());

    [Theory]
    [MemberData(nameof(Codes))]
    public void Every_reason_has_a_world_that_yields_it(ReasonCode code) => Assert.Equal(code, EveryReason.Table[code].Decide().Reason);

    [Theory]
    [MemberData(nameof(Codes))]
    public void Codes_are_never_renamed(ReasonCode code) => Assert.Equal(EveryReason.Table[code].Kebab, code.Kebab());

    [Theory]
    [MemberData(nameof(Codes))]
    public void Only_three_reasons_are_a_yes_and_what_can_not_be_known_is_told_apart(ReasonCode code)
    {
        var verdict = EveryReason.Table[code].Decide();

        Assert.Equal(code is ReasonCode.SafeWindow or ReasonCode.NoDutyHere or ReasonCode.BrokenGlass, verdict is Verdict.Allowed);
        Assert.Equal(code >= ReasonCode.HeadMissing, verdict is Verdict.CannotKnow);
        Assert.NotEmpty(verdict.Message);
        // A broken glass shows what it overrides.
        Assert.Equal(verdict is Verdict.Allowed && code is not ReasonCode.BrokenGlass, verdict.Findings.All(f => f.Passed));
    }
}
