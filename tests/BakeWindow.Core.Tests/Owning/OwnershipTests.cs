using System.Text.Json.Nodes;
using BakeWindow.Core.Owning;
using CsCheck;

namespace BakeWindow.Core.Tests.Owning;

public sealed class OwnershipTests
{
    private static readonly FieldPath Budgets = FieldPath.Of("spec", "disruption", "budgets");

    [Fact]
    public void A_field_is_set_with_a_note_of_what_it_said_in_one_write_on_the_version_that_was_read()
    {
        var patch = Ownership.Patch(Node("""{"plan/x":"hash"}"""), Wanted(OwnedField.Label("plan/x", "disabled")))!;
        Assert.Equal("7", (string?)patch["metadata"]!["resourceVersion"]);
        Assert.Equal("disabled", (string?)patch["metadata"]!["labels"]!["plan/x"]);
        Assert.Equal("true", (string?)patch["metadata"]!["labels"]![Ownership.Label]);
        Assert.Equal("""{"test":{"/metadata/labels/plan~1x":{"former":"hash","set":"disabled"}}}""", (string?)patch["metadata"]!["annotations"]![Ownership.Annotation]);
    }

    [Fact]
    public void What_says_so_already_is_not_written_again()
    {
        var node = Node("{}");
        Apply(node, Ownership.Patch(node, Wanted(OwnedField.Annotation("a", "b"))));
        Assert.Null(Ownership.Patch(node, Wanted(OwnedField.Annotation("a", "b"))));
    }

    [Fact]
    public void A_value_that_somebody_wrote_over_ours_is_what_he_gets_back()
    {
        var node = Node("""{"a":"his"}""");
        Apply(node, Ownership.Patch(node, Wanted(OwnedField.Label("a", "ours"))));
        node["metadata"]!["labels"]!["a"] = "his new one";
        Apply(node, Ownership.Patch(node, Wanted(OwnedField.Label("a", "ours"))));
        Assert.Equal("ours", (string?)node["metadata"]!["labels"]!["a"]);
        Apply(node, Ownership.GiveBack(node));
        Assert.Equal("""{"a":"his new one"}""", node["metadata"]!["labels"]!.ToJsonString());
    }

    [Fact]
    public void A_value_that_is_not_ours_any_more_is_left_when_the_rest_is_given_back()
    {
        var node = Node("{}");
        Apply(node, Ownership.Patch(node, Wanted(OwnedField.Label("a", "ours"))));
        node["metadata"]!["labels"]!["a"] = "his";
        Apply(node, Ownership.GiveBack(node));
        Assert.Equal("""{"a":"his"}""", node["metadata"]!["labels"]!.ToJsonString());
    }

    [Fact]
    public void An_entry_goes_into_a_list_and_out_again_and_those_of_others_stay()
    {
        var node = Node("{}");
        node["spec"] = JsonNode.Parse("""{"disruption":{"budgets":[{"nodes":"10%"}]}}""");
        Apply(node, Ownership.Patch(node, Wanted(new OwnedField.Entry(Budgets, JsonNode.Parse("""{"nodes":"0"}""")!))));
        Assert.Equal("""[{"nodes":"10%"},{"nodes":"0"}]""", node["spec"]!["disruption"]!["budgets"]!.ToJsonString());
        ((JsonArray)node["spec"]!["disruption"]!["budgets"]!).Insert(0, JsonNode.Parse("""{"nodes":"1"}"""));
        Assert.Null(Ownership.Patch(node, Wanted(new OwnedField.Entry(Budgets, JsonNode.Parse("""{"nodes":"0"}""")!))));
        Apply(node, Ownership.GiveBack(node));
        Assert.Equal("""[{"nodes":"1"},{"nodes":"10%"}]""", node["spec"]!["disruption"]!["budgets"]!.ToJsonString());
    }

