using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Dialects.ArgoCd;
using BakeWindow.Simulator.Neighbours;

namespace BakeWindow.Tests.Kubernetes.Dialects;

/// <summary>Argo CD's rules against what BakeWindow writes. Project "bakers" may write to tezos, project "shop" may not.</summary>
public sealed class ArgoCdTests : IAsyncLifetime
{
    private const string Projects = "apis/argoproj.io/v1alpha1/namespaces/argocd/appprojects";
    private static readonly ResourceType Type = new("argoproj.io", "v1alpha1", "appprojects");

    private readonly ArgoCdDialect dialect = new("argocd", []);
    private DialectStage stage = null!;
    private ArgoCd argo = null!;

    public async ValueTask InitializeAsync()
    {
        stage = await DialectStage.StartAsync(dialect);
        argo = new ArgoCd(stage.Lab.Calls());
        stage.Lab.Cluster.AddNamespace("argocd");
        stage.Lab.Cluster.AddKind("argoproj.io", "v1alpha1", "appprojects", "AppProject");
        await ProjectAsync("bakers", "tez*");
        await ProjectAsync("shop", "shop");
    }

    public ValueTask DisposeAsync() => stage.DisposeAsync();

    [Fact]
    public async Task While_closed_the_project_has_one_more_window_that_denies()
    {
        await stage.Lab.ChangeAsync($"{Projects}/bakers", """{"spec":{"syncWindows":[{"kind":"allow","schedule":"* * * * *","duration":"1h","applications":["*"]}]}}""");
        await stage.SyncAsync(closed: true);

        Assert.Equal("""[{"kind":"allow","schedule":"* * * * *","duration":"1h","applications":["*"]},{"kind":"deny","schedule":"* * * * *","duration":"1h","namespaces":["tezos"]}]""",
            await stage.Lab.FieldAsync($"{Projects}/bakers", "spec", "syncWindows"));
        Assert.Null(await stage.Lab.FieldAsync($"{Projects}/shop", "spec", "syncWindows"));
    }

    [Fact]
    public async Task It_rolls_nothing_out_while_closed_and_does_when_open_and_everything_is_as_before()
    {
        var before = await stage.PictureAsync(Type);
        await stage.SyncAsync(closed: true);
        Assert.False(await argo.SyncAsync("bakers", "baker", "tezos", "baker", "abc"));

        await stage.SyncAsync(closed: false);
        Assert.Equal(before, await stage.PictureAsync(Type));
        Assert.True(await argo.SyncAsync("bakers", "baker", "tezos", "baker", "abc"));
    }

    [Fact]
    public async Task A_project_that_Argo_CD_writes_back_still_bears_an_entry_that_is_known_as_ours()
    {
        var before = await stage.PictureAsync(Type);
        await stage.SyncAsync(closed: true);
        await argo.WriteBackAsync("bakers");
        stage.Lab.Wire.Requests.Clear();
        await stage.SyncAsync(closed: true);
        Assert.Equal(0, stage.Lab.Wire.Writes);
        await stage.SyncAsync(closed: false);
        Assert.Equal(before, await stage.PictureAsync(Type));
    }

    [Theory]
    [InlineData("*", true)]
    [InlineData("tezos", true)]
    [InlineData("!tezos", false)]
    [InlineData("tezos-staging", false)]
    public async Task A_project_is_held_by_what_it_may_write_to(string pattern, bool held)
    {
        await ProjectAsync("made", pattern);
        Assert.Equal(held, Assert.Single(await stage.SyncAsync(closed: true)).Writes.Any(w => w.On.Name == "made"));
    }

    [Fact]
    public async Task A_project_that_is_itself_in_git_is_a_hole()
    {
        await stage.Lab.ChangeAsync($"{Projects}/bakers", """{"metadata":{"annotations":{"argocd.argoproj.io/tracking-id":"root:argoproj.io/AppProject:argocd/bakers"}}}""");
        Assert.Contains(Assert.Single(await stage.SyncAsync(closed: true)).Sight!.Notes, n => n is { Code: "project-in-git", Serious: true });
    }

    [Fact]
    public Task Each_of_its_rights_is_used() => stage.NeedsAllItsRightsAsync(dialect);

    private Task ProjectAsync(string name, string space) => stage.Lab.MakeAsync(Projects,
        $$$"""{"metadata":{"name":"{{{name}}}"},"spec":{"destinations":[{"server":"https://kubernetes.default.svc","namespace":"{{{space}}}"}]}}""");
}
