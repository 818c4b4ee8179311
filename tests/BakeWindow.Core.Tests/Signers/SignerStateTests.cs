using BakeWindow.Core.Readiness;
using BakeWindow.Core.Signers;

namespace BakeWindow.Core.Tests.Signers;

public sealed class SignerStateTests
{
    private const string Key = "tz1gg5bjopPcr9agjamyu9BbXKLibNc2rbAq";
    private static readonly SignerFinding Served = new SignerFinding.KeyServed();
    private static readonly SignerFinding Gone = new SignerFinding.NoSigner(503);

    public static TheoryData<string> Failures => [.. Kinds.Keys];

    private static readonly Dictionary<string, SignerFinding> Kinds = new()
    {
        ["key-unknown"] = new SignerFinding.KeyUnknown(), ["refusing"] = new SignerFinding.Refusing(), ["no-signer"] = Gone, ["silent"] = new SignerFinding.Silent(),
        ["refused"] = new SignerFinding.Refused(), ["timed-out"] = new SignerFinding.TimedOut(), ["broken"] = new SignerFinding.Broken("status 418"),
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void Each_failure_is_named_within_two_probes_told_once_and_healed_once(string code)
    {
        var walk = new Walk("a");
        walk.Look(("a", Served));
        Assert.Empty(walk.News);

        walk.Look(("a", Kinds[code]));
        Assert.Equal((PartStanding.Degraded, "in-doubt", true), (walk.Facts.Standing, walk.Facts.Code, SignerState.Healthy(walk.Facts)));
        Assert.True(walk.State.InDoubt);
        Assert.Empty(walk.News);

        walk.Look(("a", Kinds[code]));
        Assert.Equal((PartStanding.Down, code, false), (walk.Facts.Standing, walk.Facts.Code, SignerState.Healthy(walk.Facts)));
        walk.Look(("a", Kinds[code]));
        Assert.Equal([$"signer-{code}"], walk.News.Select(n => n.Code));

        walk.Look(("a", Served));
        Assert.Equal(PartStanding.Down, walk.Facts.Standing);
        walk.Look(("a", Served));
        walk.Look(("a", Served));
        Assert.Equal((PartStanding.Well, "key-served"), (walk.Facts.Standing, walk.Facts.Code));
        Assert.Equal([$"signer-{code}", "signer-healed"], walk.News.Select(n => n.Code));
    }

    [Fact]
    public void The_first_look_is_believed_and_nothing_is_known_before_it()
    {
        var walk = new Walk("a");
        Assert.Null(walk.State.Facts);
        Assert.Null(SignerState.Healthy(null));

        walk.Look(("a", Gone));

        Assert.Equal((PartStanding.Down, "no-signer"), (walk.Facts.Standing, walk.Facts.Code));
        Assert.Equal(["signer-no-signer"], walk.News.Select(n => n.Code));
    }

    [Fact]
    public void Two_failures_of_two_kinds_are_an_outage()
    {
        var walk = new Walk("a");
        walk.Look(("a", Served));
        walk.Look(("a", Gone));
        walk.Look(("a", new SignerFinding.TimedOut()));

        Assert.Equal((PartStanding.Down, "timed-out"), (walk.Facts.Standing, walk.Facts.Code));
    }

    [Fact]
    public void One_lost_probe_is_no_outage_and_since_begins_anew()
    {
        var walk = new Walk("a");
        walk.Look(("a", Served));
        var since = walk.Facts.Since;
        walk.Look(("a", Gone));
        walk.Look(("a", Served));

        Assert.Equal(PartStanding.Well, walk.Facts.Standing);
        Assert.True(walk.Facts.Since > since);
        Assert.Empty(walk.News);
    }

    [Fact]
    public void The_loss_of_one_of_two_signers_is_degraded_and_that_of_both_is_down()
    {
        var walk = new Walk("a", "b");
        walk.Look(("a", Served), ("b", Served));
        walk.Look(("a", Served), ("b", Gone));
        walk.Look(("a", Served), ("b", Gone));
        Assert.Equal((PartStanding.Degraded, "redundancy-lost", true), (walk.Facts.Standing, walk.Facts.Code, SignerState.Healthy(walk.Facts)));
        Assert.Contains("not b", walk.Facts.Words, StringComparison.Ordinal);

        walk.Look(("a", Gone), ("b", Gone));
        walk.Look(("a", Gone), ("b", Gone));
        Assert.Equal(PartStanding.Down, walk.Facts.Standing);
        Assert.Equal(["signer-redundancy-lost", "signer-no-signer"], walk.News.Select(n => n.Code));
    }

    [Fact]
    public void A_forwarder_with_one_of_two_servers_is_degraded_though_the_key_is_served()
    {
        var walk = new Walk("a");
        walk.Look(("a", Served), new PartLook(new PathPart.Proxy("haproxy"), new SignerFinding.Servers(2, 2, "", 0)));
        Assert.Equal(PartStanding.Well, walk.Facts.Standing);
        for (var i = 0; i < 2; i++)
        {
            walk.Look(("a", Served), new PartLook(new PathPart.Proxy("haproxy"), new SignerFinding.Servers(1, 2, "signer-b", 1)));
        }

        Assert.Equal((PartStanding.Degraded, "redundancy-lost", "behind haproxy 1 of 2 servers up; down: signer-b"), (walk.Facts.Standing, walk.Facts.Code, walk.Facts.Words));
        Assert.Equal(["signer-proxy-some-servers", "signer-redundancy-lost"], walk.News.Select(n => n.Code));

        // A proxy that can't be asked is no fault of the path, and is never said to be well either.
        walk.Look(("a", Served), new PartLook(new PathPart.Proxy("haproxy"), new SignerFinding.Refused()));
        walk.Look(("a", Served), new PartLook(new PathPart.Proxy("haproxy"), new SignerFinding.Refused()));
        Assert.Equal(PartStanding.Well, walk.Facts.Standing);
    }

    [Fact]
    public void What_comes_and_goes_is_flapping_with_counts_until_it_has_been_calm()
    {
        var walk = new Walk("a");
        walk.Look(("a", Served));
        for (var i = 0; i < 3; i++)
        {
            walk.Look(("a", Gone));
            walk.Look(("a", Gone));
            walk.Look(("a", Served));
            walk.Look(("a", Served));
        }

        Assert.Equal((PartStanding.Degraded, "flapping"), (walk.Facts.Standing, walk.Facts.Code));
        var track = walk.State.Tracks[new PathPart.Key("a", Key)];
        Assert.Equal((6, 6), (track.AllChanges, Assert.IsType<SignerFinding.Flapping>(track.Named).Changes));
        Assert.Contains("changes in 10 minutes", walk.News.First(n => n.Code == "signer-flapping").Text, StringComparison.Ordinal);

        walk.Now += PartTrack.Calm;
        walk.Look(("a", Served));
        Assert.Equal(PartStanding.Well, walk.Facts.Standing);
    }

    [Fact]
    public void Falls_that_only_the_proxy_saw_count_as_well()
    {
        var track = PartTrack.First(new SignerFinding.Servers(1, 1, "", 3), Sample.Noon).Next(new SignerFinding.Servers(1, 1, "", 5), Sample.Noon.AddSeconds(15));

        Assert.Equal(4, track.AllChanges);
        Assert.IsType<SignerFinding.Flapping>(track.Named);
    }

    [Fact]
    public void A_missing_key_of_a_coming_cycle_is_a_warning()
    {
        var walk = new Walk("a") { Coming = ["tz4next"] };
        walk.Look(("a", Served), new PartLook(new PathPart.Key("a", "tz4next"), new SignerFinding.KeyUnknown()));

        Assert.Equal((PartStanding.Degraded, "coming-key-missing"), (walk.Facts.Standing, walk.Facts.Code));
    }

    [Fact]
    public void What_was_left_in_peace_for_long_is_not_known_any_more()
    {
        var walk = new Walk("a");
        walk.Look(("a", Served));
        walk.Rest(TimeSpan.FromMinutes(10));
        Assert.Equal(PartStanding.Well, walk.Facts.Standing);
        walk.Rest(SignerState.Stale);

        Assert.Equal((PartStanding.Unknown, (bool?)null), (walk.Facts.Standing, SignerState.Healthy(walk.Facts)));
        Assert.Equal(["signer-not-looked"], walk.News.Select(n => n.Code));
        walk.Look(("a", Served));
        Assert.Equal(PartStanding.Well, walk.Facts.Standing);
    }

    [Fact]
    public void Two_looks_that_found_the_same_give_equal_facts()
    {
        var walk = new Walk("a");
        walk.Look(("a", Served));
        var first = walk.Facts;
        walk.Look(("a", Served));

        Assert.Equal(first, walk.Facts);
    }

    private sealed class Walk(params string[] signers)
    {
        public SignerState State { get; private set; } = new() { Path = new SignerPath([.. signers.Select(s => new SignerRoute(s, null, []))]) };

        public DateTimeOffset Now { get; set; } = Sample.Noon;

        public List<SignerNews> News { get; } = [];

        public IReadOnlyList<string> Coming { get; init; } = [];

        public PartFacts Facts => State.Facts!;

        public void Look((string Signer, SignerFinding Found) a, params PartLook[] more) => Step(new PathLook([Part(a), .. more], [Key], Coming));

        public void Look((string Signer, SignerFinding Found) a, (string Signer, SignerFinding Found) b) => Step(new PathLook([Part(a), Part(b)], [Key], Coming));

        public void Rest(TimeSpan time)
        {
            Now += time;
            Step(null);
        }

        private static PartLook Part((string Signer, SignerFinding Found) a) => new(new PathPart.Key(a.Signer, Key), a.Found);

        private void Step(PathLook? look)
        {
            Now += TimeSpan.FromSeconds(15);
            (State, var news) = SignerState.Step(State, look, Now);
            News.AddRange(news);
        }
    }
}
