using BakeWindow.Web.Observing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BakeWindow.Tests.Web;

/// <summary>The real web process in this one, on a port of its own and with a database file of its own.</summary>
internal sealed class WebApp : WebApplicationFactory<WorldBoard>
{
    private readonly string folder = Directory.CreateTempSubdirectory("bakewindow-web-").FullName;
    private readonly (string Key, string Value)[] settings;
    private readonly Action<IServiceCollection> exchange;

    private WebApp((string Key, string Value)[] settings, Action<IServiceCollection> exchange) => (this.settings, this.exchange) = (settings, exchange);

    /// <summary>Where it answers.</summary>
    public Uri Url => ClientOptions.BaseAddress;

    /// <summary>The folder with its database.</summary>
    public string Folder => folder;

    /// <summary>Its board.</summary>
    public WorldBoard Board => Services.GetRequiredService<WorldBoard>();

    /// <summary>Starts one; settings are keys below <c>BakeWindow:</c>.</summary>
    public static WebApp Start(params (string Key, string Value)[] settings) => Start(_ => { }, settings);

    /// <summary>Starts one that goes by another clock than the real one.</summary>
    public static WebApp Start(TimeProvider? clock, (string Key, string Value)[] settings) => Start(services =>
    {
        if (clock is not null)
        {
            services.AddSingleton(clock);
        }
    }, settings);

    /// <summary>Starts one in which some services are exchanged.</summary>
    public static WebApp Start(Action<IServiceCollection> exchange, params (string Key, string Value)[] settings)
    {
        var app = new WebApp(settings, exchange);
        app.UseKestrel(0);
        app.StartServer();
        return app;
    }

    /// <summary>Waits until the world is as wanted; fails after a while with what it is instead.</summary>
    public async Task<Core.Gate.World> UntilAsync(Func<Core.Gate.World, bool> isSo, string what)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look(Core.Gate.World world)
        {
            if (isSo(world))
            {
                reached.TrySetResult();
            }
        }

        Board.Changed += Look;
        try
        {
            Look(Board.Now);
            await reached.Task.WaitAsync(TimeSpan.FromSeconds(60));
            return Board.Now;
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{what} did not come: chain {Board.Now.Chain?.Head.Level}, bakers {string.Join("; ", Board.Now.Bakers.Select(b => b.RightsProblem ?? (b.Rights is null ? "no rights" : "known")))}, "
                + $"sources {string.Join("; ", Board.Now.Sources.Select(s => $"{s.Name} {s.State} {s.Note}"))}, cluster {Board.Now.Cluster?.Connected}", e);
        }
        finally
        {
            Board.Changed -= Look;
        }
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.ConfigureLogging(logging => logging.ClearProviders());
        builder.ConfigureTestServices(exchange);
        builder.UseSetting("BakeWindow:Storage:File", Path.Combine(folder, "bakewindow.db"));
        foreach (var (key, value) in settings)
        {
            builder.UseSetting($"BakeWindow:{key}", value);
        }
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
