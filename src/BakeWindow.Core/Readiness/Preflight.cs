using BakeWindow.Core.Bypasses;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Rights;
using BakeWindow.Core.Time;

namespace BakeWindow.Core.Readiness;

/// <summary>
/// "Would it come back?" Asked before every disturbance of one's own will. Pure: whoever has the world, the question and the time finds the same. Each check looks at all bakers and pods concerned
/// and tells the worst that it finds.
/// </summary>
public static class Preflight
{
    /// <summary>
    /// What a check weighs where policy says nothing. Required is what was seen to keep bakers down; what many who are well live with (one peer, a volume that stays on its node, a standby) is told.
    /// </summary>
    public static Demand UsualDemand(PreflightCode code) => code switch
    {
        PreflightCode.SignerPath or PreflightCode.NodeInSync or PreflightCode.Sentries or PreflightCode.StorageUpgrade or PreflightCode.Image => Demand.Require,
        _ => Demand.Warn,
    };

    /// <summary>All checks before what is asked about is disturbed.</summary>
    /// <param name="world">The world.</param>
    /// <param name="request">Which node, workload or bakers, and whether the node itself goes.</param>
    /// <param name="now">The present.</param>
    public static PreflightReport Of(World world, GateRequest request, DateTimeOffset now)
    {
        var scene = Scene.Of(world, request, now);
        return new PreflightReport(
        [
            .. Enum.GetValues<PreflightCode>().Select(code => (Code: code, Demand: world.Policy.Readiness.Of(code))).Where(c => c.Demand is not Demand.Ignore)
                .Select(c => Make(c.Code, c.Demand, scene)),
        ]);
    }

    private static PreflightCheck Make(PreflightCode code, Demand demand, Scene scene)
    {
        IReadOnlyList<Found> all = code switch
        {
            PreflightCode.SignerPath => [.. scene.Bakers.Select(b => SignerPath(b, scene))],
            PreflightCode.NodeInSync => [.. scene.Bakers.Select(InSync)],
            PreflightCode.Peers => [.. scene.Bakers.Select(Peers)],
            PreflightCode.Sentries => [.. scene.Bakers.Select(b => Sentries(b.Baker, scene))],
            PreflightCode.StorageUpgrade => StorageUpgrade(scene),
            PreflightCode.Image => Image(scene),
            PreflightCode.Volume => Volume(scene),
            PreflightCode.Schedulable => Schedulable(scene),
            _ => [.. scene.Bakers.Select(b => SingleBaker(b.Baker, scene))],
        };
        var worst = all.Count == 0 ? Found.None("no protected pod is concerned") : all.MaxBy(f => f.Standing)!;
        var more = worst.Standing <= CheckStanding.NotDeclared ? 0 : all.Count(f => f.Standing == worst.Standing) - 1;
        return new PreflightCheck(code, worst.Standing, more > 0 ? $"{worst.Words}; and {more} more" : worst.Words, demand, worst.Reason ?? ReasonOf(code, worst.Standing));
    }

    private static ReasonCode ReasonOf(PreflightCode code, CheckStanding standing) => standing is CheckStanding.Unknown ? ReasonCode.ReadinessUnknown : code switch
    {
        PreflightCode.SignerPath => ReasonCode.SignerNotSettled,
        PreflightCode.NodeInSync => ReasonCode.NodeBehind,
        PreflightCode.Peers => ReasonCode.FewPeers,
        PreflightCode.Sentries => ReasonCode.SentriesUnwell,
        PreflightCode.StorageUpgrade => ReasonCode.StorageUpgradePending,
        PreflightCode.Image => ReasonCode.ImageNotThere,
        PreflightCode.Volume => ReasonCode.VolumeStays,
        PreflightCode.Schedulable => ReasonCode.NoNodeTakesIt,
        _ => ReasonCode.SecondBaker,
    };

    private static Found SignerPath(BakerFacts b, Scene scene)
    {
        if (b.SignerHealthy == false || b.Signer is { Standing: PartStanding.Down })
        {
            var how = b.Signer is { Standing: PartStanding.Down } down ? $" ({down.Words})" : "";
            return new Found(CheckStanding.Failed, $"the signer of {b.Baker} does not answer{how}; after a restart the baker would not come back", ReasonCode.SignerUnhealthy);
        }

        var asked = scene.World.Policy.Readiness.SignerWellFor;
        return b.Signer switch
        {
            null when b.SignerHealthy is null => Found.None($"no signer is declared for {b.Baker}, or it was not asked yet"),
            null => Found.Passed($"the signer of {b.Baker} answers"),
            { Standing: PartStanding.Unknown } s => new Found(CheckStanding.Unknown, $"the path to the key of {b.Baker} could not be looked at: {s.Words}"),
            { } s when scene.Now - s.Since < asked && s.Standing is PartStanding.Well =>
                new Found(CheckStanding.Failed, $"the path to the key of {b.Baker} has been well only since {Utc(s.Since)}; {DurationText.Human(asked)} are asked for"),
            // One bad answer may be a blip, and may be the beginning: nothing voluntary starts before the next.
            { Code: Signers.SignerState.InDoubtCode } => new Found(CheckStanding.Failed, $"the last look along the path to the key of {b.Baker} found it broken; it is looked at again before that is told"),
            { Standing: PartStanding.Degraded } s => new Found(CheckStanding.Warned, $"the path to the key of {b.Baker} is degraded: {s.Words}"),
            { } s => Found.Passed($"the path to the key of {b.Baker} has been well since {Utc(s.Since)}"),
        };
    }

