using BakeWindow.Core.Time;

namespace BakeWindow.Core.Incidents;

/// <summary>
/// Proposes causes, each by a rule that names the evidence it goes by. Rules look at codes alone, never at words: whoever sees something gives it a code of a family (<c>signer-…</c>, <c>node-…</c>,
/// <c>pod-…</c>). A rule that finds nothing says nothing; when none does the cause is unknown, and it is said which lanes nobody watched.
/// </summary>
public static class CauseRules
{
    // A pod that a dead machine took along falls out of Ready or is taken away some minutes later; that is no cause of its own.
    private static readonly TimeSpan Aftermath = TimeSpan.FromMinutes(10);

    // Who asked for an eviction is told by the webhook a moment before the watch sees the pod end.
    private static readonly TimeSpan AskedBefore = TimeSpan.FromMinutes(1);

    // How codes of a part end that is as it should be, and what they say where nobody could look or where the part still worked.
    private static readonly string[] Well = ["-well", "-healed", "-back", "-served", "-open", "-synced", "-in-sync", "-recovered", "-up", "-over"];
    private static readonly string[] NeitherNor = ["-not-looked", "-unknown", "-paused", "-degraded"];

    private static readonly HashSet<string> Deaths = new(StringComparer.Ordinal) { "node-not-ready", "node-gone", "node-replaced", "node-booted" };

    /// <summary>The causes that speak for themselves, the strongest first; never empty.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="timeline">What was seen.</param>
    public static IReadOnlyList<Cause> Propose(Incident incident, Timeline timeline)
    {
        // What came after the last right can't have cost it.
        var end = incident.Lost.Count > 0 ? incident.Lost.Max(l => l.At) : incident.EndedAt ?? timeline.Until;
        List<Evidence> seen = [.. timeline.Evidence.Where(e => e.At <= end)];
        List<Cause> causes =
        [
            .. new[] { ByGlass(seen), Voluntary(seen), BySigner(seen, end), ByDeath(seen), ByUpgrade(seen), BySync(seen, end), ByMaintenance(seen), ByPod(seen), ByChain(seen, incident) }
                .OfType<Cause>().OrderBy(c => c.Weight),
        ];
        return causes.Count > 0 ? causes : [Nothing(timeline)];
    }

    /// <summary>The causes in one line, for lists.</summary>
    public static string Line(IReadOnlyList<Cause> causes) => string.Join(" + ", causes.Select(c => c.Title));

    /// <summary>Incidents that are like one: by the causes that they share, the most first, then the newest.</summary>
    /// <param name="codes">The one's causes.</param>
    /// <param name="number">Its number.</param>
    /// <param name="others">Others with their causes.</param>
    /// <param name="most">At most so many.</param>
    public static IReadOnlyList<long> Similar(IReadOnlyList<string> codes, long number, IEnumerable<(long Number, IReadOnlyList<string> Codes)> others, int most) =>
    [
        .. others.Where(o => o.Number != number)
            .Select(o => (o.Number, Shared: o.Codes.Where(c => c != CauseCode.Unknown).Intersect(codes, StringComparer.Ordinal).Count()))
            .Where(o => o.Shared > 0)
            .OrderByDescending(o => o.Shared).ThenByDescending(o => o.Number)
            .Take(most)
            .Select(o => o.Number),
    ];

    private static Cause? Voluntary(List<Evidence> seen)
    {
        List<Evidence> taken = [.. seen.Where(e => e.Code is "gate-closed-for-pod")];
        if (taken.Count == 0)
        {
            return null;
        }

        var first = taken[0];
        List<Evidence> asked = [.. seen.Where(e => e.Lane is EvidenceLane.Neighbours && e.Subject == first.Subject && IsDisruption(e.Code) && e.At <= first.At + AskedBefore && first.At - e.At <= Aftermath)];
        var by = asked.Count > 0 ? asked[^1].Source : null;
        return new Cause(CauseCode.Voluntary, "a pod was taken away in a closed gate", $"{Ended(first.Text)}{(by is null ? "; who did it was not seen" : $"; asked for by {by}")}.", CauseWeight.Sure, [.. asked, .. taken, .. seen.Where(e => e.Code is "pod-terminating" && e.Subject == first.Subject)])
        {
            WouldHaveHeld = asked.Exists(e => e.Code.StartsWith("delete", StringComparison.Ordinal)) ? "The webhook for deletes that refuses (deploy/components/webhook-deletes): a delete goes round the floor."
                : asked.Exists(e => e.Code.StartsWith("rollout", StringComparison.Ordinal)) ? "Webhook:Rollouts=hold: a rollout goes round the floor."
                : asked.Count > 0 ? "A floor that stands (deploy/components/protect) and a webhook that fails closed (deploy/components/webhook-fail)."
                : "A webhook (deploy/components/webhook) would have refused it, or said who it was.",
        };
    }

