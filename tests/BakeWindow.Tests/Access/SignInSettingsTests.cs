using BakeWindow.Core.Cluster;
using BakeWindow.Core.Tests.Maintenance;
using BakeWindow.Tests.Web;
using BakeWindow.Web.Access;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Views;

namespace BakeWindow.Tests.Access;

public sealed class SignInSettingsTests
{
    private static readonly (string, string)[] Least =
    [
        ("Network:Nodes:0:Url", "http://127.0.0.1:1"), ("Bakers:0:Address", "tz1gg5bjopPcr9agjamyu9BbXKLibNc2rbAq"),
        ("SignIn:Authority", "https://login.example.org"), ("SignIn:ClientId", "bw"), ("SignIn:Groups:0:Group", "a"), ("SignIn:Groups:0:Role", "Viewer"),
    ];

    [Fact]
    public void Without_it_reads_are_open_and_with_it_they_are_not()
    {
        Assert.True(AppSettings.Of(Least[..2]).Reads.Open);
        Assert.False(AppSettings.Of(Least).Reads.Open);
        Assert.True(AppSettings.Of([.. Least, ("Api:Reads", "open")]).Reads.Open);
        Assert.False(AppSettings.Of([.. Least[..2], ("Api:Reads", "signed")]).Reads.Open);
        Assert.Equal((TimeSpan.FromHours(1), TimeSpan.FromHours(12)), (AppSettings.Of(Least).SignIn!.Idle, AppSettings.Of(Least).SignIn!.Whole));
    }

    [Theory]
    [InlineData("SignIn:Authority", "http://login.example.org", "https")]
    [InlineData("SignIn:ClientId", "", "ClientId")]
    [InlineData("SignIn:ClientSecretFile", "/nowhere/secret", "can't be read")]
    [InlineData("SignIn:Idle", "2h", "1 h")]
    [InlineData("SignIn:Whole", "13h", "12 h")]
    [InlineData("SignIn:Groups:0:Role", "Root", "Viewer, Operator")]
    [InlineData("SignIn:Groups:0:Role", "4", "Viewer, Operator")]
    [InlineData("SignIn:Groups:1:Group", "a", "named once")]
    [InlineData("SignIn:KnownProxies:0", "everybody", "network like")]
    [InlineData("SignIn:Emergency:Name", "night", "bakewindow password")]
    [InlineData("SignIn:MostCircuits", "0", "1 to 100")]
    [InlineData("Api:PagesFrom", "anywhere", "leave one of them out")]
    [InlineData("Api:Reads", "everybody", "open")]
    [InlineData("Api:GatePerSecond", "0", "1000000")]
    public void A_mistake_is_told_with_its_setting_and_mend(string key, string value, string mend)
    {
        var told = Assert.Throws<ConfigurationInvalidException>(() => AppSettings.Of([.. Least.Where(l => l.Item1 != key), (key, value)]));

        Assert.Contains(told.Complaints, c => c.Contains(mend, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("/maintenance/M-214#step-drain", "M-214#step-drain")]
    [InlineData("/calendar?from=now", "calendar")]
    [InlineData("/now", null)]
    public void Where_somebody_was_going_is_told_in_words(string? wanted, string? words) =>
        Assert.Equal(words, SignInView.From(AppSettings.Of(Least).SignIn!, Worlds.World(100, Worlds.Rights(1_000), ClusterView.Unseen), DateTimeOffset.UnixEpoch, null, null, wanted).GoingTo);

    [Theory]
    [InlineData(Role.None, 0)]
    [InlineData(Role.Viewer, 2)]
    [InlineData(Role.Operator, 4)]
    [InlineData(Role.Approver, 7)]
    [InlineData(Role.Admin, 8)]
    public void His_own_page_tells_what_he_may_and_what_it_would_take(Role role, int may)
    {
        var view = MeView.From(Caller.Person("ak", role, null), null, [], [], DateTimeOffset.UnixEpoch);

        Assert.Equal((may, 8 - may), (view.May.Count, view.MayNot.Count));
        Assert.Equal(role is Role.Admin, view.Administers);
        Assert.Equal(role is not Role.None, view.CanMakeTokens);
        Assert.Contains(role is Role.None ? "no role" : role.ToString(), view.Title, StringComparison.Ordinal);
        Assert.All(view.MayNot, m => Assert.StartsWith("takes ", m.Takes, StringComparison.Ordinal));
    }

    [Fact]
    public void A_token_that_is_limited_to_nodes_acts_on_them_alone()
    {
        var limited = new Caller("ci", new HashSet<Act> { Act.Ask, Act.Request, Act.Freeze }) { Kind = CallerKind.Token, Nodes = new HashSet<string> { "node-1" } };

        limited.Require(Act.Request, "node-1");
        limited.Require(Act.Ask);
        Assert.Throws<NotAllowedException>(() => limited.Require(Act.Request, "node-2"));
        Assert.Throws<NotAllowedException>(() => limited.Require(Act.Request, null));
        Assert.Throws<NotAllowedException>(() => limited.Require(Act.Freeze));
        Assert.Throws<NotAllowedException>(() => limited.Require(Act.Approve, "node-1"));
    }
}
