using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Security.Cryptography;
using BakeWindow.Storage;
using BakeWindow.Web.Configuration;

namespace BakeWindow.Web.Access;

/// <summary>
/// Which sessions and tokens are good, in memory, so that nobody waits for the database: looked at anew every two seconds, and at once where something was changed here. When the database has not answered for
/// half a minute nobody can know what was taken back meanwhile; then everybody may read and ask, and do nothing else.
/// </summary>
public sealed class AccessBook(TokenStore tokens, SessionStore sessions, SessionSeal seal, Settings settings, AccessClock clock) : IDisposable
{
    /// <summary>The kind of tokens that programs bring.</summary>
    public const string ApiKind = "api";

    private static readonly TimeSpan Trusted = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan WriteEvery = TimeSpan.FromMinutes(1);
    private static readonly FrozenSet<Act> Readings = FrozenSet.ToFrozenSet([Act.View, Act.Ask]);

    private readonly SemaphoreSlim looking = new(1);
    private readonly Uses used = new();
    private readonly Uses seen = new();
    private volatile Page page = new(FrozenDictionary<string, Entry>.Empty, FrozenDictionary<string, LiveSession>.Empty, clock.Time.GetTimestamp());

    /// <summary>Raised after each look that found something else than before.</summary>
    public event Action? Changed;

    /// <summary>The good sessions.</summary>
    public IEnumerable<LiveSession> Sessions => page.Sessions.Values.Where(IsLive).Select(Latest);

    private bool IsStale => clock.Time.GetElapsedTime(page.At) > Trusted;

    /// <summary>Who brings this token; with a <see cref="Caller.Problem"/> when it is worth nothing.</summary>
    public Caller Bearer(TokenText token, string? from)
    {
        if (!page.Tokens.TryGetValue(token.Id, out var entry) || !CryptographicOperations.FixedTimeEquals(token.Hash(), entry.Kept.Hash) || token.Kind != entry.Kept.Kind)
        {
            return Useless("the token is not known, or was revoked", from);
        }

        var now = clock.Now;
        if (!entry.Kept.IsGood(now))
        {
            return Useless($"the token expired at {entry.Kept.ExpiresAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC", from);
        }

        used.Note(token.Id, now);
        return entry.Caller with { From = from, Token = token.Id, Acts = IsStale ? Only(entry.Caller.Acts) : entry.Caller.Acts };
    }

    /// <summary>The person of a session; null when it has ended.</summary>
    public Caller? PersonOf(string session, string? from) => Find(session) is { } live ? PersonOf(live, from) : null;

    /// <summary>The person of a good session.</summary>
    public Caller PersonOf(LiveSession live, string? from) =>
        Caller.Person(live.Facts.Who, live.Role, from) with { Session = live.Id, Owner = live.Facts.Subject ?? live.Facts.Who, Acts = IsStale ? Only(live.Role.Acts()) : live.Role.Acts() };

    /// <summary>A good session; null when there is none.</summary>
    public LiveSession? Find(string session) => page.Sessions.TryGetValue(session, out var live) && IsLive(live) ? Latest(live) : null;

    /// <summary>The same, and asks the database for one that began on another replica a moment ago.</summary>
    public async Task<LiveSession?> FindAsync(string session, CancellationToken ct) =>
        Find(session) is { } live ? live
        : await sessions.FindAsync(session, ct) is { } kept && Open(kept) is { } fresh && IsLive(fresh) ? fresh : null;

    /// <summary>Somebody has done something.</summary>
    public void Seen(string session) => seen.Note(session, clock.Now);

