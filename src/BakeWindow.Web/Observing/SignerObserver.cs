using System.Collections.Concurrent;
using System.Collections.Immutable;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Incidents;
using BakeWindow.Core.Rights;
using BakeWindow.Core.Signers;
using BakeWindow.Tezos.Rpc;
using BakeWindow.Tezos.Signers;
using BakeWindow.Web.Api;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Hosting;
using BakeWindow.Web.Recording;

namespace BakeWindow.Web.Observing;

/// <summary>
/// Looks along the paths to bakers' keys. Before each single question it is asked anew whether the signer must be left in peace; an address that several bakers share is left in peace around the
/// duties of any of them, is asked once in a while only, and never twice at once.
/// </summary>
public sealed partial class SignerObserver(
    WorldBoard board, HealthBook book, EvidenceLog evidence, SignerMetrics metrics, IReadOnlyList<NodeRpc> nodes, Settings settings, TimeProvider time, ILogger<SignerObserver> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan KeysEvery = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan KeysRetry = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan AuthenticationEvery = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, Paced> addresses = new(StringComparer.Ordinal);
    private readonly List<Watched> watched = [.. settings.Bakers.Where(b => b.Signers.Count > 0).Select(b => new Watched(b))];

    // Answers are awaited by the real clock; in a rehearsal the chain goes on faster meanwhile.
    private readonly TimeSpan chainPatience = Patience * (settings.Clock?.Speed ?? 1);

    /// <summary>Looks once at everybody whose turn it is.</summary>
    public Task LookAsync(CancellationToken ct) => Task.WhenAll(watched.Select(w => LookAsync(w, ct)));

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        watched.Count == 0 ? Task.CompletedTask : new WakeUps(time) { Every = Every }.RunAsync(LookAsync, e => Log.LookFailed(logger, e), stoppingToken);

    private static SignerPath PathOf(DeclaredBaker baker) =>
        new([.. baker.Signers.Select(s => new SignerRoute(s.Name, s.Proxy?.Name, [.. s.Hops.Select(h => h.Name)]))]);

    private static string AddressOf(Uri url) => url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    private static string AddressOf(DeclaredHop hop) => $"tcp://{hop.Host}:{hop.Port}";

    private static IEnumerable<string> AddressesOf(DeclaredBaker baker) =>
        baker.Signers.SelectMany(s => s.Hops.Select(AddressOf).Append(AddressOf(s.Url)).Concat(s.Proxy is { } p ? [AddressOf(p.Statistics)] : []));

    private async Task LookAsync(Watched w, CancellationToken ct)
    {
        await ReadKeysAsync(w, ct);
        var chain = board.Now.Chain;
        var cycle = chain is null ? (Cycle?)null : SigningKeys.CycleOfNextRight(chain, RightsOf(w.Baker));
        var inForce = cycle is { } c ? w.Keys.In(c) : [w.Keys.Consensus];
        IReadOnlyList<string> coming = cycle is { } of ? w.Keys.After(of) : [];
        var found = new ConcurrentBag<PartLook>();
        var authentication = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        var asks = w.Baker.Signers.Select(s => AskSignerAsync(w, s, [.. inForce, .. coming], found, authentication, ct))
            .Concat(w.Baker.Signers.Select(s => s.Proxy).OfType<DeclaredProxy>().Distinct().Select(p => AskAsync(w, AddressOf(p.Statistics), new PathPart.Proxy(p.Name), found,
                token => new ProxyProbe(p.Statistics, p.Backend, TimeProvider.System, Patience).LookAsync(token), ct)))
            .Concat(w.Baker.Signers.SelectMany(s => s.Hops).Distinct().Select(h => AskAsync(w, AddressOf(h), new PathPart.Hop(h.Name), found,
                token => new HopProbe(h.Host, h.Port, TimeProvider.System, Patience).LookAsync(token), ct)));
        await Task.WhenAll(asks);
        // Keys that come into force count from the first look that asked for them.
        var asked = found.Any(f => f.Part is PathPart.Key);
        Tell(w, found.IsEmpty ? null : new PathLook([.. found], asked ? inForce : w.State.InForce, asked ? coming : w.State.Coming), cycle, authentication);
    }

    private async Task AskSignerAsync(Watched w, DeclaredSigner signer, string[] keys, ConcurrentBag<PartLook> found, ConcurrentDictionary<string, bool> authentication, CancellationToken ct)
    {
        var address = AddressOf(signer.Url);
        if (!Begin(address, w.State.InDoubt, out var paced))
        {
            return;
        }

        try
        {
            var probe = new SignerProbe(signer.Url, TimeProvider.System, Patience);
            foreach (var key in keys)
            {
                if (Rest(w, address) || await TimedAsync(w, signer.Name, () => probe.KeyAsync(key, ct)) is not { } answer)
                {
                    return;
                }

                paced.Asked = true;
                found.Add(new PartLook(new PathPart.Key(signer.Name, key), answer));
            }

            // Nobody decides by it, so it is asked seldom, and only of one that answers.
            if (time.GetUtcNow() - w.AuthenticationAt.GetValueOrDefault(signer.Name) >= AuthenticationEvery && found.Any(f => f.Part.Name == signer.Name && f.Finding.Works) && !Rest(w, address)
                && await probe.WantsAuthenticationAsync(ct) is { } wants)
            {
                w.AuthenticationAt[signer.Name] = time.GetUtcNow();
                authentication[signer.Name] = wants;
            }
        }
        finally
        {
            paced.End();
        }
    }

    private async Task AskAsync(Watched w, string address, PathPart part, ConcurrentBag<PartLook> found, Func<CancellationToken, Task<SignerFinding>> probe, CancellationToken ct)
    {
        if (!Begin(address, w.State.InDoubt, out var paced))
        {
            return;
        }

        try
        {
            if (!Rest(w, address))
            {
                paced.Asked = true;
                found.Add(new PartLook(part, await TimedAsync(w, part.Name, () => probe(ct))));
            }
        }
        finally
        {
            paced.End();
        }
    }

    private async Task<SignerFinding> TimedAsync(Watched w, string part, Func<Task<SignerFinding>> probe)
    {
        var began = TimeProvider.System.GetTimestamp();
        var answer = await probe();
        metrics.Probed(w.Baker.Name, part, answer.Code, TimeProvider.System.GetElapsedTime(began));
        return answer;
    }

    private bool Begin(string address, bool inDoubt, out Paced paced)
    {
        paced = addresses.GetOrAdd(address, _ => new Paced());
        return paced.Begin(inDoubt, time.GetUtcNow());
    }

    // Whether an address must be left in peace now, for this baker or for another that shares it.
    private bool Rest(Watched w, string address)
    {
        var (world, now) = (board.Now, time.GetUtcNow());
        var hard = world.Chain is { } chain ? world.Policy.In(chain).HardRounds : 0;
        var rest = watched.Where(o => o == w || o.Addresses.Contains(address)).Select(o => SignerQuiet.Rest(world.Chain, RightsOf(o.Baker), hard, now, chainPatience)).OfType<SignerRest>().FirstOrDefault();
        w.Rest = rest;
        return rest is not null;
    }

    private RightsSheet? RightsOf(DeclaredBaker baker) => board.Now.Bakers.FirstOrDefault(b => b.Baker == baker.Address)?.Rights?.Sheet;

    private void Tell(Watched w, PathLook? look, Cycle? cycle, ConcurrentDictionary<string, bool> authentication)
    {
        var now = time.GetUtcNow();
        var (state, news) = SignerState.Step(w.State, look, now);
        w.State = state;
        if (w.Rest is { } rest && look is null)
        {
            metrics.Rested(w.Baker.Name, rest.Code);
        }

        book.Write(w.Baker.Address, h => h.WithSigner(
            h.Signer with
            {
                State = state,
                Rest = w.Rest,
                Rests = h.Signer.Rests + (w.Rest is not null && look is null ? 1 : 0),
                Cycle = cycle ?? h.Signer.Cycle,
                KeysProblem = w.KeysProblem,
                Authentication = authentication.IsEmpty ? h.Signer.Authentication : h.Signer.Authentication.ToImmutableDictionary().SetItems(authentication),
            }, news));
        board.UpdateBaker(w.Baker.Address, b => b with { Signer = state.Facts, SignerHealthy = SignerState.Healthy(state.Facts) });
        foreach (var one in news)
        {
            Log.News(logger, w.Baker.Name, one.Text);
            evidence.Write(new Evidence { At = one.At, Lane = EvidenceLane.Signer, Subject = w.Baker.Name, Code = one.Code, Text = one.Text, Source = $"probe of {w.Baker.Name}'s signer", Baker = w.Baker.Address });
        }
    }

    private async Task ReadKeysAsync(Watched w, CancellationToken ct)
    {
        var (now, cycle) = (time.GetUtcNow(), board.Now.Chain?.Head.Cycle.Cycle);
        if (w.Baker.KeyIsDeclared || cycle is null || (w.KeysOf == cycle && now < w.KeysDue))
        {
            return;
        }

        foreach (var node in nodes)
        {
            try
            {
                (w.Keys, w.KeysOf, w.KeysDue, w.KeysProblem) = (await node.SigningKeysAsync(w.Baker.Address, ct), cycle, now + KeysEvery, null);
                return;
            }
            catch (RpcException e)
            {
                (w.KeysOf, w.KeysDue, w.KeysProblem) = (cycle, now + KeysRetry, e.Message);
            }
        }
    }

    // What is remembered of one baker from look to look.
    private sealed class Watched(DeclaredBaker baker)
    {
        public DeclaredBaker Baker => baker;

        public HashSet<string> Addresses { get; } = [.. AddressesOf(baker)];

        public SignerState State { get; set; } = new() { Path = PathOf(baker) };

        public SigningKeys Keys { get; set; } = SigningKeys.Only(baker.SignerKey);

        public Cycle? KeysOf { get; set; }

        public DateTimeOffset KeysDue { get; set; }

        public string? KeysProblem { get; set; }

        public SignerRest? Rest { get; set; }

        public ConcurrentDictionary<string, DateTimeOffset> AuthenticationAt { get; } = new(StringComparer.Ordinal);
    }

    // When an address was asked last. A turn that ended in a rest was none.
    private sealed class Paced
    {
        private readonly Lock gate = new();
        private DateTimeOffset? last;
        private DateTimeOffset began;
        private bool underWay;

        public bool Asked { get; set; }

        public bool Begin(bool inDoubt, DateTimeOffset now)
        {
            lock (gate)
            {
                if (!ProbePace.Default.MayBegin(last, underWay, inDoubt, now))
                {
                    return false;
                }

                (underWay, began, Asked) = (true, now, false);
                return true;
            }
        }

        public void End()
        {
            lock (gate)
            {
                (last, underWay) = (Asked ? began : last, false);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Baker}: {News}")]
        public static partial void News(ILogger logger, string baker, string news);

        [LoggerMessage(2, LogLevel.Warning, "A look along the paths to bakers' keys failed")]
        public static partial void LookFailed(ILogger logger, Exception e);
    }
}
