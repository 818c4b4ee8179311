using System.Collections.Immutable;
using BakeWindow.Core.Readiness;
using BakeWindow.Core.Time;

namespace BakeWindow.Core.Signers;

/// <summary>How the path of one baker to its key stands, and how it came to that. A state machine: <see cref="Step"/> takes a look, and tells what changed, once.</summary>
public sealed record SignerState
{
    /// <summary>Not looked at for so long, it is not known any more.</summary>
    public static readonly TimeSpan Stale = TimeSpan.FromMinutes(30);

    /// <summary>The path.</summary>
    public required SignerPath Path { get; init; }

    /// <summary>What was found at each place; what is missing was never asked.</summary>
    public ImmutableDictionary<PathPart, PartTrack> Tracks { get; init; } = ImmutableDictionary<PathPart, PartTrack>.Empty;

    /// <summary>Keys that must be served now.</summary>
    public IReadOnlyList<string> InForce { get; init; } = [];

    /// <summary>Keys of a later cycle.</summary>
    public IReadOnlyList<string> Coming { get; init; } = [];

    /// <summary>How it stands as a whole; null before the first look.</summary>
    public PartFacts? Facts { get; init; }

    /// <summary>When it was last looked at.</summary>
    public DateTimeOffset? LookedAt { get; init; }

    /// <summary>What was told last; null: nothing yet.</summary>
    public PartFacts? Told { get; init; }

    /// <summary>True when something is to be asked again soon, for its last look contradicts what it is said to be.</summary>
    public bool InDoubt => Tracks.Values.Any(t => t.InDoubt);

    /// <summary>Whether the key can be had: what stands in the world beside the facts.</summary>
    public static bool? Healthy(PartFacts? facts) => facts?.Standing switch { PartStanding.Down => false, PartStanding.Well or PartStanding.Degraded => true, _ => null };

    /// <summary>After a look.</summary>
    /// <param name="state">Before it.</param>
    /// <param name="look">What was found; null: it was left in peace.</param>
    /// <param name="now">When.</param>
    /// <returns>The new state, and what is to be told.</returns>
    public static (SignerState State, IReadOnlyList<SignerNews> News) Step(SignerState state, PathLook? look, DateTimeOffset now)
    {
        if (look is null)
        {
            return state.LookedAt is { } at && now - at >= Stale && state.Facts?.Standing is not PartStanding.Unknown
                ? Judged(state, Unknown(now), now, [])
                : (state, []);
        }

        var news = new List<SignerNews>();
        var tracks = state.Tracks;
        foreach (var (part, found) in look.Parts)
        {
            var before = tracks.GetValueOrDefault(part);
            var after = before?.Next(found, now) ?? PartTrack.First(found, now);
            tracks = tracks.SetItem(part, after);
            if (part is not PathPart.Key && News(part, before, after, now) is { } told)
            {
                news.Add(told);
            }
        }

        // A key that counts no more is forgotten.
        tracks = tracks.RemoveRange(tracks.Keys.OfType<PathPart.Key>().Where(k => !look.InForce.Contains(k.Hash) && !look.Coming.Contains(k.Hash)));
        var next = state with { Tracks = tracks, InForce = look.InForce, Coming = look.Coming, LookedAt = now };
        return Judged(next, next.Judge(now), now, news);
    }

    /// <summary>What is known of one route: its keys taken together, the worst first.</summary>
    public PartTrack? KeyOf(SignerRoute route) => InForce.Select(k => Tracks.GetValueOrDefault(new PathPart.Key(route.Signer, k))).OfType<PartTrack>().OrderBy(t => t.Named.Works).FirstOrDefault();

    private static (SignerState State, IReadOnlyList<SignerNews> News) Judged(SignerState state, PartFacts facts, DateTimeOffset now, List<SignerNews> news)
    {
        var kept = state.Facts is { } before && before.Code == facts.Code && before.Standing == facts.Standing && before.Words == facts.Words ? before : facts;
        if (state.Facts is { } former && former.Code == facts.Code && former.Standing == facts.Standing)
        {
            kept = kept with { Since = former.Since };
        }

        var next = state with { Facts = kept };
        if (facts.Code == InDoubtCode || (state.Told is { } told && told.Code == kept.Code && told.Standing == kept.Standing))
        {
            return (next, news);
        }

        // That it flaps is told once, not at each turn; and at the start nobody need hear that all is well, or not looked at yet.
        var flapsOn = state.Told?.Code == FlappingCode && kept.Code == FlappingCode;
        if (!flapsOn && (state.Told is not null || kept.Standing is PartStanding.Degraded or PartStanding.Down))
        {
            news.Add(Telling(state.Told, kept, state, now));
        }

        return (next with { Told = kept }, news);
    }

    /// <summary>The code of a path whose last look failed, and which is looked at again before it is told.</summary>
    public const string InDoubtCode = "in-doubt";
    private const string FlappingCode = "flapping";

    private static PartFacts Unknown(DateTimeOffset now) => new(PartStanding.Unknown, "not-looked", "not looked at lately, so not known", now);

