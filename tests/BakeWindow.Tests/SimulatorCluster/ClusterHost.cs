using System.Net.Http.Headers;
using BakeWindow.Simulator.Cluster;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace BakeWindow.Tests.SimulatorCluster;

/// <summary>A simulated cluster behind a real HTTP port of this machine.</summary>
public sealed class ClusterHost : IAsyncDisposable
{
    private readonly WebApplication app;

    private ClusterHost(SimCluster cluster, WebApplication app)
    {
        Cluster = cluster;
        this.app = app;
        Http = new HttpClient { BaseAddress = new Uri(Url), Timeout = TimeSpan.FromSeconds(30) };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "admin");
        Anonymous = new HttpClient { BaseAddress = new Uri(Url), Timeout = TimeSpan.FromSeconds(30) };
    }

    public SimCluster Cluster { get; }

    public string Url => app.Urls.First();

    /// <summary>A client with the administrator's token.</summary>
    public HttpClient Http { get; }

    /// <summary>A client without credentials.</summary>
    public HttpClient Anonymous { get; }

    public static async Task<ClusterHost> StartAsync(TimeProvider time, SimClusterOptions? options = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var web = builder.Build();
        var cluster = new SimCluster(time, options);
        cluster.MapClusterControl(web);
        cluster.MapKubernetes(web);
        await web.StartAsync();
        return new ClusterHost(cluster, web);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Anonymous.Dispose();
        Cluster.Dispose();
        await app.DisposeAsync();
    }
}
