using BakeWindow.Core.Gate;
using BakeWindow.Tests.Kubernetes.Dialects;
using BakeWindow.Web.Api;
using BakeWindow.Web.Compat;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BakeWindow.Tests.Web;

/// <summary>What kured takes for its Prometheus, behind real HTTP, with the world that a test shows to it.</summary>
internal sealed class GateDoor : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly Workshop shop;

    private GateDoor(WebApplication app, Workshop shop) => (this.app, this.shop) = (app, shop);

    public Uri Url => new(app.Urls.First());

    public static async Task<GateDoor> OpenAsync(Uri? upstream = null)
    {
        var opened = await Workshop.OpenAsync();
        opened.Clock.SetUtcNow(DialectStage.Now);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddMetrics().AddSingleton(opened.Board).AddSingleton(opened.Runner).AddSingleton<TimeProvider>(opened.Clock).AddSingleton<GateMetrics>().AddSingleton<KuredDesk>().AddSingleton(opened.Decisions)
            .AddSingleton(_ => new PrometheusUpstream(upstream));
        var web = builder.Build();
        web.Use((http, next) =>
        {
            http.Features.Set(BakeWindow.Web.Access.Caller.Inside("test"));
            return next(http);
        });
        web.MapKured(new());
        await web.StartAsync();
        return new GateDoor(web, opened);
    }

    /// <summary>The address that the kured of a node is given.</summary>
    public Uri Of(string node) => new(Url, $"/compat/prometheus/{node}");

    public void Show(World world) => shop.Board.Update(_ => world);

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync(new CancellationToken(canceled: true));
        await app.DisposeAsync();
        await shop.DisposeAsync();
    }
}
