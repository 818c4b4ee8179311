using BakeWindow.Core.Maintenance;
using BakeWindow.Core.Wire;
using BakeWindow.Web.Access;
using BakeWindow.Web.Maintaining;
using BakeWindow.Web.Observing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BakeWindow.Web.Api;

/// <summary>Maintenances: hand in, look at, approve, reject, cancel.</summary>
internal static class MaintenancesApi
{
    private const int MostOpen = 1_000;

    private const int MostReason = 300;

    public static void MapMaintenances(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/maintenances");
        group.MapGet("/", List).Allows(Act.View).AddEndpointFilter(new KnownQuery("state", "take", "format")).WithSummary("Maintenances, newest first; format=csv as a file.").Produces<IReadOnlyList<MaintenanceDocument>>();
        group.MapGet("/{id}", Show).Allows(Act.View).WithSummary("One maintenance with its steps.").Produces<MaintenanceDocument>().ProducesProblem(StatusCodes.Status404NotFound);
        var changing = group.MapGroup("");
        changing.WithMetadata(
            new ProducesResponseTypeMetadata(StatusCodes.Status401Unauthorized, typeof(Microsoft.AspNetCore.Mvc.ProblemDetails), ["application/problem+json"]),
            new ProducesResponseTypeMetadata(StatusCodes.Status403Forbidden, typeof(Microsoft.AspNetCore.Mvc.ProblemDetails), ["application/problem+json"]),
            new ProducesResponseTypeMetadata(StatusCodes.Status415UnsupportedMediaType, typeof(Microsoft.AspNetCore.Mvc.ProblemDetails), ["application/problem+json"]));
        changing.MapPost("/", Request).Allows(Act.Request).AddEndpointFilter(new KnownQuery("dryRun")).WithSummary("Ask for a reboot, drain, restart, release or roll; with dryRun=true only what can be said about it.")
            .Produces<MaintenanceDocument>(StatusCodes.Status201Created).ProducesValidationProblem().ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status409Conflict);
        MapHandovers(changing);
        changing.MapPost("/{id}/approve", (string id, DecisionBody? body, HttpContext http, MaintenanceDesk desk, CancellationToken ct) =>
            Tell(id, body, http, desk, by => desk.ApproveAsync(id, by, Terms(body), ct), ct)).Allows(Act.Approve)
            .WithSummary("Say yes to the proposed window, or to any within the bounds.")
            .WithDescription("ifShown takes the approvalFingerprint of the maintenance as it was read: when window, price or verdict are others by now, nothing is approved and 409 tells the difference. onlyThis approves the proposed window and no other; until ends the yes.").Produces<MaintenanceDocument>().ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        changing.MapPost("/{id}/reject", (string id, DecisionBody? body, HttpContext http, MaintenanceDesk desk, CancellationToken ct) =>
            Tell(id, body, http, desk, by => desk.RejectAsync(id, by, body?.Reason ?? "no reason given", ct), ct)).Allows(Act.Approve)
            .WithSummary("Say no.").Produces<MaintenanceDocument>().ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        changing.MapPost("/{id}/cancel", (string id, DecisionBody? body, HttpContext http, MaintenanceDesk desk, CancellationToken ct) =>
            Tell(id, body, http, desk, by => desk.CancelAsync(id, by, body?.Reason ?? "no reason given", ct), ct)).Allows(Act.Request)
            .WithSummary("Call it off; what was begun is undone.").Produces<MaintenanceDocument>().ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static void MapHandovers(RouteGroupBuilder changing)
    {
        changing.MapPost("/{id}/done", (string id, DecisionBody? body, HttpContext http, MaintenanceDesk desk, CancellationToken ct) =>
            Tell(id, body, http, desk, by => desk.DoneAsync(id, by, ct), ct)).Allows(Act.Request)
            .WithSummary("The work for which a drained node is held is done.").Produces<MaintenanceDocument>().ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        changing.MapPost("/{id}/hold", (string id, DecisionBody? body, HttpContext http, MaintenanceDesk desk, CancellationToken ct) =>
            Tell(id, body, http, desk, by => desk.HoldAsync(id, by, hold: true, ct), ct)).Allows(Act.Request)
            .WithSummary("Stop a reboot before it is asked for; it is undone when the drain's time or the window is over.").Produces<MaintenanceDocument>().ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        changing.MapPost("/{id}/go-on", (string id, DecisionBody? body, HttpContext http, MaintenanceDesk desk, CancellationToken ct) =>
            Tell(id, body, http, desk, by => desk.HoldAsync(id, by, hold: false, ct), ct)).Allows(Act.Request)
            .WithSummary("Let a held reboot go on.").Produces<MaintenanceDocument>().ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        changing.MapPost("/{id}/resume", (string id, DecisionBody? body, HttpContext http, MaintenanceDesk desk, CancellationToken ct) =>
            Tell(id, body, http, desk, by => desk.ResumeAsync(id, by, ct), ct)).Allows(Act.Request)
            .WithSummary("Let a paused roll of a pool go on.").Produces<MaintenanceDocument>().ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> List(MaintenanceDesk desk, CancellationToken ct, string? state = null, int take = 100, string? format = null)
    {
        var mistakes = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var asCsv = CsvFile.IsWanted(format, mistakes);
        if (state is not (null or "" or "open" or "all"))
        {
            mistakes["state"] = [$"\"{state[..Math.Min(40, state.Length)]}\" is not known; write open or all"];
        }

        if (take is < 1 or > 1000)
        {
            mistakes["take"] = ["write a number from 1 to 1000"];
        }

        if (mistakes.Count > 0)
        {
            return TypedResults.ValidationProblem(mistakes);
        }

        IReadOnlyList<MaintenanceDocument> all = [.. (await desk.ListAsync(state == "open", take, ct)).Select(m => MaintenanceDocument.From(m, []))];
        return asCsv ? CsvTables.Maintenances(all) : TypedResults.Json(all, WireJson.Plain.IReadOnlyListMaintenanceDocument);
    }

    private static async Task<Results<JsonHttpResult<MaintenanceDocument>, ProblemHttpResult>> Show(string id, MaintenanceDesk desk, CancellationToken ct) =>
        await desk.FindAsync(id, ct) is { } record
            ? await DocumentAsync(record, desk, StatusCodes.Status200OK, ct)
            : NotFound(id);

    private static async Task<Results<JsonHttpResult<MaintenanceDocument>, ValidationProblem, ProblemHttpResult>> Request(
        MaintenanceBody body, HttpContext http, MaintenanceDesk desk, WorldBoard board, TimeProvider time, CancellationToken ct, bool dryRun = false)
    {
        var (form, mistakes) = body.Form().Check(board.Now, time.GetUtcNow());
        if (form is null)
        {
            return TypedResults.ValidationProblem(mistakes.ToDictionary(m => m.Key, m => new[] { m.Value }, StringComparer.Ordinal));
        }

        if (dryRun)
        {
            if ((await desk.ListAsync(onlyOpen: true, MostOpen, ct)).FirstOrDefault(m => m.Request.Action.Subject == form.Action.Subject) is { } open)
            {
                return TypedResults.Problem($"{open.Id} is open for {form.Action.Subject} already ({open.Phase.Name}); wait for its end, or cancel it first", statusCode: StatusCodes.Status409Conflict, title: "Asked for already");
            }

            var (planned, outlook) = desk.Plan(form, http.Caller().Name);
            return TypedResults.Json(MaintenanceDocument.From(planned, [], outlook), WireJson.Plain.MaintenanceDocument);
        }

        try
        {
            var record = await desk.RequestAsync(form, http.Caller(), ct);
            http.Response.Headers.Location = $"/api/v1/maintenances/{record.Id}";
            return await DocumentAsync(record, desk, StatusCodes.Status201Created, ct);
        }
        catch (MaintenanceConflictException e)
        {
            return TypedResults.Problem(e.Message, statusCode: StatusCodes.Status409Conflict, title: "Asked for already");
        }
    }

    private static async Task<Results<JsonHttpResult<MaintenanceDocument>, ProblemHttpResult, ValidationProblem>> Tell(
        string id, DecisionBody? body, HttpContext http, MaintenanceDesk desk, Func<Caller, Task<MaintenanceRecord?>> tell, CancellationToken ct)
    {
        var mistakes = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (body is { Reason.Length: > MostReason })
        {
            mistakes["reason"] = [$"at most {MostReason} characters"];
        }

        if (body is { UpToBlocks: < 0 })
        {
            mistakes["upToBlocks"] = ["write a number of blocks from 0"];
        }

        if (body is { UpToBudget: < 0 or > 1 })
        {
            mistakes["upToBudget"] = ["write a share from 0 to 1"];
        }

        if (body is { OnlyThis: true } and ({ UpToBlocks: not null } or { UpToBudget: not null }))
        {
            mistakes["onlyThis"] = ["the proposed window alone and bounds for any window exclude each other; leave one out"];
        }

        if (body is { IfShown.Length: > 200 })
        {
            mistakes["ifShown"] = ["write the approvalFingerprint of the maintenance, as it was read"];
        }

        if (mistakes.Count > 0)
        {
            return TypedResults.ValidationProblem(mistakes);
        }

        try
        {
            return await tell(http.Caller()) is { } record ? await DocumentAsync(record, desk, StatusCodes.Status200OK, ct) : NotFound(id);
        }
        catch (ApprovalChangedException e)
        {
            return TypedResults.Problem(e.Message, statusCode: StatusCodes.Status409Conflict, title: "Changed since it was shown",
                extensions: new Dictionary<string, object?> { ["changes"] = e.Changes, ["approvalFingerprint"] = e.Now.Fingerprint });
        }
        catch (MaintenanceConflictException e)
        {
            return TypedResults.Problem(e.Message, statusCode: StatusCodes.Status409Conflict, title: "Not in this phase");
        }
    }

    private static ApprovalTerms Terms(DecisionBody? body) => new(body?.UpToBlocks, body?.UpToBudget) { Until = body?.Until, OnlyThis = body?.OnlyThis is true, IfShown = body?.IfShown };

    private static async Task<JsonHttpResult<MaintenanceDocument>> DocumentAsync(MaintenanceRecord record, MaintenanceDesk desk, int status, CancellationToken ct)
    {
        var history = await desk.HistoryAsync(record.Id, ct);
        return TypedResults.Json(MaintenanceDocument.From(record, [.. history.Select(h => (h.At, h.Phase, h.Note))], desk.OutlookOf(record)) with { ApprovalFingerprint = desk.ShownOf(record)?.Fingerprint }, WireJson.Plain.MaintenanceDocument, statusCode: status);
    }

    private static ProblemHttpResult NotFound(string id) =>
        TypedResults.Problem($"There is no maintenance \"{id[..Math.Min(40, id.Length)]}\"; GET /api/v1/maintenances lists them.", statusCode: StatusCodes.Status404NotFound, title: "Not found");
}

/// <summary>The body of POST /maintenances.</summary>
internal sealed record MaintenanceBody(string? Node, string? Action, string? Need, string? NotBefore, string? Deadline, string? Urgency, string? Reason,
    string? Workload = null, string? Pool = null, string? Each = null, string? Hold = null)
{
    public RequestForm Form() => new(Node, Action, Need, NotBefore, Deadline, Urgency, Reason) { Workload = Workload, Pool = Pool, Each = Each, Hold = Hold };
}

/// <summary>The body of approve, reject and cancel; all of it may be left out.</summary>
/// <param name="Reason">Why.</param>
/// <param name="UpToBlocks">Approve any window that costs at most so many expected blocks.</param>
/// <param name="UpToBudget">Approve any window that uses at most this share of the budget.</param>
/// <param name="Until">Approve windows that start by then only.</param>
/// <param name="OnlyThis">Approve the proposed window and no other.</param>
/// <param name="IfShown">Approve only if what was shown is still so.</param>
internal sealed record DecisionBody(string? Reason, double? UpToBlocks, double? UpToBudget, DateTimeOffset? Until = null, bool OnlyThis = false, string? IfShown = null);
