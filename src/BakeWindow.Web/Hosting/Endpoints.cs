using BakeWindow.Web.Api;
using BakeWindow.Web.Auditing;
using BakeWindow.Web.Compat;
using BakeWindow.Web.Components;

namespace BakeWindow.Web.Hosting;

/// <summary>What answers where.</summary>
internal static class Endpoints
{
    public static void MapBakeWindow(this WebApplication app)
    {
        app.UseMiddleware<Headers>();
        app.UseMiddleware<PageAccess>();
        app.UseExceptionHandler();
        // Programs get problem details, which the inner one writes first; people get a page.
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.UseWhen(PageAccess.IsForMachines, machines => machines.UseStatusCodePages());
        app.UseAntiforgery();
        // The instruments are made with the first request for them; without this the first scrape would be empty.
        app.Services.GetRequiredService<GateMetrics>();
        app.Services.GetRequiredService<BypassMetrics>();
        app.Services.GetRequiredService<DialectMetrics>();

        app.MapHealth();
        app.MapPrometheusScrapingEndpoint("/metrics");
        app.MapOpenApi("/openapi/{documentName}.json");
        var api = app.MapGroup("/api/v1").WithTags("v1");
        api.MapGate();
        api.MapWindows();
        api.MapMaintenances();
        api.MapBypasses();
        api.MapExport();
        api.MapAudit();
        api.MapDecisions();
        api.MapLedger();

        app.MapKured();
        api.MapDialects();
        app.MapNeighbours();
        // What is switched off, or answers on the TLS port only, is not there; a page would be the wrong answer to a program.
        app.Map("/compat/{**rest}", () => TypedResults.NotFound()).ExcludeFromDescription();
        app.Map("/webhooks/{**rest}", () => TypedResults.NotFound()).ExcludeFromDescription();
        app.MapStaticAssets();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
    }
}
