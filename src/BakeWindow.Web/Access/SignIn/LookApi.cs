namespace BakeWindow.Web.Access.SignIn;

/// <summary>Keeps in cookies how somebody wants pages to look. They say nothing about him, and the first drawing is right by them.</summary>
internal static class LookApi
{
    private static readonly CookieOptions Kept = new() { MaxAge = TimeSpan.FromDays(365), Path = "/", SameSite = SameSiteMode.Strict, IsEssential = true };

    public static void MapLook(this IEndpointRouteBuilder app) =>
        app.MapPost("/me/look", (Delegate)KeepAsync).AddEndpointFilter<SignInApi.FormsOfOurs>().ExcludeFromDescription().AllowsPeople();

    private static async Task<IResult> KeepAsync(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        Keep(http, "bw-theme", form["theme"], "light", "dark");
        Keep(http, "bw-density", form["density"], "compact");
        return TypedResults.Redirect("/me");
    }

    // What is usual is kept by keeping nothing.
    private static void Keep(HttpContext http, string cookie, string? wanted, params ReadOnlySpan<string> known)
    {
        if (wanted is not null && known.Contains(wanted))
        {
            http.Response.Cookies.Append(cookie, wanted, Kept);
        }
        else
        {
            http.Response.Cookies.Delete(cookie);
        }
    }
}