    private static Cause? ByGlass(List<Evidence> seen) => seen.FindAll(e => e.Code is "glass-broken") is { Count: > 0 } broken
        ? new Cause(CauseCode.Glass, $"the gate of {broken[0].Subject} was opened against its answer", $"{Ended(broken[0].Text)}.", CauseWeight.Possible, broken) { WouldHaveHeld = "Nothing: it was a person's decision, taken with its price in view." }
        : null;

    private static Cause? BySigner(List<Evidence> seen, DateTimeOffset end)
    {
        // Hops and proxies are parts of the path, and the path may work without one of them; an init container that waits for the signer speaks for the path.
        List<Evidence> told = [.. seen.Where(e => e.Code.StartsWith("signer-", StringComparison.Ordinal) || e.Code is "pod-waits-for-signer")];
        List<Evidence> whole = [.. told.Where(e => !e.Code.StartsWith("signer-hop-", StringComparison.Ordinal) && !e.Code.StartsWith("signer-proxy-", StringComparison.Ordinal) && !IsNeither(e))];
        if (whole.Find(e => !IsWell(e)) is not { } first)
        {
            return null;
        }

        // It stood so at the right's time when nothing better was told since.
        var stood = !IsWell(whole[^1]);
        return new Cause(
            CauseCode.Signer, "the path to the key was broken", $"{Ended(first.Text)}{(stood ? $"; it still was so at {end.UtcDateTime:HH:mm:ss}Z" : "; it was mended before")}.", stood ? CauseWeight.Sure : CauseWeight.Likely, told)
        {
            WouldHaveHeld = "A start that needs no signer, so that the node syncs meanwhile; ClientAliveInterval 10 in the forwarder's sshd, so that a dead tunnel lets its port go; and a demand for a healthy signer before anything voluntary.",
        };
    }

    private static Cause? ByDeath(List<Evidence> seen)
    {
        List<Evidence> own = [.. seen.Where(e => IsStep(e) && e.Code is "maintenance-rebooting" or "maintenance-draining" or "maintenance-cordoning")];
        List<Evidence> deaths = [.. seen.Where(e => e.Lane is EvidenceLane.Nodes && Deaths.Contains(e.Code) && !own.Exists(m => m.Subject == e.Subject && m.At <= e.At))];
        if (deaths.Count == 0)
        {
            return null;
        }

        var first = deaths[0];
        List<Evidence> taken = [.. seen.Where(e => e.Lane is EvidenceLane.Pods && e.Code is "pod-not-ready" or "pod-gone" or "pod-failed" or "pod-terminating" && e.At >= first.At - AskedBefore && e.At <= first.At + Aftermath)];
        return new Cause(
            CauseCode.NodeDeath, $"machine {first.Subject} died", $"{Ended(first.Text)}{(taken.Count > 0 ? $"; with it went {string.Join(", ", taken.Select(e => e.Subject).Distinct(StringComparer.Ordinal).Take(5))}" : "")}.", CauseWeight.Likely, [.. deaths, .. taken])
        {
            WouldHaveHeld = "No policy holds a machine. It costs less where baker, sentries and signer stand on different machines, and where a recovery is quicker than the usual gap between rights.",
        };
    }

    private static Cause? ByUpgrade(List<Evidence> seen) => seen.FindAll(e => e.Code.Contains("storage", StringComparison.Ordinal)) is { Count: > 0 } upgrade
        ? new Cause(CauseCode.StorageUpgrade, "the node's data wanted an upgrade", $"{Ended(upgrade[0].Text)}.", CauseWeight.Sure, upgrade) { WouldHaveHeld = "A pinned image, and the demand that no storage upgrade is pending before a voluntary restart." }
        : null;

