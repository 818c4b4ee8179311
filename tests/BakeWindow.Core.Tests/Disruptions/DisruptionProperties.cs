using BakeWindow.Core.Cluster;
using BakeWindow.Core.Disruptions;
using BakeWindow.Core.Gate;
using CsCheck;

namespace BakeWindow.Core.Tests.Disruptions;

/// <summary>What holds for every review, whatever the world is like.</summary>
public sealed class DisruptionProperties
{
    private const int Reviews = 10_000;

    private static readonly Gen<PodView> Pod =
        from name in Gen.OneOf("alpha-0", "alpha-1", "web-0", "gone-0")
        from app in Gen.OneOf("baker", "web", "")
        from node in Gen.OneOf("node-1", "node-2", "node-9", (string?)null)
        from phase in Gen.OneOf("Pending", "Running", "Succeeded", "Failed", "Unknown")
        from flags in Gen.Select(Gen.Bool, Gen.Bool)
        select new PodView
        {
            Name = new PodName("tezos", name), Uid = name, Node = node, Phase = phase, Ready = flags.Item1, Terminating = flags.Item2,
            Labels = new Dictionary<string, string> { ["app"] = app },
        };

    private static readonly Gen<DisruptionRequest> Review =
        from kind in Gen.Enum<DisruptionKind>()
        from ns in Gen.OneOf("tezos", "shop", "kube-system", "bakewindow", "", "TEZOS", "bakewindow2")
        from name in Gen.Frequency((4, Gen.OneOf("alpha-0", "alpha-1", "web-0", "gone-0", "")), (1, Gen.String))
        from user in Gen.Frequency((3, Gen.OneOf("ann", "system:node:node-1", "system:serviceaccount:kube-system:node-controller", "")), (1, Gen.String))
        from groups in Gen.OneOf("system:authenticated", "system:nodes", "system:serviceaccounts:kube-system", "system:masters", "").Array[0, 3]
        from pod in Pod.Null()
        from flags in Gen.Select(Gen.Bool, Gen.Bool)
        select new DisruptionRequest
        {
            Kind = kind, Namespace = ns, Name = name, User = user, Groups = groups, Pod = kind is DisruptionKind.Evict ? null : pod,
            PodLabels = pod?.Labels ?? new Dictionary<string, string>(), ReplacesPods = flags.Item1, DryRun = flags.Item2,
        };

    private static readonly Gen<World> Worlds =
        from world in Gen.OneOf(DisruptionScene.Open, DisruptionScene.Closed)
        from pods in Pod.Array[0, 4]
        from known in Gen.Select(Gen.Bool, Gen.Bool, Gen.Int[0, 9])
        select world with
        {
            Chain = known.Item1 ? world.Chain : null,
            Cluster = known.Item3 == 0 ? null : world.Cluster! with { Pods = pods, Connected = known.Item2 },
        };

    [Fact]
    public void Never_its_own_namespace_nor_kube_system_nor_the_kubelets_last_delete_nor_those_who_tidy_up() => Sample((world, review, answer) =>
    {
        var exempt = review.Namespace is "bakewindow" or "kube-system"
            || (review.Kind is DisruptionKind.Delete && (review.Groups.Contains("system:nodes") || review.Groups.Contains("system:serviceaccounts:kube-system") || review.Pod is { Terminating: true }));
        return !exempt || answer is DisruptionAnswer.LetThrough;
    });

    [Fact]
    public void Nothing_is_refused_that_is_known_to_be_no_baker_s() => Sample((world, review, answer) =>
        answer is DisruptionAnswer.LetThrough || review.Namespace == "tezos");

    [Fact]
    public void A_protected_pod_that_stays_is_let_through_only_when_the_gate_says_yes() => Sample((world, review, answer) =>
    {
        if (review is not { Kind: DisruptionKind.Delete, Namespace: "tezos", Name.Length: > 0, Pod: { Terminating: false, Node: { } node, Phase: "Running" } pod }
            || pod.Labels["app"] != "baker" || review.Groups.Contains("system:nodes") || review.Groups.Contains("system:serviceaccounts:kube-system"))
        {
            return true;
        }

        var yes = Gatekeeper.Decide(world, new GateRequest { Node = node, FloorAside = true }, DisruptionScene.Now) is Verdict.Allowed;
        return yes == answer is DisruptionAnswer.LetThrough;
    });

    [Fact]
    public void A_message_is_one_line_of_less_than_300_characters() => Sample((_, _, answer) =>
    {
        var message = answer switch { DisruptionAnswer.Refuse r => r.Message, DisruptionAnswer.Warn w => w.Message, _ => "x" };
        return message.Length is > 0 and < 300 && !message.Any(char.IsControl);
    });

    private static void Sample(Func<World, DisruptionRequest, DisruptionAnswer, bool> claim) => Gen.Select(Worlds, Review, Gen.Enum<RolloutPolicy>())
        .Sample((world, review, rollouts) => claim(world, review, DisruptionScene.Answer(world, review, rollouts)), iter: Reviews, threads: 1);
}