    [Fact]
    public void An_equal_entry_of_somebody_else_stays()
    {
        var node = Node("{}");
        node["spec"] = JsonNode.Parse("""{"disruption":{"budgets":[{"nodes":"0"}]}}""");
        Apply(node, Ownership.Patch(node, Wanted(new OwnedField.Entry(Budgets, JsonNode.Parse("""{"nodes":"0"}""")!))));
        Apply(node, Ownership.GiveBack(node));
        Assert.Equal("""[{"nodes":"0"}]""", node["spec"]!["disruption"]!["budgets"]!.ToJsonString());
    }

    [Fact]
    public void A_list_that_was_not_there_is_taken_away_again()
    {
        var node = Node("{}");
        node["spec"] = JsonNode.Parse("""{"disruption":{}}""");
        Apply(node, Ownership.Patch(node, Wanted(new OwnedField.Entry(Budgets, JsonNode.Parse("""{"nodes":"0"}""")!))));
        Apply(node, Ownership.GiveBack(node));
        Assert.Equal("""{"disruption":{}}""", node["spec"]!.ToJsonString());
    }

    [Fact]
    public void A_note_that_somebody_spoiled_makes_nothing_of_his_ours()
    {
        var node = Node("""{"a":"his","bakewindow.io/owned":"true"}""");
        node["metadata"]!["annotations"] = JsonNode.Parse("""{"bakewindow.io/owned":"{not json"}""");
        Apply(node, Ownership.GiveBack(node));
        Assert.Equal("""{"a":"his"}""", node["metadata"]!["labels"]!.ToJsonString());
        Assert.Equal("{}", node["metadata"]!["annotations"]!.ToJsonString());
    }

    // Any interleaving of owners coming and going, and of somebody else editing what is not ours: at the end his fields are as he left them, and nothing of ours is left.
    [Fact]
    public void After_any_coming_and_going_what_is_left_is_what_others_wrote() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 2], Gen.Int[0, 4]).Array[1, 30].Sample(acts =>
        {
            var (node, model) = (Node("""{"l0":"v0"}"""), new SortedDictionary<string, string>(StringComparer.Ordinal) { ["l0"] = "v0" });
            var wanted = new Dictionary<string, IReadOnlyList<OwnedField>>(StringComparer.Ordinal);
            foreach (var (act, label, value) in acts)
            {
                var name = $"l{label}";
                if (act == 0)
                {
                    // Somebody else's edit: what he writes while it is ours becomes the former value.
                    node["metadata"]!["labels"]![name] = $"his{value}";
                    model[name] = $"his{value}";
                }
                else if (act == 1)
                {
                    wanted[$"o{label}"] = [OwnedField.Label(name, $"ours{value}")];
                }
                else if (act == 2)
                {
                    wanted.Remove($"o{label}");
                }

                Apply(node, Ownership.Patch(node, wanted));
            }

            Apply(node, Ownership.GiveBack(node));
            Assert.Equal(model.Select(m => $"{m.Key}={m.Value}"), ((JsonObject)node["metadata"]!["labels"]!).OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}={l.Value}"));
            Assert.Empty(Ownership.Of(node));
        });

    private static Dictionary<string, IReadOnlyList<OwnedField>> Wanted(params OwnedField[] fields) => new(StringComparer.Ordinal) { ["test"] = fields };

    private static JsonObject Node(string labels) =>
        new() { ["metadata"] = new JsonObject { ["name"] = "node-1", ["resourceVersion"] = "7", ["labels"] = JsonNode.Parse(labels) } };

    // RFC 7396.
    private static void Apply(JsonObject target, JsonObject? patch)
    {
        foreach (var (name, value) in patch ?? [])
        {
            if (value is JsonObject inner)
            {
                if (target[name] is not JsonObject there)
                {
                    target[name] = there = [];
                }

                Apply(there, inner);
            }
            else if (value is null)
            {
                target.Remove(name);
            }
            else
            {
                target[name] = value.DeepClone();
            }
        }
    }
}
