using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Admission;
using BakeWindow.Simulator.Cluster.Api;

namespace BakeWindow.Simulator.Cluster.Rules;

/// <summary>What a ValidatingAdmissionPolicy and its binding must say, and what the server adds to them.</summary>
internal static class PolicyRules
{
    private static readonly string[] Reasons = ["Forbidden", "Invalid", "RequestEntityTooLarge", "Unauthorized"];

    public static IEnumerable<Cause> Check(JsonObject body)
    {
        var spec = body.Part("spec");
        if (spec.Rows("validations").Count == 0 && spec.Rows("auditAnnotations").Count == 0)
        {
            yield return Cause.Required("spec.validations", "validations or auditAnnotations must contain at least one item");
        }

        if (spec.Rows("matchConstraints", "resourceRules").Count == 0)
        {
            yield return Cause.Required("spec.matchConstraints.resourceRules");
        }

        for (var i = 0; i < spec.Rows("validations").Count; i++)
        {
            if (spec.Rows("validations")[i].Text("reason") is { } reason && !Reasons.Contains(reason))
            {
                yield return Cause.Unsupported($"spec.validations[{i}].reason", $"\"{reason}\"", Reasons);
            }
        }

        foreach (var cause in WebhookRules.Expressions(spec, "variables", "spec.", AdmissionVariables.OfPolicies)
            .Concat(WebhookRules.Expressions(spec, "matchConditions", "spec.", AdmissionVariables.OfPolicies))
            .Concat(WebhookRules.Expressions(spec, "validations", "spec.", AdmissionVariables.OfPolicies))
            .Concat(WebhookRules.Expressions(spec, "validations", "spec.", AdmissionVariables.OfPolicies, "messageExpression")))
        {
            yield return cause;
        }
    }

    public static IEnumerable<Cause> CheckBinding(JsonObject body)
    {
        if (string.IsNullOrEmpty(body.Text("spec", "policyName")))
        {
            yield return Cause.Required("spec.policyName");
        }

        if (body.Rows("spec", "validationActions").Count == 0)
        {
            yield return Cause.Required("spec.validationActions", "at least one validation action is required");
        }

        if (body.Part("spec", "paramRef") is { } reference && reference.Text("parameterNotFoundAction") is not ("Allow" or "Deny"))
        {
            yield return Cause.Required("spec.paramRef.parameterNotFoundAction");
        }
    }

    public static void Complete(JsonObject body)
    {
        body.Need("spec")["failurePolicy"] ??= "Fail";
        WebhookRules.CompleteScope(body.Need("spec").Need("matchConstraints"), "resourceRules");
    }

    public static void CompleteBinding(JsonObject body)
    {
        if (body.Part("spec", "matchResources") is { } resources)
        {
            WebhookRules.CompleteScope(resources, "resourceRules");
        }
    }
}
