using System.Net;
using BakeWindow.Core.Secrets;
using BakeWindow.Web.Access;

namespace BakeWindow.Web.Configuration;

/// <summary>How people sign in.</summary>
public sealed record DeclaredSignIn
{
    /// <summary>The OpenID Connect provider; null: the emergency account alone.</summary>
    public DeclaredProvider? Provider { get; init; }

    /// <summary>The emergency account; null: none.</summary>
    public DeclaredEmergency? Emergency { get; init; }

    /// <summary>The longest time without anything done.</summary>
    public required TimeSpan Idle { get; init; }

    /// <summary>The longest time in all.</summary>
    public required TimeSpan Whole { get; init; }

    /// <summary>Whether the sign-in page tells how the gate is.</summary>
    public bool HealthBefore { get; init; }

    /// <summary>Live pages of one person.</summary>
    public required int MostCircuits { get; init; }
}

/// <summary>An OpenID Connect provider.</summary>
/// <param name="Authority">Where its configuration lies.</param>
/// <param name="ClientId">As it calls BakeWindow.</param>
/// <param name="ClientSecret">The client's secret; null: a public client.</param>
/// <param name="Label">As people call it.</param>
/// <param name="Scopes">What is asked for, <c>openid</c> included.</param>
/// <param name="NameClaim">The claim with a person's name.</param>
/// <param name="GroupsClaim">The claim with a person's groups.</param>
/// <param name="Groups">The role of each group.</param>
public sealed record DeclaredProvider(Uri Authority, string ClientId, string? ClientSecret, string Label, IReadOnlyList<string> Scopes, string NameClaim, string GroupsClaim, IReadOnlyDictionary<string, Role> Groups)
{
    /// <summary>Says all but the secret, so that a log of it tells nothing.</summary>
    public override string ToString() => $"{Authority} as {ClientId}";
}

/// <summary>The emergency account.</summary>
public sealed record DeclaredEmergency(string Name, PasswordHash Password, Role Role);

/// <summary>Who may read without saying who he is, and whose word is believed about callers.</summary>
public sealed record DeclaredReads
{
    /// <summary>Questions to the gate and readings over the API are answered to everybody.</summary>
    public bool Open { get; init; } = true;

    /// <summary>Metrics are answered to everybody.</summary>
    public bool OpenMetrics { get; init; } = true;

    /// <summary>What neighbours ask in their own protocols is answered to everybody.</summary>
    public bool OpenCompat { get; init; } = true;

    /// <summary>Questions to the gate that one caller may put in a second.</summary>
    public int GatePerSecond { get; init; } = 1000;

    /// <summary>Networks of proxies whose word is believed.</summary>
    public IReadOnlyList<IPNetwork> Proxies { get; init; } = [];
}
