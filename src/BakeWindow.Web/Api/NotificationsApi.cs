using BakeWindow.Core.Alerting;
using BakeWindow.Core.Wire;
using BakeWindow.Web.Access;
using BakeWindow.Web.Notifying;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BakeWindow.Web.Api;

/// <summary>The channels over which people are told, and a test of one.</summary>
internal static class NotificationsApi
{
    public static void MapNotifications(this RouteGroupBuilder api)
    {
        api.MapGet("/notifications", ListAsync).Allows(Act.View)
            .WithSummary("The channels over which people are told, each with its last notices. No address and no secret is shown.").Produces<IReadOnlyList<ChannelDocument>>();
        api.MapPost("/notifications/{name}/test", TestAsync).Allows(Act.Request)
            .WithSummary("Send a test over a channel, at once. 200 also where it was not taken; the answer says why.").Produces<ChannelTestDocument>().ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<JsonHttpResult<IReadOnlyList<ChannelDocument>>> ListAsync(HttpContext http, NotifyDesk desk)
    {
        http.Response.Headers.CacheControl = "no-store";
        IReadOnlyList<ChannelDocument> all =
        [
            .. (await desk.ListAsync(http.RequestAborted)).Select(c => new ChannelDocument(c.Channel.Name, c.Channel.Kind, c.Waiting,
                [.. c.Last.Select(n => new ChannelDocument.NoticePart(n.Change.Alert.Id, n.Change.Turn.Word(), n.MadeAt, n.DeliveredAt, n.NextTryAt, n.Tries, n.Problem.Length > 0 ? n.Problem : null))])),
        ];
        return TypedResults.Json(all, WireJson.Plain.IReadOnlyListChannelDocument);
    }

    private static async Task<Results<JsonHttpResult<ChannelTestDocument>, ProblemHttpResult>> TestAsync(string name, HttpContext http, NotifyDesk desk) =>
        await desk.TestAsync(name, http.Caller(), http.RequestAborted) is { } problem
            ? TypedResults.Json(new ChannelTestDocument(name, problem.Length == 0, problem.Length > 0 ? problem : null), WireJson.Plain.ChannelTestDocument)
            : TypedResults.Problem($"there is no channel \"{name[..Math.Min(40, name.Length)]}\"; /api/v1/notifications lists them", statusCode: StatusCodes.Status404NotFound, title: "No such channel");
}