    /// <summary>Looks at the database, and writes down who was seen and what was used, at most once a minute each.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        await looking.WaitAsync(ct);
        try
        {
            var now = clock.Now;
            await WriteAsync(used, now, tokens.TouchAsync, ct);
            await WriteAsync(seen, now, sessions.SeenAsync, ct);
            var at = clock.Time.GetTimestamp();
            var good = await tokens.GoodAsync(ApiKind, now, ct);
            // Idle by what other replicas wrote, which may be a minute late; exactly, in IsLive.
            var live = settings.SignIn is { } signIn ? await sessions.LiveAsync(now, now - signIn.Idle - WriteEvery - WriteEvery, ct) : [];
            var before = page;
            page = new Page(
                good.ToFrozenDictionary(t => t.Id, t => new Entry(t, CallerOf(t)), StringComparer.Ordinal),
                live.Select(s => before.Sessions.TryGetValue(s.Id, out var known) ? known with { SeenAt = s.SeenAt } : Open(s)).OfType<LiveSession>().ToFrozenDictionary(s => s.Id, StringComparer.Ordinal),
                at);
            if (!before.Sessions.Keys.ToHashSet(StringComparer.Ordinal).SetEquals(page.Sessions.Keys) || !before.Tokens.Keys.ToHashSet(StringComparer.Ordinal).SetEquals(page.Tokens.Keys))
            {
                Changed?.Invoke();
            }
        }
        finally
        {
            looking.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => looking.Dispose();

    /// <summary>The role of somebody who signed in, by the configuration of now.</summary>
    public Role RoleOf(SessionFacts facts) => settings.SignIn switch
    {
        { Emergency: { } emergency } when facts.How == "emergency" => emergency.Name == facts.Who ? emergency.Role : Role.None,
        { Provider: { } provider } when facts.How == "provider" => facts.Groups.Select(g => provider.Groups.GetValueOrDefault(g)).DefaultIfEmpty().Max(),
        _ => Role.None,
    };

    private static async Task WriteAsync(Uses uses, DateTimeOffset now, Func<IReadOnlyDictionary<string, DateTimeOffset>, CancellationToken, Task> write, CancellationToken ct)
    {
        if (uses.Due(now, WriteEvery) is { Count: > 0 } due)
        {
            await write(due, ct);
            uses.Written(due, now);
        }

        uses.Forget(now);
    }

    private static Caller Useless(string why, string? from) => Caller.Nobody(FrozenSet<Act>.Empty, from) with { Problem = why };

    private static FrozenSet<Act> Only(IReadOnlySet<Act> acts) => acts.Where(Readings.Contains).ToFrozenSet();

    private static Caller CallerOf(KeptToken token) => new($"{token.Name} (token of {token.Owner})", token.Scopes.Select(s => ActWords.TryParse(s, out var act) ? act : (Act?)null).OfType<Act>().ToFrozenSet())
    {
        Kind = CallerKind.Token,
        Owner = token.OwnerKey,
        OwnerName = token.Owner,
        Nodes = token.Limits.ToFrozenSet(StringComparer.Ordinal),
    };

    private bool IsLive(LiveSession session) => clock.Now is var now && now < session.EndsAt && settings.SignIn is { } signIn && now < Latest(session).SeenAt + signIn.Idle;

    private LiveSession Latest(LiveSession session) => seen.Last(session.Id) is { } at && at > session.SeenAt ? session with { SeenAt = at } : session;

    private LiveSession? Open(KeptSession kept) => seal.Open(kept) is { } facts ? new LiveSession(kept.Id, facts, RoleOf(facts), kept.MadeAt, kept.SeenAt, kept.EndsAt) : null;

    private sealed record Page(FrozenDictionary<string, Entry> Tokens, FrozenDictionary<string, LiveSession> Sessions, long At);

    private sealed record Entry(KeptToken Kept, Caller Caller);

    // When each was last used, and when that was last written down.
    private sealed class Uses
    {
        private readonly ConcurrentDictionary<string, (DateTimeOffset Used, DateTimeOffset Written, DateTimeOffset WrittenAt)> all = new(StringComparer.Ordinal);

        public void Note(string id, DateTimeOffset at)
        {
            // To the second is enough; a busy token would else write here at every question.
            if (!all.TryGetValue(id, out var use) || at - use.Used > TimeSpan.FromSeconds(1))
            {
                all[id] = (at, use.Written, use.WrittenAt);
            }
        }

        public DateTimeOffset? Last(string id) => all.TryGetValue(id, out var use) ? use.Used : null;

        public Dictionary<string, DateTimeOffset> Due(DateTimeOffset now, TimeSpan every) =>
            all.Where(u => u.Value.Used > u.Value.Written && now - u.Value.WrittenAt >= every).ToDictionary(u => u.Key, u => u.Value.Used, StringComparer.Ordinal);

        // What is written down and was not used for an hour is in the database as well as here.
        public void Forget(DateTimeOffset now)
        {
            foreach (var (id, use) in all.Where(u => u.Value.Used <= u.Value.Written && now - u.Value.Used > TimeSpan.FromHours(1)))
            {
                all.TryRemove(new(id, use));
            }
        }

        public void Written(IEnumerable<KeyValuePair<string, DateTimeOffset>> due, DateTimeOffset now)
        {
            foreach (var (id, written) in due)
            {
                all[id] = (all[id].Used, written, now);
            }
        }
    }
}