    private static Cause? BySync(List<Evidence> seen, DateTimeOffset end)
    {
        List<Evidence> told = [.. seen.Where(e => e.Lane is EvidenceLane.TezosNode)];
        List<Evidence> whole = [.. told.Where(e => !IsNeither(e) && !e.Code.Contains("storage", StringComparison.Ordinal))];
        return whole.Find(e => !IsWell(e)) is not { } first ? null : new Cause(
            CauseCode.NotSynced, "the Tezos node was not ready", $"{Ended(first.Text)}{(IsWell(whole[^1]) ? "; it was well again before" : $"; it still was so at {end.UtcDateTime:HH:mm:ss}Z")}.", IsWell(whole[^1]) ? CauseWeight.Possible : CauseWeight.Likely, told)
        {
            WouldHaveHeld = "A longer warm-up (Policy:WarmUp) keeps work further from the next right; against what nobody plans, a second node that the baker can use.",
        };
    }

    private static Cause? ByMaintenance(List<Evidence> seen)
    {
        List<Evidence> steps = [.. seen.Where(IsStep)];
        List<Evidence> work = [.. steps.Where(e => e.Code is "maintenance-cordoning" or "maintenance-draining" or "maintenance-rebooting" or "maintenance-holding" or "maintenance-released" or "maintenance-rollingout")];
        // Ended before the right means: not in its way.
        return work.Count == 0 || steps[^1].Code is "maintenance-completed" or "maintenance-cancelled" ? null : new Cause(
            CauseCode.OwnMaintenance, $"a maintenance of {work[0].Subject} lasted into the right", $"{Ended(work[^1].Text)} ({work[^1].Source}).", CauseWeight.Likely, steps)
        {
            WouldHaveHeld = "A longer need or guard (Policy:Guard): the receipt of the maintenance compares what was promised with what it took.",
        };
    }

    private static Cause? ByPod(List<Evidence> seen)
    {
        if (seen.Exists(e => e.Lane is EvidenceLane.Nodes && Deaths.Contains(e.Code)) || seen.Exists(e => e.Code is "gate-closed-for-pod" || IsStep(e)))
        {
            return null;
        }

        return seen.FindAll(e => e.Lane is EvidenceLane.Pods && e.Code is "pod-not-ready" or "pod-failed" or "pod-gone" or "pod-replaced" or "pod-restarted" or "pod-crash-loop" or "pod-image-pull" or "pod-unschedulable") is { Count: > 0 } fell
            ? new Cause(CauseCode.PodFailed, $"pod {fell[0].Subject} fell by itself", $"{Ended(fell[0].Text)}; nobody asked for it, and its machine stayed up.", CauseWeight.Likely, fell) { WouldHaveHeld = "Look at its liveness probe, its limits and its image: what the kubelet does by itself no gate holds." }
            : null;
    }

    private static Cause? ByChain(List<Evidence> seen, Incident incident)
    {
        List<Evidence> slow = [.. seen.Where(e => e.Code is "head-round-high" or "head-late" or "sources-disagree")];
        // The loss of an own block is itself a round above 0.
        List<Evidence> others = [.. slow.Where(e => !incident.Lost.Any(l => l.Level.ToString() == e.Subject))];
        return others.Count < 2 ? null : new Cause(
            CauseCode.ChainSick, "the chain was sick", $"{Ended(others[0].Text)}, and {others.Count - 1} more like it, of levels that were not ours.", CauseWeight.Possible, others) { WouldHaveHeld = "Nothing of ours: blocks came late for everybody." };
    }

    private static Cause Nothing(Timeline timeline)
    {
        List<string> blind = [.. timeline.Gaps.Where(g => g.Words.StartsWith("nobody looked", StringComparison.Ordinal)).Select(g => g.Lane.Title())];
        return new Cause(CauseCode.Unknown, "unknown", $"No evidence between {DurationText.Human(Timeline.Before)} before it and its end speaks for a cause{(blind.Count > 0 ? $"; nobody watched: {string.Join(", ", blind)}" : "")}.", CauseWeight.Possible, []);
    }

    // What people decided about a maintenance bears its name too, on another lane.
    private static bool IsStep(Evidence e) => e.Lane is EvidenceLane.OwnActs && e.Code.StartsWith("maintenance-", StringComparison.Ordinal);

    private static bool IsWell(Evidence e) => Array.Exists(Well, w => e.Code.EndsWith(w, StringComparison.Ordinal));

    private static bool IsNeither(Evidence e) => Array.Exists(NeitherNor, w => e.Code.EndsWith(w, StringComparison.Ordinal));

    // What is told is a sentence, or a part of one.
    private static string Ended(string text) => text.TrimEnd('.');

    private static bool IsDisruption(string code) => code.StartsWith("evict", StringComparison.Ordinal) || code.StartsWith("delete", StringComparison.Ordinal) || code.StartsWith("rollout", StringComparison.Ordinal);
}
