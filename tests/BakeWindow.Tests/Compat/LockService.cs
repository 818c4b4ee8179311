using BakeWindow.Kubernetes.Granting;
using BakeWindow.Tests.Web;
using BakeWindow.Web.Api;
using BakeWindow.Web.Compat;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Granting;
using BakeWindow.Web.Maintaining;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace BakeWindow.Tests.Compat;

/// <summary>FleetLock and the runtime hooks on a port of their own, over a <see cref="NeighbourStage"/>.</summary>
internal sealed class LockService : IAsyncDisposable
{
    private readonly WebApplication app;

    private LockService(WebApplication app, Grants grants) => (this.app, Grants) = (app, grants);

    public Grants Grants { get; }

    /// <summary>A client of the service below a path.</summary>
    public HttpClient Http(string path) => new() { BaseAddress = new Uri($"{app.Urls.First()}{path}") };

    public static async Task<LockService> StartAsync(NeighbourStage stage, RuntimeHookSettings? hooks = null)
    {
        var grants = NewGrants(stage);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddMetrics();
        builder.Services.AddSingleton<TimeProvider>(stage.Shop.Clock);
        builder.Services.AddSingleton(stage.Shop.Board);
        builder.Services.AddSingleton(stage.Shop.Runner);
        builder.Services.AddSingleton(grants);
        builder.Services.AddSingleton(new FleetLockSettings(null));
        builder.Services.AddSingleton<GateMetrics>();
        builder.Services.AddSingleton<FleetLockDesk>();
        var web = builder.Build();
        // As the recognition would: whoever names a node for himself has a token that is limited to it.
        web.Use((http, next) =>
        {
            http.Features.Set(BakeWindow.Web.Access.Caller.Inside("test") with { Nodes = http.Request.Headers["test-nodes"].OfType<string>().ToHashSet(StringComparer.Ordinal) });
            return next(http);
        });
        web.MapFleetLock(new());
        new RuntimeHooks(hooks ?? new RuntimeHookSettings([], RuntimeHooks.Usual), stage.Shop.Board, stage.Shop.Clock).Map(web);
        await web.StartAsync();
        return new LockService(web, grants);
    }

    /// <summary>What gives locks; another one over the same stage is another replica, or this one after a restart.</summary>
    public static Grants NewGrants(NeighbourStage stage, BakeWindow.Web.Observing.WorldBoard? board = null, Leadership? leadership = null) => new(
        board ?? stage.Shop.Board, new GrantLocks(stage.Lab.Client, stage.Lab.Settings, TimeProvider.System), stage.Shop.Audit, stage.Shop.Decisions, leadership ?? Leadership.Alone, stage.Shop.Clock, NullLogger<Grants>.Instance);

    public async ValueTask DisposeAsync()
    {
        Grants.Dispose();
        await app.StopAsync(new CancellationToken(canceled: true));
        await app.DisposeAsync();
    }
}
