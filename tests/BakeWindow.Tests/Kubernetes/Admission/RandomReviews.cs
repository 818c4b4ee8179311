using System.Text.Json;
using System.Text.Json.Nodes;
using BakeWindow.Core.Disruptions;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Tests.Maintenance;
using BakeWindow.Kubernetes.Admission;
using CsCheck;

namespace BakeWindow.Tests.Kubernetes.Admission;

/// <summary>Ten thousand reviews, half of them with fields that nobody expects there, from the bytes to the bytes.</summary>
public sealed class RandomReviews
{
    private static readonly Gen<JsonNode?> Strange = Gen.OneOf<Func<JsonNode?>>(
        () => null, () => 7, () => "", () => "\u0000", () => true, () => new JsonArray(1, "a", null), () => new JsonObject { ["name"] = "x" }).Select(make => make());

    private static readonly Gen<JsonObject> Review =
        from words in Gen.Select(Gen.OneOf("CREATE", "DELETE", "UPDATE", "CONNECT"), Gen.OneOf("", "apps"), Gen.OneOf("pods", "statefulsets", "nodes"), Gen.OneOf("", "eviction", "status"))
        from place in Gen.Select(Gen.OneOf("tezos", "kube-system", "bakewindow", "shop"), Gen.OneOf("baker-0", "web-0", ""))
        from groups in Gen.OneOf("system:nodes", "system:authenticated", "system:serviceaccounts:kube-system").Array[0, 2]
        from labels in Gen.OneOf("baker", "web")
        from spoiled in Gen.OneOf("", "", "", "userInfo", "object", "oldObject", "name", "namespace", "dryRun", "resource", "operation")
        from strange in Strange
        select Make(words, place, groups, labels, spoiled, strange);

    [Fact]
    public void The_answer_is_a_yes_or_429_names_the_question_and_never_refuses_what_is_exempt()
    {
        var world = Worlds.World(990, Worlds.Rights(1_000), new ModelCluster().View(Worlds.At(990)));
        var guard = new DisruptionGuard("bakewindow", RolloutPolicy.Hold);
        Review.Sample(node =>
        {
            var (review, problem) = AdmissionReview.Read(JsonDocument.Parse(node.ToJsonString()).RootElement);
            if (review is null)
            {
                return problem is { Length: > 0 };
            }

            var answer = review.Request is null ? null : guard.Answer(world, new HashSet<string>(), review.Request, Worlds.At(990));
            var response = JsonNode.Parse(AdmissionAnswer.Write(review.Uid, answer).Span)!["response"]!;
            var allowed = response["allowed"]!.GetValue<bool>();
            var code = response["status"]?["code"]?.GetValue<int>();
            var exempt = review.Request is { Namespace: "kube-system" or "bakewindow" } || (review.Request is { Kind: DisruptionKind.Delete } && review.Request.Groups.Contains("system:nodes"));
            return response["uid"]!.GetValue<string>() == "u-1" && allowed == code is null && code is null or 429 && (allowed || !exempt)
                && response["status"]?["details"] is null;
        }, iter: 10_000, threads: 1);
    }

    private static JsonObject Make((string Operation, string Group, string Resource, string Sub) words, (string Namespace, string Name) place, string[] groups, string app, string spoiled, JsonNode? strange)
    {
        var pod = new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = place.Name, ["namespace"] = place.Namespace, ["labels"] = new JsonObject { ["app"] = app } },
            ["spec"] = new JsonObject { ["nodeName"] = "node-1", ["template"] = new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["app"] = app } } } },
            ["status"] = new JsonObject { ["phase"] = "Running" },
        };
        var request = new JsonObject
        {
            ["uid"] = "u-1",
            ["operation"] = words.Operation,
            ["resource"] = new JsonObject { ["group"] = words.Group, ["resource"] = words.Resource },
            ["subResource"] = words.Sub,
            ["namespace"] = place.Namespace,
            ["name"] = place.Name,
            ["userInfo"] = new JsonObject { ["username"] = "ann", ["groups"] = new JsonArray([.. groups.Select(g => (JsonNode)g)]) },
            ["oldObject"] = pod,
            ["object"] = new JsonObject { ["spec"] = new JsonObject { ["template"] = 1 } },
        };
        if (spoiled.Length > 0)
        {
            request[spoiled] = strange?.DeepClone();
        }

        return new JsonObject { ["kind"] = "AdmissionReview", ["apiVersion"] = "admission.k8s.io/v1", ["request"] = request };
    }
}
