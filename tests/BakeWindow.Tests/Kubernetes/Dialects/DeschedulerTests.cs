using BakeWindow.Kubernetes.Dialects.Descheduler;
using BakeWindow.Simulator.Neighbours;

namespace BakeWindow.Tests.Kubernetes.Dialects;

/// <summary>descheduler's rules against what BakeWindow writes.</summary>
public sealed class DeschedulerTests : IAsyncLifetime
{
    private readonly DeschedulerDialect dialect = new();
    private DialectStage stage = null!;

    public async ValueTask InitializeAsync() => stage = await DialectStage.StartAsync(dialect);

    public ValueTask DisposeAsync() => stage.DisposeAsync();

    [Fact]
    public async Task Under_a_mandatory_policy_it_leaves_the_baker_alone_while_closed_and_takes_it_when_open()
    {
        var descheduler = new Descheduler(stage.Lab.Calls(), mandatory: true);
        var before = await stage.PictureAsync();
        await stage.SyncAsync(closed: true);
        Assert.Empty(await descheduler.RunAsync("tezos"));

        await stage.SyncAsync(closed: false);
        Assert.Equal(before, await stage.PictureAsync());
        Assert.Equal([("baker-0", 201)], await descheduler.RunAsync("tezos"));
    }

    [Fact]
    public async Task Under_the_default_policy_the_mark_is_a_wish_and_the_floor_holds()
    {
        await stage.Lab.MovingAsync(stage.Lab.Floors.SyncAsync(new Dictionary<string, bool>(), default));
        await stage.SyncAsync(closed: true);

        Assert.Equal([("baker-0", 429)], await new Descheduler(stage.Lab.Calls(), mandatory: false).RunAsync("tezos"));
    }

    [Theory]
    [InlineData("Mandatory", 0)]
    [InlineData("Preferred", 1)]
    public async Task Its_policy_tells_whether_it_must_obey(string policy, int notes)
    {
        await stage.Lab.MakeAsync("api/v1/namespaces/kube-system/configmaps", $$$"""
            {"metadata":{"name":"descheduler"},"data":{"policy.yaml":"apiVersion: \"descheduler/v1alpha2\"\nkind: DeschedulerPolicy\nprofiles:\n- pluginConfig:\n  - name: DefaultEvictor\n    args:\n      # noEvictionPolicy: Mandatory\n      noEvictionPolicy: {{{policy}}}\n"}}
            """);
        var sight = Assert.Single(await stage.SyncAsync(closed: true)).Sight!;

        Assert.Equal(("descheduler/v1alpha2", notes), (sight.Version, sight.Notes.Count));
    }

    [Fact]
    public Task Each_of_its_rights_is_used() => stage.NeedsAllItsRightsAsync(dialect);
}
