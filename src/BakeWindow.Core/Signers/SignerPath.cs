namespace BakeWindow.Core.Signers;

/// <summary>The way from a baker to its key, as it is declared: one route for each remote signer, any of which can serve the key.</summary>
/// <param name="Routes">The routes; at least one.</param>
public sealed record SignerPath(IReadOnlyList<SignerRoute> Routes);

/// <summary>The way to one signer: baker → proxy → tunnel → signer.</summary>
/// <param name="Signer">The signer's name.</param>
/// <param name="Proxy">The proxy whose statistics are read; null: none.</param>
/// <param name="Hops">Ports on the way, from the baker on.</param>
public sealed record SignerRoute(string Signer, string? Proxy, IReadOnlyList<string> Hops);

/// <summary>A place on the way that is looked at by itself. Equal ones are one.</summary>
public abstract record PathPart
{
    private PathPart()
    {
    }

    /// <summary>Its name.</summary>
    public abstract string Name { get; }

    /// <summary>A key at a signer.</summary>
    /// <param name="Signer">Which signer.</param>
    /// <param name="Hash">Which key.</param>
    public sealed record Key(string Signer, string Hash) : PathPart
    {
        /// <inheritdoc/>
        public override string Name => Signer;
    }

    /// <summary>A proxy's own statistics.</summary>
    /// <param name="Called">Which.</param>
    public sealed record Proxy(string Called) : PathPart
    {
        /// <inheritdoc/>
        public override string Name => Called;
    }

    /// <summary>A port on the way.</summary>
    /// <param name="Called">Which.</param>
    public sealed record Hop(string Called) : PathPart
    {
        /// <inheritdoc/>
        public override string Name => Called;
    }
}

/// <summary>What one probe found at one place.</summary>
/// <param name="Part">Where.</param>
/// <param name="Finding">What.</param>
public sealed record PartLook(PathPart Part, SignerFinding Finding);

/// <summary>A look along a path: what was asked this time, and for which keys the answers count.</summary>
/// <param name="Parts">What was found; what is not named was not asked this time.</param>
/// <param name="InForce">Keys that must be served now.</param>
/// <param name="Coming">Keys of a later cycle: one that is missing is a warning, not an outage.</param>
public sealed record PathLook(IReadOnlyList<PartLook> Parts, IReadOnlyList<string> InForce, IReadOnlyList<string> Coming);
