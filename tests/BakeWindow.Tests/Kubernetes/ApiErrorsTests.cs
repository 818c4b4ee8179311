using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Rbac;

namespace BakeWindow.Tests.Kubernetes;

/// <summary>What a real API server's refusals mean.</summary>
public sealed class ApiErrorsTests
{
    [Fact]
    public void A_budget_that_blocks_is_named()
    {
        var error = Of("evict-pdb-blocked", 429, Permissions.EvictPod)[0];

        Assert.Equal(ApiFailure.Held, error.Failure);
        Assert.Contains("The disruption budget", error.Message);
    }

    [Fact]
    public void A_budget_that_is_not_observed_yet_holds_too() =>
        Assert.Contains(Of("evict-pdb-not-observed", 429, Permissions.EvictPod), e => e.Failure is ApiFailure.Held && e.Message.Contains("still being processed"));

    [Fact]
    public void Overload_is_not_taken_for_a_budget() =>
        Assert.All(Of("apf-429", 429, Permissions.EvictPod), e => Assert.Equal(ApiFailure.Unavailable, e.Failure));

    [Fact]
    public void A_missing_right_names_the_role_to_grant()
    {
        var error = Of("errors-authn-authz", 403, Permissions.EvictPod).First(e => e.Message.Contains("pods/eviction") && e.Message.Contains("cannot create"));

        Assert.Equal(ApiFailure.Forbidden, error.Failure);
        Assert.Contains("bakewindow-maintain", error.Message);
    }

    [Fact]
    public void Two_budgets_are_the_servers_500() =>
        Assert.All(Of("evict-two-pdbs", 500, Permissions.EvictPod), e => Assert.Contains("more than one PodDisruptionBudget", e.Message));

    [Fact]
    public void A_time_out_may_pass() =>
        Assert.All(Of("store-stalled", 504, Permissions.PatchNode), e => Assert.Equal(ApiFailure.Unavailable, e.Failure));

    [Fact]
    public void A_stale_version_is_a_conflict() =>
        Assert.All(Of("node-conflicts", 409, Permissions.PatchNode), e => Assert.Equal(ApiFailure.Conflict, e.Failure));

    private static List<ApiException> Of(string transcript, int status, Permission permission)
    {
        List<ApiException> errors = [.. Transcript.Of(transcript).Answers(status).Select(a => ApiErrors.Translate(a.Status, a.Body, permission))];
        Assert.NotEmpty(errors);
        return errors;
    }
}
