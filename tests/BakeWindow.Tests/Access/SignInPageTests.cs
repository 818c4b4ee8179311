using BakeWindow.Tests.Pages;
using BakeWindow.Web.Access;
using Microsoft.Extensions.DependencyInjection;

namespace BakeWindow.Tests.Access;

/// <summary>The sign-in and one's own page in a browser.</summary>
public sealed class SignInPageTests(Chromium chromium, SharedGatehouse shared) : IClassFixture<Chromium>, IClassFixture<SharedGatehouse>
{
    private readonly Gatehouse house = shared.House;

    [Fact]
    public async Task Everybody_can_sign_in_and_use_his_page_on_every_screen()
    {
        house.Provider.Person = ("s", "ak", new[] { "owners" });
        await using var visit = await chromium.OpenAsync();
        await visit.GoAsync(house.App.Url, "/signin?problem=wrong&return=%2Fme");
        Assert.Equal(0, await visit.Page.EvaluateAsync<int>("performance.getEntriesByType('resource').filter(r => r.name.includes('_blazor')).length"));
        await Screens.FitAsync(visit.Page, "signin");

        await visit.Page.ClickAsync("text=Continue with");
        await visit.Page.WaitForURLAsync("**/me");
        await visit.Page.WaitForSelectorAsync("body[data-ready=true]");
        await Screens.FitAsync(visit.Page, "me");

        house.Provider.Person = ("n", "stranger", new[] { "nowhere" });
        await using var other = await chromium.OpenAsync();
        await other.GoAsync(house.App.Url, "/signin");
        await other.Page.ClickAsync("text=Continue with");
        await other.Page.WaitForSelectorAsync("h1:has-text('You are signed in, and may not see this')");
        await other.Page.WaitForSelectorAsync("body[data-ready=true]");
        await Screens.FitAsync(other.Page, "no-role");
        Assert.DoesNotContain("head", await other.Page.InnerTextAsync("body"), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(visit.Complaints, c => !c.Contains("403", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_person_makes_a_token_and_is_led_to_the_sign_in_when_his_session_is_ended()
    {
        house.Provider.Person = ("t", "maker", new[] { "bakers" });
        await using var visit = await chromium.OpenAsync();
        await visit.GoAsync(house.App.Url, "/signin?return=%2Fme");
        await visit.Page.ClickAsync("text=Continue with");
        await visit.Page.WaitForURLAsync("**/me");
        await visit.Page.WaitForSelectorAsync("body[data-ready=true]");
        Assert.Equal(4, await visit.Page.Locator(".bw-scopes input").CountAsync());
        await visit.Page.FillAsync("#token-name", "ci-reboots");
        await visit.Page.ClickAsync("text=Make token");
        var token = await visit.Page.InnerTextAsync("[data-secret]");
        Assert.NotNull(TokenText.Read(token));
        Assert.True(house.Book.Bearer(TokenText.Read(token)!, null).May(Act.Ask));

        await visit.Page.ClickAsync("button:has-text('Revoke')");
        await visit.Page.WaitForSelectorAsync("td:has-text('revoked')");
        Assert.NotNull(house.Book.Bearer(TokenText.Read(token)!, null).Problem);

        var session = house.Book.Sessions.Single(s => s.Facts.Who == "maker");
        await house.App.Services.GetRequiredService<SessionDesk>().EndAsync(session.Id, Caller.Inside("test"), CancellationToken.None);
        await visit.Page.WaitForURLAsync("**/signin?problem=ended&return=%2Fme");
        Assert.Contains("Your session has ended", await visit.Page.InnerTextAsync("main"), StringComparison.Ordinal);
    }
}
