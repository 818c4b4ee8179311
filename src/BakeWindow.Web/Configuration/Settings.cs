using BakeWindow.Core.Cluster;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rights;
using BakeWindow.Kubernetes.Dialects;

namespace BakeWindow.Web.Configuration;

/// <summary>The configuration, read and checked. Everything in it is valid.</summary>
public sealed record Settings
{
    /// <summary>The network's name.</summary>
    public required string Network { get; init; }

    /// <summary>The chain id to insist on; null: the first that is told.</summary>
    public string? ChainId { get; init; }

    /// <summary>Tezos nodes in order of preference; at least one.</summary>
    public required IReadOnlyList<TezosAddress> Nodes { get; init; }

    /// <summary>TzKT as a further source of rights; null: not used.</summary>
    public Uri? Tzkt { get; init; }

    /// <summary>Read the attestations of every block, and not of some; see <see cref="Recovering.AttestedObserver"/>.</summary>
    public bool ReadEveryBlock { get; init; }

    /// <summary>The bakers; at least one.</summary>
    public required IReadOnlyList<DeclaredBaker> Bakers { get; init; }

    /// <summary>The cluster; null: none.</summary>
    public DeclaredCluster? Cluster { get; init; }

    /// <summary>Pods that belong to bakers.</summary>
    public required IReadOnlyList<ProtectedWorkload> Workloads { get; init; }

    /// <summary>The dialects that are spoken.</summary>
    public IReadOnlyList<IDialect> Dialects { get; init; } = [];

    /// <summary>The Prometheus whose alerts kured heeds besides BakeWindow's; null: none.</summary>
    public Uri? PrometheusUpstream { get; init; }

    /// <summary>What neighbours may ask or read besides marks.</summary>
    public NeighbourSettings Neighbours { get; init; } = new();

    /// <summary>The admission webhook; null: none is served.</summary>
    public DeclaredWebhook? Webhook { get; init; }

    /// <summary>Keep the list of held pods that the admission policy reads.</summary>
    public bool KeepsHeldList { get; init; }

    /// <summary>What is decided beforehand.</summary>
    public required Policy Policy { get; init; }

    /// <summary>Where state is kept.</summary>
    public required DeclaredStorage Storage { get; init; }

    /// <summary>The key that signs tickets, at least 32 bytes.</summary>
    public required byte[] TicketKey { get; init; }

    /// <summary>The token of changing calls; null: they are taken from this machine only.</summary>
    public string? ApiToken { get; init; }

    /// <summary>How people sign in; null: they don't.</summary>
    public DeclaredSignIn? SignIn { get; init; }

    /// <summary>What is open to everybody who reaches it.</summary>
    public DeclaredReads Reads { get; init; } = new();

    /// <summary>True when the ticket key comes from a file, so that it is the same after a restart and on every replica.</summary>
    public bool TicketKeyStays { get; init; }

    /// <summary>True when pages are served to other machines too; somebody in front guards them then.</summary>
    public bool PagesFromAnywhere { get; init; }

    /// <summary>The channels over which people are told.</summary>
    public IReadOnlyList<DeclaredChannel> Channels { get; init; } = [];

    /// <summary>Where people reach these pages, with a slash at its end; null: not known, so nothing links here.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>A fast clock; null: the real one.</summary>
    public (DateTimeOffset WallOrigin, DateTimeOffset Start, double Speed)? Clock { get; init; }

    /// <summary>The name of a baker on pages.</summary>
    public string NameOf(BakerAddress baker) => Bakers.FirstOrDefault(b => b.Address == baker)?.Name ?? baker.Value;
}

/// <summary>One Tezos node.</summary>
public sealed record TezosAddress(string Name, Uri Url, bool Rights);

/// <summary>One baker.</summary>
/// <param name="Name">Its name on pages.</param>
/// <param name="Address">Its address.</param>
/// <param name="NodeUrl">RPC of its own node; null: none is declared.</param>
/// <param name="Signers">The ways to its key; empty: none is declared.</param>
/// <param name="SignerKey">The hash of the key that signs; the address unless it is declared.</param>
/// <param name="KeyIsDeclared">True when the key is declared, so that the chain is not asked for it.</param>
public sealed record DeclaredBaker(string Name, BakerAddress Address, Uri? NodeUrl, IReadOnlyList<DeclaredSigner> Signers, string SignerKey, bool KeyIsDeclared = false)
{
    /// <summary>RPC address of its DAL node; null: not looked at.</summary>
    public Uri? DalUrl { get; init; }
}

/// <summary>A remote signer and the way to it. Its address may hold user info, and is never shown.</summary>
public sealed record DeclaredSigner(string Name, Uri Url, DeclaredProxy? Proxy, IReadOnlyList<DeclaredHop> Hops);

/// <summary>A HAProxy in front of signers.</summary>
public sealed record DeclaredProxy(string Name, Uri Statistics, string Backend);

/// <summary>A port on the way.</summary>
public sealed record DeclaredHop(string Name, string Host, int Port);

/// <summary>The cluster.</summary>
public sealed record DeclaredCluster(string? Kubeconfig, string? Context, string Namespace, string? FailureDomainLabel, bool TakeUpDemand);

/// <summary>Where state is kept.</summary>
public sealed record DeclaredStorage(bool Postgres, string ConnectionString, int KeepDays);
