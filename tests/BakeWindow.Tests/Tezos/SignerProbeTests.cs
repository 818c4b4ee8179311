using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;
using BakeWindow.Tezos.Duties;
using Microsoft.Extensions.Time.Testing;

namespace BakeWindow.Tests.Tezos;

public sealed class SignerProbeTests : IAsyncLifetime
{
    private static readonly BakerAddress Baker = BakerAddress.Parse(FakeChain.Baker);
    private FakeNode node = null!;

    public async ValueTask InitializeAsync() => node = await FakeNode.StartAsync();

    public ValueTask DisposeAsync() => node.DisposeAsync();

    [Theory]
    [InlineData(200, SignerAnswer.KeyLoaded)]
    [InlineData(404, SignerAnswer.KeyUnknown)]
    [InlineData(502, SignerAnswer.NoSigner)]
    [InlineData(503, SignerAnswer.NoSigner)]
    [InlineData(504, SignerAnswer.NoSigner)]
    [InlineData(500, SignerAnswer.Broken)]
    [InlineData(401, SignerAnswer.Broken)]
    public async Task A_signer_and_what_stands_before_it_are_told_apart(int status, SignerAnswer expected)
    {
        node.Answer("/keys/" + FakeChain.Baker, status, """{"public_key":"edpk"}""");

        Assert.Equal(expected, await new SignerProbe(FakeNode.Client, node.Address, "signer", TimeProvider.System, TimeSpan.FromSeconds(20)).AskAsync(FakeChain.Baker));
    }

    [Fact]
    public async Task A_signer_that_hangs_or_is_gone()
    {
        var time = new FakeTimeProvider();
        var asked = new TaskCompletionSource();
        node.Answer("/keys/" + FakeChain.Baker, async context =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        var probe = new SignerProbe(FakeNode.Client, node.Address, "signer", time, TimeSpan.FromSeconds(5));

        var call = probe.AskAsync(FakeChain.Baker);
        await asked.Task;
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(SignerAnswer.TimedOut, await call);

        await node.DisposeAsync();
        Assert.Equal(SignerAnswer.Unreachable, await probe.AskAsync(FakeChain.Baker));
        node = await FakeNode.StartAsync();
    }

    [Theory]
    [InlineData(106, true)]  // the duty at 104 is two levels behind the head
    [InlineData(107, false)]
    [InlineData(101, true)]  // the level at work is 102
    [InlineData(100, false)]
    [InlineData(114, false)] // a right of round 1 at 115
    [InlineData(118, true)]  // the sheet ends at 120
    [InlineData(117, false)]
    public void A_signer_is_left_in_peace_around_a_duty(int head, bool forbidden) =>
        Assert.Equal(forbidden, SignerProbe.IsForbidden(Sheet(new AttestationDuties.Estimated(35)), new Level(head), ConsensusEra.Tenderbake));

    [Fact]
    public void In_the_priority_era_an_endorsement_is_a_duty_as_well()
    {
        var slots = new short[20];
        Array.Fill(slots, AttestationDuties.Known.None);
        slots[110 - 101] = 1;
        var sheet = Sheet(new AttestationDuties.Known(slots));

        Assert.Equal([true, false], new[] { 108, 113 }.Select(h => SignerProbe.IsForbidden(sheet, new Level(h), ConsensusEra.Priority)));
    }

    private static RightsSheet Sheet(AttestationDuties attestations) => RightsSheet.From(
        [new CycleRights(Baker, new CycleSpan(new Cycle(10), new Level(101), new Level(120)), [new BakingRight(new Level(104), 0), new BakingRight(new Level(115), 1)], attestations)], 0.01);
}
