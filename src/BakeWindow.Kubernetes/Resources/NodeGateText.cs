using System.Globalization;
using System.Text.Json.Nodes;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Time;

namespace BakeWindow.Kubernetes.Resources;

/// <summary>The status of a NodeGate: what one node's gate says, for readers of the cluster (CEL). Only a yes has a validUntil; whoever reads a yes must not act on it after that.</summary>
public static class NodeGateText
{
    // Nothing of a baker's runs there; when something comes, it is written at once. It ends all the same, for BakeWindow may be dead by then.
    private static readonly TimeSpan FreeLasts = TimeSpan.FromMinutes(30);

    // The proof that the work fits holds until the latest start, whatever the chain does; but a reader must not go by a BakeWindow that has been dead for long.
    private static readonly TimeSpan OpenLasts = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Refresh = TimeSpan.FromMinutes(10);

    /// <summary>Writes a status.</summary>
    public static JsonObject Of(NodeGate gate, DateTimeOffset now)
    {
        var allowed = gate.State is NodeGateState.Open or NodeGateState.Free;
        var verdict = gate.Verdict;
        return new JsonObject
        {
            ["allowed"] = allowed,
            ["state"] = gate.State.ToString(),
            ["reason"] = gate.State is NodeGateState.Working ? "maintenance-at-work" : verdict.Reason.Kebab(),
            ["message"] = gate.State is NodeGateState.Working ? "A maintenance of BakeWindow works on this node." : verdict.Message,
            ["nextSafeAt"] = Time(verdict.NextSafeAt),
            ["safeFor"] = verdict.SafeFor is { } safe ? DurationText.Iso(TimeSpan.FromSeconds(Math.Floor(safe.TotalSeconds))) : null,
            ["validUntil"] = !allowed ? null : Time(ValidUntil(gate, now)),
            ["right"] = verdict.Right is { } r
                ? new JsonObject
                {
                    ["baker"] = r.Right.Baker.Value, ["kind"] = r.Right.Kind.ToString(), ["level"] = r.Right.Level.Value, ["round"] = r.Right.Round,
                    ["earliest"] = Time(r.Earliest), ["expected"] = Time(r.Expected),
                }
                : null,
            ["observedAt"] = Time(now),
        };
    }

    /// <summary>What is said when nobody is left to say more.</summary>
    public static JsonObject Stopped(DateTimeOffset now) => new()
    {
        ["allowed"] = false, ["state"] = nameof(NodeGateState.Closed), ["reason"] = "bakewindow-stopped", ["message"] = "BakeWindow is not running.",
        ["nextSafeAt"] = null, ["safeFor"] = null, ["validUntil"] = null, ["right"] = null, ["observedAt"] = Time(now),
    };

    /// <summary>True when what stands there would mislead: another answer, another right, or a yes of which less than half is left. Figures that run with every block don't count.</summary>
    public static bool IsStale(JsonObject? before, JsonObject next, DateTimeOffset now)
    {
        if (before is null || Said(before) != Said(next) || Instant(before["observedAt"]) is not { } at || now - at >= Refresh)
        {
            return true;
        }

        return Instant(before["validUntil"]) is { } end && now - at >= (end - at) / 2;
    }

    private static DateTimeOffset ValidUntil(NodeGate gate, DateTimeOffset now)
    {
        var asked = now + (gate.State is NodeGateState.Free ? FreeLasts : OpenLasts);
        if (gate.Verdict is Verdict.Allowed { Reason: ReasonCode.BrokenGlass, BackBy: var end })
        {
            // What a person opened needs no room for the work: it is open until its end, however short.
            return end < asked ? end : asked;
        }

        return gate.Verdict is Verdict.Allowed { BackBy: var backBy } yes && backBy - yes.Outage.Need < asked ? backBy - yes.Outage.Need : asked;
    }

    private static string Said(JsonObject status) =>
        $"{status["allowed"]} {status["state"]} {status["reason"]} {(status["right"] as JsonObject)?["level"]} {(status["right"] as JsonObject)?["round"]} {Minute(status["nextSafeAt"], status["allowed"])}";

    // The next safe time of a no is promised to people; that of a yes is now.
    private static string Minute(JsonNode? nextSafeAt, JsonNode? allowed) =>
        allowed is JsonValue v && v.TryGetValue<bool>(out var yes) && yes ? "" : Instant(nextSafeAt)?.ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture) ?? "";

    private static DateTimeOffset? Instant(JsonNode? json) =>
        json is JsonValue v && v.TryGetValue<string>(out var text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    private static string? Time(DateTimeOffset? at) => at is { } t && t < DateTimeOffset.MaxValue ? t.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) : null;
}
