using BakeWindow.Core.Planning;

namespace BakeWindow.Core.Gate;

/// <summary>
/// Decides. A pure function of (world, request, now): first whether it can be known at all, then whether anything else forbids it, then whether the work fits before the next hard
/// right. Every path that is not a proven yes is a no with a reason of its own; a person who breaks the glass overrides it by name, and only where the cluster itself does not forbid it.
/// </summary>
public static class Gatekeeper
{
    /// <summary>Answers one request.</summary>
    public static Verdict Decide(World world, GateRequest request, DateTimeOffset now) => Examine(world, request, now).Verdict;

    /// <summary>The same, with what was found open and closed on the way; null where it did not come so far.</summary>
    internal static (Verdict Verdict, Outlook? Outlook) Examine(World world, GateRequest request, DateTimeOffset now)
    {
        var inquiry = new Inquiry(world, request, now);
        if (inquiry.WhereItIs() is { } there)
        {
            return (there, inquiry.Outlook);
        }

        var verdict = inquiry.WhatTheChainSays()
            ?? inquiry.WhatRightsSay()
            ?? inquiry.WhatElseForbids()
            ?? inquiry.WhetherItFits();
        return (verdict is Verdict.Allowed ? verdict : inquiry.ThroughBrokenGlass(verdict) ?? verdict, inquiry.Outlook);
    }
}
