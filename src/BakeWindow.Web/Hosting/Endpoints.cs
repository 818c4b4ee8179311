using BakeWindow.Web.Access;
using BakeWindow.Web.Access.SignIn;
using BakeWindow.Web.Api;
using BakeWindow.Web.Auditing;
using BakeWindow.Web.Compat;
using BakeWindow.Web.Components;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Feeds;
using BakeWindow.Web.Observing;

namespace BakeWindow.Web.Hosting;

/// <summary>What answers where.</summary>
internal static class Endpoints
{
    public static void MapBakeWindow(this WebApplication app)
    {
        app.UseMiddleware<Headers>();
        app.UseDeclaredProxies();
        app.UseMiddleware<PageAccess>();
        app.UseExceptionHandler();
        // Programs get problem details, which the inner one writes first; people get a page.
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.UseWhen(PageAccess.IsForMachines, machines => machines.UseStatusCodePages());
        app.UseAccess();
        app.UseWhen(PageCompression.IsPage, pages => pages.UseResponseCompression());
        // The instruments are made with the first request for them; without this the first scrape would be empty.
        app.Services.GetRequiredService<GateMetrics>();
        app.Services.GetRequiredService<OperatorMetrics>();
        app.Services.GetRequiredService<BypassMetrics>();
        app.Services.GetRequiredService<DialectMetrics>();
        app.Services.GetRequiredService<SignerMetrics>();
        // Block times are remembered from the first head on, whether a calendar is open or not.
        app.Services.GetRequiredService<HeadTimes>();
        app.Services.GetRequiredService<Holding.HoldMetrics>();
        app.Services.GetRequiredService<Notifying.NoticeMetrics>();
        app.Services.GetRequiredService<Recovering.RecoveryMetrics>();

        app.MapHealth();
        var reads = app.Services.GetRequiredService<Settings>().Reads;
        app.MapPrometheusScrapingEndpoint("/metrics").AllowsOr(reads.OpenMetrics, Act.View, "what scrapes brings no credentials unless it is told to; BakeWindow:Api:Metrics");
        app.MapOpenApi("/openapi/{documentName}.json").Allows(Act.View);
        var api = app.MapGroup("/api/v1").WithTags("v1");
        api.MapGate();
        api.MapPreflight();
        api.MapWindows();
        api.MapCalendar();
        api.MapMaintenances();
        api.MapBypasses();
        api.MapNodeMarks();
        api.MapExport();
        api.MapAudit();
        api.MapDecisions();
        app.MapKured(reads);
        api.MapTokens();
        app.MapSignIn();
        app.MapLook();
        api.MapWhatIf();
        api.MapHead();
        app.MapShortLinks();
        api.MapHolds();
        api.MapLedger();
        api.MapIncidents();
        api.MapNotifications();
        api.MapRecoveries();

        api.MapDialects();
        api.MapSigners();
        app.MapNeighbours();
        app.MapFeeds();
        // What is switched off, or answers on the TLS port only, is not there; a page would be the wrong answer to a program.
        app.Map("/compat/{**rest}", () => TypedResults.NotFound()).ExcludeFromDescription().AllowsAnybody("there is nothing");
        app.Map("/webhooks/{**rest}", () => TypedResults.NotFound()).ExcludeFromDescription().AllowsAnybody("there is nothing");
        CalendarScript.Map(app);
        app.MapStaticAssets().AllowsAnybody("files that come with BakeWindow and say nothing of this installation");
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode().AllowsPeople();
    }
}
