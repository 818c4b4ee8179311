using BakeWindow.Core.Cluster;
using BakeWindow.Core.Tests.Gate;

namespace BakeWindow.Core.Tests.Readiness;

public sealed class PodTroubleTests
{
    private static PodTrouble? Of(params ContainerView[] containers) => PodTrouble.Of(ReadinessScene.Pod with { Ready = false, Containers = containers });

    private static ContainerView Looping(string name = "baker", bool init = false) => new(name, init) { Waiting = "CrashLoopBackOff", Restarts = 4, LastExit = 1 };

    [Fact]
    public void A_storage_of_another_version_is_named_with_both_versions()
    {
        var trouble = Of(ReadinessScene.OldStorage)!;

        Assert.Equal(PodTroubleCode.StorageVersion, trouble.Code);
        Assert.Contains("found 0.0.3, expected 0.0.4", trouble.Words, StringComparison.Ordinal);
        Assert.Equal(GateScene.Now.AddMinutes(-4), trouble.Since);
    }

    [Theory]
    [InlineData("Error: The data directory version is too old. Found 3.1, expected 3.2", "3.1", "3.2")]
    [InlineData("please run octez-node upgrade storage", null, null)]
    [InlineData("Found: \"0.0.3\",\nexpected: \"0.0.4\" data directory version", "0.0.3", "0.0.4")]
    public void Versions_are_read_however_they_are_quoted(string message, string? found, string? expected) =>
        Assert.Equal(new LastWords(LastWordsKind.StorageVersion, found, expected), LastWords.Of(message));

    [Theory]
    [InlineData("GET http://signer:8443/keys/tz1abc: 503 Service Unavailable: No server is available")]
    [InlineData("remote signer did not answer")]
    public void Words_of_a_signer_that_is_away_are_known(string message) => Assert.Equal(LastWordsKind.SignerAway, LastWords.Of(message)!.Kind);

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("panic: nil pointer at https://user:secret@host/")]
    public void Other_words_are_kept_nowhere(string? message) => Assert.Null(LastWords.Of(message));

    [Fact]
    public void An_init_container_that_waits_for_the_signer_is_named_by_its_words_or_its_name()
    {
        Assert.Equal(PodTroubleCode.WaitsForSigner, Of(Looping("check", init: true) with { LastWords = new LastWords(LastWordsKind.SignerAway) })!.Code);
        Assert.Equal(PodTroubleCode.WaitsForSigner, Of(new ContainerView("wait-for-signer", true) { Running = true })!.Code);
        Assert.Null(Of(new ContainerView("config", true) { Running = true }));
    }

    [Fact]
    public void What_can_not_be_known_is_said_so()
    {
        Assert.Contains("can't be known from here", Of(Looping())!.Words, StringComparison.Ordinal);
        Assert.Contains("FallbackToLogsOnError", Of(Looping())!.Words, StringComparison.Ordinal);
        Assert.Contains("kubectl describe", Of(Looping() with { EndedWithWords = true })!.Words, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pod_that_runs_well_again_is_in_no_trouble_whatever_it_died_of() =>
        Assert.Null(PodTrouble.Of(ReadinessScene.Pod with { Ready = true, Containers = [ReadinessScene.OldStorage with { Waiting = null, Running = true }] }));

    [Fact]
    public void A_pod_that_finds_no_node_says_since_when() =>
        Assert.Equal((PodTroubleCode.Unschedulable, GateScene.Now.AddHours(-28)),
            PodTrouble.Of(ReadinessScene.SentryPod("public-1", null, false) with { Unscheduled = new Unscheduled(GateScene.Now.AddHours(-28), "no room") }) is { } t ? (t.Code, t.Since!.Value) : default);

    [Fact]
    public void An_image_that_can_not_be_pulled_is_named() =>
        Assert.Contains("octez:v99 (ImagePullBackOff)", Of(new ContainerView("node", false) { Image = "octez:v99", Waiting = "ImagePullBackOff" })!.Words, StringComparison.Ordinal);
}
