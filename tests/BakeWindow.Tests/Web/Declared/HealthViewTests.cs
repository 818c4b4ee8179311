using BakeWindow.Core.Chain;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Rights;
using BakeWindow.Core.Signers;
using BakeWindow.Core.Tests.Maintenance;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Observing;
using BakeWindow.Web.Views;

namespace BakeWindow.Tests.Web.Declared;

/// <summary>Each way in which a node or signer can be reads differently, and what was not looked at is never well.</summary>
public sealed class HealthViewTests
{
    private static readonly DateTimeOffset Now = Worlds.At(100);
    private static readonly DeclaredBaker Alpha = new("alpha", Worlds.Baker, new Uri("http://node:8732/"), [new DeclaredSigner("signer", new Uri("http://user:secret@signer:6732/"), null, [])], Worlds.Baker.Value);
    private static readonly BakerHealth Well = Signs(BakerHealth.Nothing, new SignerFinding.KeyServed(), Now.AddSeconds(-15)).WithNode(NodeHealth.Synced, new Level(100), new Level(100), Now.AddSeconds(-15));

    [Fact]
    public void Each_answer_of_a_signer_reads_differently()
    {
        foreach (var (found, words, standing) in new (SignerFinding, string, HealthView.Standing)[]
        {
            (new SignerFinding.KeyServed(), "200: the key is loaded", HealthView.Standing.Well),
            (new SignerFinding.KeyUnknown(), "404", HealthView.Standing.Down),
            (new SignerFinding.Refusing(), "500", HealthView.Standing.Down),
            (new SignerFinding.NoSigner(503), "503: the forwarder lives", HealthView.Standing.Down),
            (new SignerFinding.Silent(), "the port is held", HealthView.Standing.Down),
            (new SignerFinding.TimedOut(), "the path is dead", HealthView.Standing.Down),
            (new SignerFinding.Refused(), "nothing listens", HealthView.Standing.Down),
            (new SignerFinding.Broken("status 302"), "none of a signer’s", HealthView.Standing.Down),
        })
        {
            var line = Line(Alpha, Signs(Well with { Signer = new SignerSight() }, found, Now));
            Assert.Contains(words, line.Path.Text, StringComparison.Ordinal);
            Assert.Equal(standing, line.Now);
            Assert.DoesNotContain("secret", line.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_lost_signer_of_two_is_at_risk_and_its_parts_say_where()
    {
        var two = Alpha with
        {
            Signers = [new DeclaredSigner("a", new Uri("http://a:6732/"), new DeclaredProxy("haproxy", new Uri("http://a:8404/stats;csv"), "signers"), [new DeclaredHop("tunnel", "a", 8443)]), new DeclaredSigner("b", new Uri("http://b:6732/"), null, [])],
        };
        var state = new SignerState { Path = new SignerPath([new SignerRoute("a", "haproxy", ["tunnel"]), new SignerRoute("b", null, [])]) };
        (state, _) = SignerState.Step(state, new PathLook(
            [
                new PartLook(new PathPart.Key("a", Alpha.SignerKey), new SignerFinding.KeyServed()), new PartLook(new PathPart.Key("b", Alpha.SignerKey), new SignerFinding.Refused()),
                new PartLook(new PathPart.Proxy("haproxy"), new SignerFinding.Servers(1, 1, "", 0)), new PartLook(new PathPart.Hop("tunnel"), new SignerFinding.Open()),
            ], [Alpha.SignerKey], []), Now);

        var line = Line(two, Well with { Signer = new SignerSight { State = state } });

        Assert.Equal(HealthView.Standing.Degraded, line.Now);
        Assert.Contains("1 of 2 signers", line.Why, StringComparison.Ordinal);
        Assert.Equal([("proxy", "well"), ("hop", "well"), ("key", "well"), ("key", "down")], line.Parts.Select(p => (p.Kind, p.Standing)));
    }

    [Theory]
    [InlineData(NodeHealth.Unsynced)]
    [InlineData(NodeHealth.Stuck)]
    [InlineData(NodeHealth.NoAnswer)]
    public void A_node_that_is_not_in_sync_is_down_with_how_long(NodeHealth health)
    {
        var line = Line(Alpha, Well.WithNode(health, null, new Level(100), Now.AddMinutes(-2)).WithNode(health, null, new Level(100), Now));

        Assert.Equal((HealthView.Standing.Down, "Node not in sync 2 min"), (line.Now, line.Why));
    }

    [Fact]
    public void Before_the_first_look_it_can_t_be_said()
    {
        var line = Line(Alpha, BakerHealth.Nothing);

        Assert.Equal((HealthView.Standing.CannotSay, "Signer not asked yet"), (line.Now, line.Why));
        Assert.All(new[] { line.Path, line.Sync, line.Key }, c => Assert.Null(c.Good));
    }

    [Fact]
    public void What_is_not_declared_is_never_well()
    {
        Assert.Equal((HealthView.Standing.CannotSay, "No signer declared"), Line(Alpha with { Signers = [] }, Well) is var a ? (a.Now, a.Why) : default);
        Assert.Equal((HealthView.Standing.CannotSay, "No node declared"), Line(Alpha with { NodeUrl = null }, Well) is var b ? (b.Now, b.Why) : default);
    }

    [Fact]
    public void A_paused_probe_says_why_and_when_it_is_asked_again()
    {
        var line = Line(Alpha, Well with { Signer = Well.Signer with { Rest = new SignerRest("duty", "a duty is within 2 levels", new Level(103)) } });

        Assert.Equal(("a duty is within 2 levels", Worlds.At(103)), (line.Paused, line.ResumesAt));
        Assert.Equal("200: the key is loaded", line.Path.Text);
    }

    [Fact]
    public void Both_heads_are_shown_when_they_differ()
    {
        var line = Line(Alpha, Well.WithNode(NodeHealth.Synced, new Level(91), new Level(100), Now));

        Assert.Equal(("91, −9 levels (others: 100)", false), (line.Head.Text, line.Head.Good));
    }

    [Fact]
    public void Nonces_tell_what_is_due_and_what_was_lost()
    {
        NonceDuty due = new(new Level(5), new Level(50), new Level(450), false), lost = new(new Level(4), new Level(1), new Level(90), false), done = new(new Level(6), new Level(50), new Level(450), true);

        Assert.Contains("1 due before level 450", With(due, done).Nonces.Text, StringComparison.Ordinal);
        Assert.Equal(("1 not revealed in time", false), With(lost, due) is var v ? (v.Nonces.Text, v.Nonces.Good) : default);
        Assert.Equal("1 revealed, none due", With(done).Nonces.Text);
    }

    [Fact]
    public void The_worst_stands_first_and_in_the_title()
    {
        var beta = Alpha with { Name = "beta" };

        var view = HealthView.From(World(), [Alpha, beta], b => b == beta ? Signs(Well with { Signer = new SignerSight() }, new SignerFinding.NoSigner(503), Now.AddMinutes(-2)) : Well, Now);

        Assert.Equal(["beta", "alpha"], view.Lines.Select(l => l.Name));
        Assert.Equal("Signer down 2 min: beta", view.Title);
        Assert.Equal("Well as far as looked at", HealthView.From(World(), [Alpha], _ => Well, Now).Title);
        Assert.Equal("No baker", HealthView.From(World(), [], _ => Well, Now).Title);
    }

    [Fact]
    public void Sources_tell_how_far_behind_the_best_each_is()
    {
        var world = World() with { Sources = [new("a", SourceState.Ok, new Level(100), "BL", Now, ""), new("b", SourceState.Lagging, new Level(91), "BL", Now, "9 behind"), new("c", SourceState.Unreachable, null, null, null, "no connection")] };

        var sources = HealthView.From(world, [Alpha], _ => Well, Now).Sources;

        Assert.Equal([0, 9, null], sources.Select(s => s.Behind));
        Assert.Equal(["Well", "Lagging", "Out of reach"], sources.Select(s => s.Word));
    }

    [Fact]
    public void What_is_kept_is_bounded_and_a_change_is_written_down_once()
    {
        var health = BakerHealth.Nothing;
        for (var i = 0; i < 1_000; i++)
        {
            health = health.WithNode(i % 10 == 0 ? NodeHealth.Unsynced : NodeHealth.Synced, new Level(i), new Level(i + 1), Now.AddSeconds(i));
        }

        Assert.Equal((BakerHealth.MostPoints, BakerHealth.MostChanges), (health.Lags.Count, health.Changes.Count));
        Assert.Equal((NodeHealth.Synced, Now.AddSeconds(999), Now.AddSeconds(991)), (health.Node!.Value, health.Node.At, health.Node.Since));
    }

    [Fact]
    public void A_line_of_lags_stays_in_its_box_and_says_the_same_in_words()
    {
        var line = Sparkline.Of([new(Now, 0), new(Now.AddSeconds(15), 12), new(Now.AddSeconds(30), 3)]);

        Assert.Contains("now 3 behind, at most 12", line.Words, StringComparison.Ordinal);
        Assert.Equal(3, line.Points.Split(' ').Length);
        Assert.All(line.Points.Split(' ').Select(p => p.Split(',').Select(n => double.Parse(n, System.Globalization.CultureInfo.InvariantCulture)).ToArray()), p =>
        {
            Assert.InRange(p[0], 0, Sparkline.Width);
            Assert.InRange(p[1], 0, Sparkline.Height);
        });
        Assert.Equal(("", "No look yet."), (Sparkline.Of([]).Points, Sparkline.Of([]).Words));
        Assert.Equal("", Sparkline.Of([new(Now, 4)]).Points);
    }

    [Fact]
    public void Recovery_times_are_ones_that_were_measured()
    {
        var times = RecoveryTimes.From(new Dictionary<string, IReadOnlyList<TimeSpan>> { ["b"] = [.. Enumerable.Range(1, 20).Select(m => TimeSpan.FromMinutes(m))], ["a"] = [TimeSpan.FromMinutes(7)], ["c"] = [] });

        Assert.Equal([("a", 1, 7d, 7d), ("b", 20, 10d, 19d)], times.Select(t => (t.Node, t.Count, t.Median.TotalMinutes, t.P95.TotalMinutes)));
    }

    [Fact]
    public void A_signer_of_no_baker_names_those_that_may_be_meant()
    {
        var view = SignerView.From(World(), [Alpha], "alfa", _ => Well, new Dictionary<string, IReadOnlyList<TimeSpan>>(), Now);

        Assert.Equal((null, "alpha"), (view.Baker, Assert.Single(view.Nearest)));
        Assert.NotNull(SignerView.From(World(), [Alpha], Worlds.Baker.Value, _ => Well, new Dictionary<string, IReadOnlyList<TimeSpan>>(), Now).Line);
    }

    private static BakerHealth Signs(BakerHealth health, SignerFinding found, DateTimeOffset at)
    {
        var before = health.Signer.State ?? new SignerState { Path = new SignerPath([new SignerRoute("signer", null, [])]) };
        var (state, news) = SignerState.Step(before, new PathLook([new PartLook(new PathPart.Key("signer", Worlds.Baker.Value), found)], [Worlds.Baker.Value], []), at);
        return health.WithSigner(health.Signer with { State = state }, news);
    }

    private static World World() => NodeDetailViewTests.World();

    private static HealthView.Line Line(DeclaredBaker baker, BakerHealth health) => HealthView.LineOf(World(), baker, health, Now);

    private static HealthView.Line With(params NonceDuty[] nonces)
    {
        var world = World();
        return HealthView.LineOf(world with { Bakers = [world.Bakers[0] with { Rights = world.Bakers[0].Rights! with { Nonces = nonces } }] }, Alpha, Well, Now);
    }
}
