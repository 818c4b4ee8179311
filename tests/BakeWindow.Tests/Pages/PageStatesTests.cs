using System.Text.RegularExpressions;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Maintenance;
using BakeWindow.Core.Tests.Maintenance;
using BakeWindow.Storage;
using BakeWindow.Tests.Web;
using BakeWindow.Web.Access;
using BakeWindow.Web.Components;
using BakeWindow.Web.Components.Pages;
using BakeWindow.Web.Maintaining;
using BakeWindow.Web.Recording;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using MudBlazor.Services;

namespace BakeWindow.Tests.Pages;

/// <summary>The pages that answer, in every state in which they may be met: none is blank, and none says that something is open where that is not known.</summary>
public sealed partial class PageStatesTests : BunitContext, IAsyncLifetime
{
    private Workshop shop = null!;
    private Shelf shelf = null!;
    private Caller who = Caller.Person("ak", Role.Admin, null);
    private string id = "";

    public static TheoryData<string, string, string> Cases => new()
    {
        { "now", "empty", "No cluster is configured" },
        { "now", "loading", "Can’t say" },
        { "now", "stale", "Can’t say" },
        { "now", "error", "Who was held back can’t be read: the database does not answer" },
        { "now", "cannot-say", "Nothing starts until they agree" },
        { "now", "no-permission", "this takes the role" },
        { "windows", "empty", "Largest gap is" },
        { "windows", "loading", "no head yet" },
        { "windows", "stale", "don’t act on it" },
        { "windows", "error", "max=\"cheap\" is no price" },
        { "windows", "cannot-say", "Can’t say" },
        { "windows", "no-permission", "this takes the role" },
        { "list", "empty", "Nothing is asked for" },
        { "list", "loading", "Reading the journal…" },
        { "list", "stale", "What follows was read" },
        { "list", "error", "The journal can’t be read: the database does not answer" },
        { "list", "cannot-say", "it can’t be told yet" },
        { "list", "no-permission", "Needs approval" },
        { "detail", "empty", "There is no such maintenance" },
        { "detail", "loading", "Reading the journal…" },
        { "detail", "stale", "What is shown is from before" },
        { "detail", "error", "The journal can’t be read: the database does not answer" },
        { "detail", "cannot-say", "it can’t be told yet" },
        { "detail", "no-permission", "this takes the role" },
    };

    public async ValueTask InitializeAsync()
    {
        shop = await Workshop.OpenAsync();
        shelf = new Shelf(shop.OpenContext);
        // Pages read through the shelf; what stands in the journal is written past it.
        var journal = new Journal(shelf);
        var desk = new MaintenanceDesk(shop.Runner, journal, shop.Board, shop.Audit, shop.Clock, NullLogger<MaintenanceDesk>.Instance);
        Services.AddMudServices();
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddSingleton<TimeProvider>(shop.Clock).AddSingleton(shop.Board).AddSingleton(shop.Runner).AddSingleton(desk).AddSingleton(shop.Decisions)
            .AddSingleton(new DecisionLog(new DecisionStore(shelf))).AddSingleton(new ReceiptRights(new OutcomeStore(shelf)))
            .AddSingleton(AppSettings.Of([("Network:Nodes:0:Url", "http://127.0.0.1:1"), ("Bakers:0:Name", "alpha"), ("Bakers:0:Address", Worlds.Baker.Value)]))
            .AddSingleton<BakeWindow.Web.Recovering.RecoveryBook>()
            .AddScoped(_ => new Visitor(() => who)).AddScoped<PageHold>();
        Renderer.SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        await DisposeAsync();
        await shop.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Every_state_has_words_of_its_own_and_nothing_is_open_by_default(string page, string state, string says)
    {
        await SceneAsync(page, state);

        var shown = Show(page, state);
        if (state == "stale")
        {
            await GrowOldAsync(shown);
        }

        var text = WebText(shown.Markup);
        Assert.Contains(says, text, StringComparison.Ordinal);
        // A node on which nothing of a baker runs is open whatever the chain does; that is an answer, and no default.
        Assert.DoesNotMatch(@"\bOpen\b", Idle().Replace(text, ""));
        Assert.NotEmpty(shown.FindAll("h1"));
        if (state == "no-permission")
        {
            Assert.Empty(shown.FindAll("[data-act]"));
        }
    }

    private async Task SceneAsync(string page, string state)
    {
        if (state == "cannot-say")
        {
            shop.Board.Update(w => w with { Sources = [new SourceView("b", SourceState.Disagreeing, null, null, null, "another chain")] });
        }

        if (page is "list" or "detail" && state != "empty" && !(page == "list" && state == "loading"))
        {
            id = (await shop.Desk.RequestAsync(new RequestForm.Valid(new MaintenanceAction.RebootNode("node-1"), TimeSpan.FromMinutes(45), null, shop.Clock.GetUtcNow().AddHours(9), Urgency.Normal, "kernel"), Caller.Inside("ak"), default)).Id;
        }

        switch (state)
        {
            // A right within the work's time: the gate holds, so that "Open" would be an invention.
            case "empty" or "error" or "no-permission" or "stale":
                shop.Reach(100, right: 130);
                shop.Board.Update(w => w with { Cluster = page == "now" && state == "empty" ? null : w.Cluster });
                break;
            case "loading":
                shop.Board.Update(w => w with { Chain = null, Bakers = [.. w.Bakers.Select(b => b with { Rights = null })] });
                break;
        }

        if (state == "no-permission")
        {
            who = Caller.Nobody(new HashSet<Act> { Act.View }, null);
        }
        else if (state == "loading" && page is "list" or "detail")
        {
            shelf.Hang();
        }
        else if (state == "error")
        {
            shelf.Fail();
        }
    }

    private async Task GrowOldAsync(IRenderedComponent<IComponent> shown)
    {
        shelf.Fail();
        shop.Clock.Advance(TimeSpan.FromMinutes(1));
        await shown.InvokeAsync(() => Services.GetRequiredService<PageHold>().Show());
    }

    private IRenderedComponent<IComponent> Show(string page, string state)
    {
        var navigation = Services.GetRequiredService<NavigationManager>();
        switch (page)
        {
            case "now":
                navigation.NavigateTo("/now?need=12m");
                return Render<Now>();
            case "windows":
                navigation.NavigateTo(state switch { "empty" => "/windows?n=node-1&need=23h", "error" => "/windows?n=node-1&need=12m&max=cheap", _ => "/windows?n=node-1&need=12m" });
                return Render<BakeWindow.Web.Components.Pages.Windows>();
            case "list":
                return Render<MaintenanceList>();
            default:
                return Render<MaintenanceDetail>(p => p.Add(c => c.Id, id.Length > 0 ? id : "M-9"));
        }
    }

    private static string WebText(string markup) => System.Net.WebUtility.HtmlDecode(Tags().Replace(markup, ""));

    [GeneratedRegex(@"▲ Open\s+nothing of a baker here", RegexOptions.CultureInvariant)]
    private static partial Regex Idle();

    [GeneratedRegex("<[^>]*>", RegexOptions.CultureInvariant)]
    private static partial Regex Tags();
}
