using System.Collections.Frozen;
using System.Text.Json.Serialization;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Wire;
using BakeWindow.Storage;
using BakeWindow.Web.Api;
using BakeWindow.Web.Auditing;
using BakeWindow.Web.Compat;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Incidents;
using BakeWindow.Web.Jobs;
using BakeWindow.Web.Maintaining;
using BakeWindow.Web.Notifying;
using BakeWindow.Web.Observing;
using BakeWindow.Web.Recording;
using MudBlazor.Services;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace BakeWindow.Web.Hosting;

/// <summary>The only place where the rooms are put together.</summary>
internal static class Services
{
    // Requests are small; whoever sends more has another purpose.
    private const long MostBody = 64 * 1024;

    private static readonly FrozenSet<string> OfTheProcess = FrozenSet.Create(
        StringComparer.Ordinal, "dotnet.process.cpu.time", "dotnet.process.memory.working_set", "dotnet.gc.pause.time", "dotnet.thread_pool.queue.length");

    public static void AddBakeWindow(this WebApplicationBuilder builder, Settings settings)
    {
        TimeProvider time = settings.Clock is { } clock ? new FastClock(clock.WallOrigin, clock.Start, clock.Speed) : TimeProvider.System;
        // What the libraries say at every request or trigger is noise beside our own words.
        foreach (var loud in new[] { "Microsoft.AspNetCore", "Microsoft.EntityFrameworkCore", "System.Net.Http", "Quartz" })
        {
            builder.Logging.AddFilter(loud, LogLevel.Warning);
        }

        var services = builder.Services;
        services.AddSingleton(settings);
        services.AddSingleton(time);
        services.AddBakeWindowStorage(settings.Storage.Postgres, settings.Storage.ConnectionString);
        services.AddSingleton<WorldBoard>();
        services.AddSingleton<HeadTimes>();
        services.AddSingleton<CalendarScript>();
        services.AddSingleton<Opening>();
        services.AddObservers(settings);
        services.AddMaintaining(settings);
        services.AddAuditing();
        services.AddSingleton<Holding.Holds>();
        services.AddHostedService(p => p.GetRequiredService<Holding.Holds>());
        services.AddRecording();
        services.AddNotifying();
        services.AddIncidents();
        Recovering.RecoveringServices.AddRecovering(services);
        services.AddSingleton<Rehearsing.Rehearsals>();
        services.AddSingleton<Rehearsing.HistoryDesk>();
        services.AddSingleton<Feeds.FeedDesk>();
        services.AddJobs(settings, time);
        services.AddApi();
        services.AddAccess(settings);
        services.AddRazorComponents().AddInteractiveServerComponents(o =>
        {
            (o.DisconnectedCircuitMaxRetained, o.DisconnectedCircuitRetentionPeriod) = (20, TimeSpan.FromMinutes(3));
            (o.MaxBufferedUnacknowledgedRenderBatches, o.JSInteropDefaultCallTimeout) = (10, TimeSpan.FromMinutes(1));
        }).AddHubOptions(o =>
        {
            (o.MaximumReceiveMessageSize, o.MaximumParallelInvocationsPerClient, o.StreamBufferCapacity) = (32 * 1024, 1, 10);
            // A page that hears nothing for 20 s finds back by itself; these few bytes are what it hears when nothing happens.
            (o.ClientTimeoutInterval, o.KeepAliveInterval, o.HandshakeTimeout) = (TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(10));
        });
        services.AddPageCompression();
        services.AddMudServices();
        services.AddScoped<Components.PageHold>();
        services.AddScoped<Views.ViewerNow>();
        builder.WebHost.ConfigureKestrel(o =>
        {
            o.AddServerHeader = false;
            o.Limits.MaxRequestBodySize = MostBody;
            o.Limits.MaxConcurrentConnections = 2000;
            o.Limits.MaxConcurrentUpgradedConnections = 200;
            o.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            (o.Limits.MaxRequestHeadersTotalSize, o.Limits.MaxRequestHeaderCount, o.Limits.MaxRequestLineSize) = (32 * 1024, 100, 8 * 1024);
            o.Limits.MinRequestBodyDataRate = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        });
        // An open page must not keep a stopping process alive.
        services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(5));
    }

    private static void AddApi(this IServiceCollection services)
    {
        services.AddSingleton<GateMetrics>();
        services.AddSingleton<OperatorMetrics>();
        services.AddSingleton<SignerMetrics>();
        services.AddSingleton<KuredDesk>();
        services.AddSingleton(p => new PrometheusUpstream(p.GetRequiredService<Settings>().PrometheusUpstream));
        services.AddSingleton<DialectMetrics>();
        services.AddSingleton<Holding.HoldMetrics>();
        services.AddOpenTelemetry().ConfigureResource(r => r.AddService("bakewindow")).WithMetrics(m => m
            .AddMeter(GateMetrics.Meter)
            .AddMeter("System.Runtime")
            .AddPrometheusExporter());
        // What the frameworks measure by themselves is hundreds of kilobytes a scrape, mostly buckets of histograms by route, job and trigger. And a host tells its own figures, whoever else measures in its process.
        services.ConfigureOpenTelemetryMeterProvider((provider, metrics) =>
        {
            var own = provider.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>();
            metrics.AddView(i => OfTheProcess.Contains(i.Name) || (i.Meter.Name == GateMetrics.Meter && ReferenceEquals(i.Meter.Scope, own)) ? null : MetricStreamConfiguration.Drop);
        });
        services.AddOpenApi("v1", o => o.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new() { Title = "BakeWindow", Version = "v1", Description = "May I disturb this node now, for this long, without my baker missing anything that matters? And if not, when?" };
            return Task.CompletedTask;
        }));
        services.AddProblemDetails(o => o.CustomizeProblemDetails = context => context.ProblemDetails.Detail ??= context.ProblemDetails.Status switch
        {
            StatusCodes.Status404NotFound => "There is nothing here; /openapi/v1.json lists what there is.",
            StatusCodes.Status405MethodNotAllowed => "This is not asked for in that way; /openapi/v1.json says how.",
            StatusCodes.Status415UnsupportedMediaType => "Send the body as JSON, with Content-Type: application/json.",
            _ => null,
        });
        services.AddExceptionHandler<BadRequests>();
        services.AddExceptionHandler<NotAllowed>();
        services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(o =>
        {
            o.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
            o.SerializerOptions.Encoder = WireJson.Plain.Options.Encoder;
        });
    }
}