    private static Found InSync(BakerFacts b) => (b.NodeSynced, b.TezosNode) switch
    {
        (false, { } part) => new Found(CheckStanding.Failed, $"the Tezos node of {b.Baker} is not well: {part.Words}"),
        (false, null) or (_, { Standing: PartStanding.Down }) => new Found(CheckStanding.Failed, $"the Tezos node of {b.Baker} is not in sync; let it catch up first"),
        (null, null) => Found.None($"no Tezos node is declared for {b.Baker}, or it was not asked yet"),
        (_, { Standing: PartStanding.Unknown } part) => new Found(CheckStanding.Unknown, $"whether the Tezos node of {b.Baker} is in sync is not known: {part.Words}"),
        (_, { Standing: PartStanding.Degraded } part) => new Found(CheckStanding.Warned, $"the Tezos node of {b.Baker}: {part.Words}"),
        _ => Found.Passed($"the Tezos node of {b.Baker} is in sync"),
    };

    private static Found Peers(BakerFacts b) => b.Peers switch
    {
        null => Found.None($"no Tezos node is declared for {b.Baker}, or its connections were not counted yet"),
        { Standing: PartStanding.Well } => Found.Passed($"the Tezos node of {b.Baker} has enough connections"),
        { Standing: PartStanding.Unknown } p => new Found(CheckStanding.Unknown, $"how many connections the Tezos node of {b.Baker} has is not known: {p.Words}"),
        { } p => new Found(CheckStanding.Failed, $"the Tezos node of {b.Baker}: {p.Words}"),
    };

    // A baker with one sentry lives so every day; one whose other sentries are all down must not lose this one as well.
    private static Found Sentries(BakerAddress baker, Scene scene)
    {
        if (!scene.SeesPods)
        {
            return Found.None("the cluster is not seen, so no pod was looked at");
        }

        var all = scene.PodsOf(baker, w => w.Role is WorkloadRole.Sentry);
        if (all.Count == 0)
        {
            return scene.World.Workloads.Any(w => w.Baker == baker && w.Role is WorkloadRole.Sentry)
                ? new Found(CheckStanding.Warned, $"a sentry of {baker} is declared, and no pod is one")
                : Found.None($"no sentry is declared for {baker}");
        }

        var others = all.Where(p => !scene.Disturbed.Contains(p)).ToList();
        var unwell = others.Where(p => !p.Ready || p.Terminating).ToList();
        return others.Count == 0 ? new Found(CheckStanding.Warned, $"{all[0].Name} is the only sentry of {baker}: while it is away its node has no way out")
            : unwell.Count == others.Count ? new Found(CheckStanding.Failed, $"no other sentry of {baker} is Ready: {Why(unwell[0])}")
            : unwell.Count > 0 ? new Found(CheckStanding.Warned, $"a sentry of {baker} is not Ready: {Why(unwell[0])}")
            : Found.Passed($"{others.Count} other {(others.Count == 1 ? "sentry" : "sentries")} of {baker} {(others.Count == 1 ? "is" : "are")} Ready");
    }

    private static string Why(PodView pod) => PodTrouble.Of(pod) is { } trouble ? trouble.Words + (trouble.Since is { } since ? $" since {Utc(since)}" : "") : $"{pod.Name} is {(pod.Terminating ? "leaving" : $"{pod.Phase}, not Ready")}";

    private static IReadOnlyList<Found> StorageUpgrade(Scene scene) => scene.OverPods(PodsInUse(scene), p => PodTrouble.Of(p) switch
    {
        { Code: PodTroubleCode.StorageVersion or PodTroubleCode.StorageUpgrading } bad => new Found(CheckStanding.Failed, bad.Words),
        _ when p.Containers.FirstOrDefault(c => c.PullsAlways && !c.Image.Contains('@', StringComparison.Ordinal) && !c.Init) is { } moving && scene.Disturbed.Contains(p) =>
            new Found(CheckStanding.Warned, $"{p.Name} pulls {moving.Image} anew at every start: another program may come under the same name and want another storage. Pin it by digest"),
        _ => Found.Passed("no storage is seen to want an upgrade; a program that is only announced is not seen"),
    });

