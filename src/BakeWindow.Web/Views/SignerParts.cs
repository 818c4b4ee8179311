using BakeWindow.Core.Chain;
using BakeWindow.Core.Readiness;
using BakeWindow.Core.Signers;
using BakeWindow.Core.Wire;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Observing;

namespace BakeWindow.Web.Views;

/// <summary>The way to a baker's key, part by part: what page, API and command show. Follows from what is declared and what was seen alone.</summary>
public static class SignerParts
{
    /// <summary>The baker's path as a document.</summary>
    public static SignersDocument.PathDocument Of(DeclaredBaker baker, SignerSight seen, ChainView? chain)
    {
        var facts = seen.State?.Facts;
        return new SignersDocument.PathDocument
        {
            Baker = baker.Name,
            Standing = Word(facts?.Standing),
            Code = facts?.Code ?? "not-looked",
            Words = facts?.Words ?? "not asked yet",
            Since = facts?.Since,
            LookedAt = seen.State?.LookedAt,
            Cycle = seen.Cycle?.Value,
            KeysProblem = seen.KeysProblem,
            Rest = seen.Rest is not { } rest ? null : new SignersDocument.RestPart(rest.Code, rest.Why, rest.Until?.Value, Until(rest, chain)),
            Parts = [.. baker.Signers.SelectMany(s => PartsOf(s, baker, seen))],
        };
    }

    /// <summary>When a rest ends at the earliest; null when that can't be told.</summary>
    public static DateTimeOffset? Until(SignerRest? rest, ChainView? chain) =>
        rest?.Until is { } until && chain is not null && until >= chain.Head.Level ? new LevelClock(chain).Earliest(until) : null;

    /// <summary>A standing in a word.</summary>
    public static string Word(PartStanding? standing) => standing switch { PartStanding.Well => "well", PartStanding.Degraded => "degraded", PartStanding.Down => "down", _ => "unknown" };

    private static IEnumerable<SignersDocument.PartDocument> PartsOf(DeclaredSigner signer, DeclaredBaker baker, SignerSight seen)
    {
        if (signer.Proxy is { } proxy)
        {
            yield return Part(signer.Name, "proxy", proxy.Name, null, seen.State?.Tracks.GetValueOrDefault(new PathPart.Proxy(proxy.Name)), null);
        }

        foreach (var hop in signer.Hops)
        {
            yield return Part(signer.Name, "hop", hop.Name, null, seen.State?.Tracks.GetValueOrDefault(new PathPart.Hop(hop.Name)), null);
        }

        var inForce = seen.State is { InForce.Count: > 0 } state ? state.InForce : [baker.SignerKey];
        foreach (var key in inForce.Concat(seen.State?.Coming ?? []))
        {
            yield return Part(signer.Name, "key", key, inForce.Contains(key), seen.State?.Tracks.GetValueOrDefault(new PathPart.Key(signer.Name, key)), seen.Authentication.TryGetValue(signer.Name, out var wants) ? wants : null);
        }
    }

    private static SignersDocument.PartDocument Part(string route, string kind, string name, bool? inForce, PartTrack? track, bool? authentication) => new(
        route, kind, name, inForce,
        // A proxy that can't be asked says nothing of what is behind it.
        Word(kind == "proxy" && track?.Named is not (SignerFinding.Servers or SignerFinding.Flapping) ? null : track?.Standing),
        track?.Named.Code ?? "not-looked", track is null ? "not asked yet" : track.InDoubt ? $"{track.Named.Words}; the last probe says otherwise ({track.Last.Code})" : track.Named.Words,
        track?.Since, track?.At, track?.AllChanges ?? 0, authentication);
}
