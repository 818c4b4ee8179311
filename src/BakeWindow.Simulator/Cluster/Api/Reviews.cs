using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Access;
using BakeWindow.Simulator.Cluster.Store;

namespace BakeWindow.Simulator.Cluster.Api;

/// <summary>Questions about rights: they are answered and not stored.</summary>
internal sealed class Reviews(Rbac rbac, Func<DateTimeOffset> now)
{
    public ApiAnswer Answer(ApiRequest request, ResourceKind resource)
    {
        var asked = RequestBodies.ReadObject(request, resource.Kind);
        var answer = new JsonObject { ["kind"] = resource.Kind, ["apiVersion"] = resource.GroupVersion, ["metadata"] = new JsonObject { ["creationTimestamp"] = null } };
        if (resource == ResourceCatalog.SelfSubjectReviews)
        {
            answer.Meta()["creationTimestamp"] = Stamps.Seconds(now());
            answer["status"] = new JsonObject
            {
                ["userInfo"] = new JsonObject
                {
                    ["username"] = request.Caller.User, ["groups"] = new JsonArray([.. request.Caller.Groups.Select(JsonNode (group) => group)]),
                },
            };
            return ApiAnswer.Json(201, answer);
        }

        var caller = resource == ResourceCatalog.SelfSubjectAccessReviews
            ? request.Caller
            : new Caller(asked.Text("spec", "user") ?? "", [.. asked.Rows("spec", "groups").Select(row => row.Text() ?? "")]);
        Demand(resource, asked, caller);
        answer["spec"] = asked["spec"]?.DeepClone() ?? new JsonObject();
        var why = rbac.Allows(caller, Wish(asked));
        var status = new JsonObject { ["allowed"] = why is not null };
        if (!string.IsNullOrEmpty(why))
        {
            status["reason"] = why;
        }

        answer["status"] = status;
        return ApiAnswer.Json(201, answer);
    }

    private static AccessRequest Wish(JsonObject asked) => asked.Part("spec", "nonResourceAttributes") is { } path
        ? new AccessRequest(path.Text("verb") ?? "") { Path = path.Text("path") }
        : new AccessRequest(asked.Text("spec", "resourceAttributes", "verb") ?? "")
        {
            Group = asked.Text("spec", "resourceAttributes", "group") ?? "",
            Resource = asked.Text("spec", "resourceAttributes", "resource") ?? "",
            Subresource = asked.Text("spec", "resourceAttributes", "subresource") ?? "",
            Namespace = asked.Text("spec", "resourceAttributes", "namespace") ?? "",
            Name = asked.Text("spec", "resourceAttributes", "name") ?? "",
        };

    private static void Demand(ResourceKind resource, JsonObject asked, Caller caller)
    {
        var causes = new List<Cause>();
        if (asked.Part("spec", "resourceAttributes") is null == asked.Part("spec", "nonResourceAttributes") is null)
        {
            causes.Add(Cause.Invalid("spec.resourceAttributes", "\"null\"", "exactly one of nonResourceAttributes or resourceAttributes must be specified"));
        }

        if (resource == ResourceCatalog.SubjectAccessReviews && caller.User.Length == 0 && caller.Groups.Count == 0)
        {
            causes.Add(Cause.Invalid("spec.user", "\"\"", "at least one of user or group must be specified"));
        }

        if (causes.Count > 0)
        {
            throw Refusals.Invalid(resource.Group, "", "", causes);
        }
    }
}