    private static SignerNews Telling(PartFacts? before, PartFacts after, SignerState state, DateTimeOffset now)
    {
        if (before is { Standing: PartStanding.Down } && after is { Code: not FlappingCode, Standing: PartStanding.Well or PartStanding.Degraded })
        {
            var lasted = DurationText.Human(TimeSpan.FromSeconds(Math.Floor((now - before.Since).TotalSeconds)));
            return new SignerNews("signer-healed", $"The key is served again after {lasted} ({before.Words}){(after.Standing is PartStanding.Degraded ? $"; {after.Words}" : "")}.", now);
        }

        return new SignerNews(after.Code == "key-served" ? "signer-well" : $"signer-{after.Code}", $"The path to the key: {after.Words}{Counts(state)}.", now);
    }

    private static string Counts(SignerState state) => state.Tracks.Values.Select(t => t.Named).OfType<SignerFinding.Flapping>().MaxBy(f => f.Changes) is { } worst
        ? FormattableString.Invariant($" ({worst.Changes} changes in {worst.Within.TotalMinutes:0} minutes)")
        : "";

    private static SignerNews? News(PathPart part, PartTrack? before, PartTrack after, DateTimeOffset now)
    {
        var same = before is null ? after.Named.Standing is PartStanding.Well : before.Named.Code == after.Named.Code && (before.Named.Standing == after.Named.Standing || after.Named is SignerFinding.Flapping);
        return same ? null : new SignerNews($"signer-{(part is PathPart.Proxy ? "proxy" : "hop")}-{after.Named.Code}", $"{(part is PathPart.Proxy ? "Proxy" : "Hop")} {part.Name}: {after.Named.Words}.", now);
    }

    private PartFacts Judge(DateTimeOffset now)
    {
        var known = Path.Routes.Select(r => (Route: r, Keys: InForce.Select(k => Tracks.GetValueOrDefault(new PathPart.Key(r.Signer, k))).ToList())).ToList();
        if (InForce.Count == 0 || known.TrueForAll(r => r.Keys.Exists(k => k is null)))
        {
            return Unknown(now);
        }

        // A route serves when every key that is in force is served by it; one that was never asked serves nothing yet.
        var serving = known.Where(r => r.Keys.TrueForAll(k => k is { Named.Works: true })).ToList();
        if (serving.Count == 0)
        {
            var worst = known.SelectMany(r => r.Keys).OfType<PartTrack>().First(k => !k.Named.Works);
            return new PartFacts(PartStanding.Down, worst.Named.Code, worst.Named.Words, now);
        }

        if (serving.SelectMany(r => r.Keys).FirstOrDefault(k => k!.Named is SignerFinding.Flapping) is { } flapping && serving.TrueForAll(r => r.Keys.Exists(k => k!.Named is SignerFinding.Flapping)))
        {
            return new PartFacts(PartStanding.Degraded, flapping.Named.Code, flapping.Named.Words, now);
        }

        if (serving.TrueForAll(r => r.Keys.Exists(k => k!.InDoubt)))
        {
            return new PartFacts(PartStanding.Degraded, InDoubtCode, "the last probe failed; it is asked again before that is called an outage", now);
        }

        if (serving.Count < known.Count)
        {
            var lost = known.Except(serving).Select(r => r.Route.Signer);
            return new PartFacts(PartStanding.Degraded, "redundancy-lost", $"{serving.Count} of {known.Count} signers serve the key; not {string.Join(", ", lost)}", now);
        }

        return Weak() is { } weak ? weak(now) : new PartFacts(PartStanding.Well, "key-served", new SignerFinding.KeyServed().Words, now);
    }

    // The key is served; what on the way, or of a later cycle, is not as it should be? What could not be looked at is no fault of the path.
    private Func<DateTimeOffset, PartFacts>? Weak()
    {
        foreach (var (part, track) in Tracks.OrderBy(t => t.Key.Name, StringComparer.Ordinal))
        {
            switch (part)
            {
                case PathPart.Proxy when track.Named is SignerFinding.Servers { Standing: not PartStanding.Well } servers:
                    return now => new PartFacts(PartStanding.Degraded, "redundancy-lost", $"behind {part.Name} {servers.Words}", now);
                case PathPart.Proxy when track.Named is SignerFinding.Flapping:
                    return now => new PartFacts(PartStanding.Degraded, "flapping", $"servers behind {part.Name} come and go", now);
                case PathPart.Hop when track.Named.Standing is not PartStanding.Well:
                    return now => new PartFacts(PartStanding.Degraded, "redundancy-lost", $"{part.Name}: {track.Named.Words}", now);
                case PathPart.Key key when Coming.Contains(key.Hash) && !track.Named.Works:
                    return now => new PartFacts(PartStanding.Degraded, "coming-key-missing", $"the key of a coming cycle, {key.Hash}, is not served by {part.Name}", now);
            }
        }

        return null;
    }
}

/// <summary>Something to tell, once.</summary>
/// <param name="Code">In kebab case, never renamed; <c>docs/signers.md</c> lists them.</param>
/// <param name="Text">In a sentence.</param>
/// <param name="At">When it was seen.</param>
public sealed record SignerNews(string Code, string Text, DateTimeOffset At);