    private static IReadOnlyList<Found> Image(Scene scene) => scene.OverPods(PodsInUse(scene), p => PodTrouble.Of(p) switch
    {
        { Code: PodTroubleCode.ImagePull } bad => new Found(CheckStanding.Failed, bad.Words),
        _ when !scene.Disturbed.Contains(p) || p.Containers.Count == 0 => Found.Passed("no image is seen to be missing"),
        _ when scene.NodeGoes => new Found(CheckStanding.Warned, $"another node must pull {p.Containers[^1].Image} first; whether it can is known only when it has"),
        _ when p.Node is { } on && scene.World.Cluster!.Nodes.TryGetValue(on, out var node) && p.Containers.All(c => !c.PullsAlways && Lies(c.Image, node)) => Found.Passed($"the images of {p.Name} lie on {on}"),
        _ => Found.Passed($"{p.Name} runs with its images; that they can be pulled again is not known, for the kubelet does not tell all that it keeps"),
    });

    private static bool Lies(string image, NodeView node) => node.Images.Any(i => i == image || i.EndsWith("/" + image, StringComparison.Ordinal));

    private static IReadOnlyList<Found> Volume(Scene scene) => scene.OverPods([.. scene.Disturbed.Where(p => p.Claims.Count > 0)], p =>
    {
        if (!scene.NodeGoes)
        {
            return Found.Passed($"{p.Name} has volumes; the same node comes back, and they are there");
        }

        if (scene.World.Volumes is not { } volumes)
        {
            return new Found(CheckStanding.Unknown, $"whether the volumes of {p.Name} can follow it is not known: grant the reads of deploy/components/audit");
        }

        var its = p.Claims.Select(c => volumes.FirstOrDefault(v => v.Namespace == p.Name.Namespace && v.Name == c)).ToList();
        var elsewhere = scene.World.Cluster!.Nodes.Values.Where(n => n.Name != p.Node && Takes(n)).ToList();
        return its.Find(v => v is { PinnedTo.Count: > 0 } && !elsewhere.Exists(n => v.PinnedTo.Contains(n.Name) && InZone(v, n))) is { } pinned
                ? new Found(CheckStanding.Failed, $"the volume {pinned.Name} of {p.Name} lies on {string.Join(", ", pinned.PinnedTo)} and can't follow")
            : its.Find(v => v is { Zones.Count: > 0 } && !elsewhere.Exists(n => InZone(v, n))) is { } zoned
                ? new Found(CheckStanding.Failed, $"the volume {zoned.Name} of {p.Name} can be in {string.Join(", ", zoned.Zones)} only, and no other node there takes pods")
            : its.Contains(null) ? new Found(CheckStanding.Unknown, $"a claim of {p.Name} was not found when volumes were last read")
            : its.Exists(v => v!.OneNodeOnly) ? new Found(CheckStanding.Passed, $"the volumes of {p.Name} can follow once the old pod is gone: they are mounted on one node at a time")
            : Found.Passed($"the volumes of {p.Name} can follow");
    }, "no disturbed pod has a volume");

    // Room, taints and affinity are the scheduler's to judge, and it judges only when it must.
    private static IReadOnlyList<Found> Schedulable(Scene scene) => scene.OverPods(scene.Disturbed, p =>
    {
        if (PodTrouble.Of(p) is { Code: PodTroubleCode.Unschedulable } waits)
        {
            return new Found(CheckStanding.Failed, waits.Words);
        }

        if (!scene.NodeGoes)
        {
            return p.Node is { } on && scene.World.Cluster!.Nodes.TryGetValue(on, out var own) && !Bears(own, p)
                ? new Found(CheckStanding.Warned, $"{on} no longer bears the labels that {p.Name} asks for; once it is gone it would not be put there again")
                : Found.Passed($"{p.Name} goes back to its node when that returns");
        }

        var takers = scene.World.Cluster!.Nodes.Values.Where(n => n.Name != p.Node && Takes(n) && Bears(n, p)).Select(n => n.Name).Order(StringComparer.Ordinal).ToList();
        return takers.Count == 0 ? new Found(CheckStanding.Failed, $"no other node that is Ready and not cordoned bears the labels that {p.Name} asks for")
            : Found.Passed($"{p.Name} may go to {string.Join(", ", takers.Take(3))}{(takers.Count > 3 ? $" or {takers.Count - 3} more" : "")}; whether there is room, and what taints and affinity say, the scheduler alone knows");
    });

