using BakeWindow.Core.Chain;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Time;
using BakeWindow.Web.Access;
using BakeWindow.Web.Observing;
using BakeWindow.Web.Views;

namespace BakeWindow.Web.Api;

/// <summary>Addresses that lead on: short forms, and the neighbours of a moment that the keys <c>[ ] p n</c> ask for.</summary>
internal static class ShortLinks
{
    public static void MapShortLinks(this IEndpointRouteBuilder app)
    {
        app.MapGet("/{form:regex(^([LlCc][0-9]+|[MmIi]-[0-9]+|tz[1-4].+|[a-z0-9][-.a-z0-9]*)$)}", (string form, HttpContext http, WorldBoard board) =>
            ShortForms.Target(form, board.Now) is { } target ? Results.Redirect(target + (target.Contains('?', StringComparison.Ordinal) ? "" : http.Request.QueryString.Value)) : Results.NotFound())
            .AllowsPeople(Act.View).WithOrder(100).ExcludeFromDescription();
        app.MapGet("/go/{where:regex(^(right|window)-(before|after)$)}", (string where, WorldBoard board, TimeProvider time, string? at = null) =>
            Results.Redirect(Neighbour(board.Now, where, at, time.GetUtcNow()) is { } level ? $"/calendar?at=L{level}" : "/calendar"))
            .AllowsPeople(Act.View).ExcludeFromDescription();
    }

    /// <summary>The hard right or window next to a moment, of all bakers; null when there is none, or nothing is known.</summary>
    internal static Level? Neighbour(World world, string where, string? at, DateTimeOffset now)
    {
        var (bakers, problem) = Concerned.Of(world, new GateRequest { Client = "page" });
        if (problem is not null || world.Chain is not { } chain)
        {
            return null;
        }

        var here = UrlTime.TryParse(at, out var time, out _) ? time.Where(chain, now) ?? chain.Head.Level : chain.Head.Level;
        var plan = WindowPlanner.Plan(chain, bakers, Concerned.Outage(world, new GateRequest { Client = "page" }), world.Policy);
        var levels = where.StartsWith("right", StringComparison.Ordinal) ? plan.HardRights.Select(r => r.Level) : plan.Windows.Select(w => w.From);
        return where.EndsWith("after", StringComparison.Ordinal)
            ? levels.Where(l => l > here).Order().Cast<Level?>().FirstOrDefault()
            : levels.Where(l => l < here).OrderDescending().Cast<Level?>().FirstOrDefault();
    }
}
