using BakeWindow.Core.Recovery;
using BakeWindow.Core.Wire;
using BakeWindow.Web.Access;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Recovering;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BakeWindow.Web.Api;

/// <summary>How long restarts last, and what is at risk now.</summary>
internal static class RecoveriesApi
{
    private const int MostSingle = 50;

    public static void MapRecoveries(this RouteGroupBuilder api)
    {
        api.MapGet("/recoveries", Recoveries).Allows(Act.View)
            .AddEndpointFilter(new KnownQuery())
            .WithSummary("How long restarts of protected workloads last, step by step, by workload and cause; and those that are under way.")
            .WithDescription("Steps are counted from the disruption on. Measured figures stand beside what is believed, which holds the policy's prior. A restart whose beginning was not seen is none of these.")
            .Produces<RecoveriesDocument>().ProducesValidationProblem();
        api.MapGet("/at-risk", AtRisk).Allows(Act.View)
            .AddEndpointFilter(new KnownQuery())
            .WithSummary("What is down by itself, how long it is likely to last, and which rights fall into that time.")
            .WithDescription("An empty list: nothing that is looked at is down, other than by work that was let begin and is not late.")
            .Produces<IReadOnlyList<AtRiskDocument>>().ProducesValidationProblem();
    }

    private static JsonHttpResult<RecoveriesDocument> Recoveries(RecoveryBook book, Settings settings) =>
        TypedResults.Json(RecoveriesDocument.From(new RecoveryKnowledge(book.Now.Samples, settings.Policy.Prior), book.Now.State.Open, MostSingle), WireJson.Plain.RecoveriesDocument);

    private static JsonHttpResult<IReadOnlyList<AtRiskDocument>> AtRisk(RecoveryBook book, Settings settings) =>
        TypedResults.Json<IReadOnlyList<AtRiskDocument>>([.. book.Now.Risks.Select(r => AtRiskDocument.From(r, settings.NameOf(r.Baker)))], WireJson.Plain.IReadOnlyListAtRiskDocument);
}