    private static bool Takes(NodeView node) => node is { Ready: true, Unschedulable: false };

    private static bool Bears(NodeView node, PodView pod) => pod.NodeSelector.All(l => node.Labels.TryGetValue(l.Key, out var value) && value == l.Value);

    private static bool InZone(ClaimFact volume, NodeView node) =>
        volume.Zones.Count == 0 || (node.Labels.TryGetValue(ReadinessLabels.Zone, out var zone) && volume.Zones.Contains(zone));

    // An accuser stands under the role Baker too, and a standby may be wanted: it is told, and policy may require it. Two that could both sign are never opened by broken glass.
    private static Found SingleBaker(BakerAddress baker, Scene scene)
    {
        var pods = scene.SeesPods ? scene.PodsOf(baker, w => w.Role is WorkloadRole.Baker).Where(p => p.Node is not null).ToList() : [];
        return pods.Count switch
        {
            0 => Found.None($"no pod that bakes is seen for {baker}"),
            1 => Found.Passed($"{pods[0].Name} alone bakes for {baker}"),
            _ => new Found(CheckStanding.Failed, $"{pods.Count} pods stand for the key of {baker}: {string.Join(", ", pods.Take(3).Select(p => $"{p.Name} on {p.Node}{(p.Terminating ? " (leaving)" : "")}"))}; two that sign are slashed"),
        };
    }

    // What the baker can't do without: sentries have a check of their own.
    private static IReadOnlyList<PodView> PodsInUse(Scene scene) =>
        [.. scene.Disturbed.Concat(scene.Bakers.SelectMany(b => scene.PodsOf(b.Baker, w => w.Role is not WorkloadRole.Sentry))).Distinct()];

    private static string Utc(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private sealed record Found(CheckStanding Standing, string Words, ReasonCode? Reason = null)
    {
        public static Found Passed(string words) => new(CheckStanding.Passed, words);

        public static Found None(string words) => new(CheckStanding.NotDeclared, words);
    }

    private sealed record Scene(World World, DateTimeOffset Now, IReadOnlyList<BakerFacts> Bakers, IReadOnlyList<PodView> Disturbed, bool NodeGoes, bool SeesPods)
    {
        public static Scene Of(World world, GateRequest request, DateTimeOffset now)
        {
            var cluster = world.Cluster is { Connected: true } seen ? seen : null;
            var own = world.Active.Where(a => a.Id == request.Maintenance).SelectMany(a => a.Bakers);
            var bakers = (request switch
            {
                { Node: { } node } => cluster is null ? [] : Placement.BakersOn(node, cluster, world.Workloads).Union(own),
                { Workload: { } workload } => cluster is null ? [] : Placement.BakersOf(workload, cluster, world.Workloads).Union(own),
                { Bakers.Count: > 0 } => request.Bakers,
                _ => world.Bakers.Select(b => b.Baker),
            }).ToList();
            return new Scene(
                world,
                now,
                [.. bakers.Select(b => world.Bakers.FirstOrDefault(f => f.Baker == b) ?? new BakerFacts { Baker = b })],
                cluster is null ? [] : [.. DisturbedBy(request, cluster, world, bakers).Distinct()],
                request.NodeGoes,
                cluster is not null);
        }

        public IReadOnlyList<PodView> PodsOf(BakerAddress baker, Func<ProtectedWorkload, bool> which) => World.Cluster is { Connected: true } cluster
            ? [.. World.Workloads.Where(w => w.Baker == baker && which(w)).SelectMany(w => Placement.PodsOf(w, cluster)).Where(p => p.Lives).Distinct()]
            : [];

        public IReadOnlyList<Found> OverPods(IReadOnlyList<PodView> pods, Func<PodView, Found> look, string? none = null) =>
            !SeesPods ? [Found.None("the cluster is not seen, so no pod was looked at")]
            : pods.Count == 0 ? [Found.None(none ?? "no protected pod is concerned")]
            : [.. pods.Select(look)];

        private static IEnumerable<PodView> DisturbedBy(GateRequest request, ClusterView cluster, World world, IReadOnlyList<BakerAddress> bakers) => request switch
        {
            { Node: { } node } => Placement.On(node, cluster, world.Workloads).SelectMany(w => Placement.PodsOf(w, cluster)).Where(p => p.Node == node && p.Lives),
            { Workload: { } workload } => Placement.Of(workload, cluster, world.Workloads).SelectMany(w => Placement.PodsOf(w, cluster)).Where(p => workload.Owns(p) && p.Lives),
            _ => world.Workloads.Where(w => bakers.Contains(w.Baker) && w.Role is (WorkloadRole.Baker or WorkloadRole.Node)).SelectMany(w => Placement.PodsOf(w, cluster)).Where(p => p.Lives),
        };
    }
}
