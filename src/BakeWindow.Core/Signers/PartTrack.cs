using BakeWindow.Core.Readiness;

namespace BakeWindow.Core.Signers;

/// <summary>
/// What was found at one place, look after look. The first look is believed; after that a change is named when two looks in a row bear it out, so that one lost packet is no outage; what comes
/// and goes is named by that.
/// </summary>
public sealed record PartTrack
{
    /// <summary>This many comings and goings within <see cref="FlapTime"/> are flapping: two outages.</summary>
    public const int FlapChanges = 4;

    private const int MostRemembered = 64;

    /// <summary>Over what time changes are counted.</summary>
    public static readonly TimeSpan FlapTime = TimeSpan.FromMinutes(10);

    /// <summary>What flapped and has not changed for so long flaps no more.</summary>
    public static readonly TimeSpan Calm = TimeSpan.FromMinutes(5);

    /// <summary>What it is said to be.</summary>
    public required SignerFinding Named { get; init; }

    /// <summary>Since when.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>What the last look found.</summary>
    public required SignerFinding Last { get; init; }

    /// <summary>When that was.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>How many looks in a row found the same, by its code.</summary>
    public int InARow { get; init; } = 1;

    /// <summary>When it came or went lately, oldest first.</summary>
    public IReadOnlyList<DateTimeOffset> Changes { get; init; } = [];

    /// <summary>How often it came or went since the first look.</summary>
    public int AllChanges { get; init; }

    /// <summary>True when the last look contradicts what it is said to be; it is asked again sooner then.</summary>
    public bool InDoubt => Named is SignerFinding.Flapping flapping ? flapping.Last.Works != Last.Works : Named.Code != Last.Code;

    /// <summary>How it stands: what works by name and failed at the last look is degraded until the next look.</summary>
    public PartStanding Standing => InDoubt && Named.Works ? PartStanding.Degraded : Named.Standing;

    /// <summary>After the first look.</summary>
    public static PartTrack First(SignerFinding found, DateTimeOffset now) => new() { Named = found, Since = now, Last = found, At = now };

    /// <summary>After another look.</summary>
    public PartTrack Next(SignerFinding found, DateTimeOffset now)
    {
        var turned = (found.Works != Last.Works ? 1 : 0) + UnseenFalls(found);
        List<DateTimeOffset> changes = [.. Changes.Where(c => now - c < FlapTime), .. Enumerable.Repeat(now, turned)];
        var next = this with
        {
            Last = found,
            At = now,
            InARow = found.Code == Last.Code ? Math.Min(InARow + 1, 1_000) : 1,
            Changes = [.. changes.TakeLast(MostRemembered)],
            AllChanges = AllChanges + turned,
        };
        var named = next.Name(Last.Works, now);
        return named.Code == Named.Code && named.Standing == Named.Standing ? next with { Named = named } : next with { Named = named, Since = now };
    }

    private SignerFinding Name(bool workedBefore, DateTimeOffset now)
    {
        var (flapping, calm) = (Named is SignerFinding.Flapping, Changes.Count == 0 || now - Changes[^1] >= Calm);
        if (flapping ? !calm : Changes.Count >= FlapChanges)
        {
            return new SignerFinding.Flapping(Changes.Count, FlapTime, Last);
        }

        // Two failures in a row are an outage though they be of two kinds; it is called by the latter.
        return InARow >= 2 || flapping || Named.Code == Last.Code || (Named.Works && !workedBefore && !Last.Works) ? Last : Named;
    }

    // A proxy that counts its servers' falls tells of some that came back between two looks of ours: each is a going and a coming.
    private int UnseenFalls(SignerFinding found) => (Last, found) is (SignerFinding.Servers { Falls: var before } last, SignerFinding.Servers { Falls: var after } next) && after > before
        ? 2 * (int)Math.Clamp(after - before - (last.Up > next.Up ? last.Up - next.Up : 0), 0, MostRemembered / 2)
        : 0;
}
