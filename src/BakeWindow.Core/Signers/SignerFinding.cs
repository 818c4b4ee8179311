using BakeWindow.Core.Readiness;

namespace BakeWindow.Core.Signers;

/// <summary>What a probe found at one place on the way to a key, told apart by who must mend it. A closed set; <see cref="Code"/> is never renamed.</summary>
public abstract record SignerFinding
{
    private SignerFinding()
    {
    }

    /// <summary>In kebab case, for rules and evidence.</summary>
    public abstract string Code { get; }

    /// <summary>In a sentence.</summary>
    public abstract string Words { get; }

    /// <summary>How a part at which this is found stands.</summary>
    public virtual PartStanding Standing => PartStanding.Down;

    /// <summary>True when the part does its work.</summary>
    public bool Works => Standing is PartStanding.Well or PartStanding.Degraded;

    /// <summary>200: the path is open and the key is loaded. No proof that a hardware key can sign.</summary>
    public sealed record KeyServed : SignerFinding
    {
        /// <inheritdoc/>
        public override string Code => "key-served";

        /// <inheritdoc/>
        public override string Words => "200: the key is loaded";

        /// <inheritdoc/>
        public override PartStanding Standing => PartStanding.Well;
    }

    /// <summary>404: a signer answers and has not this key; another cycle's consensus key, or a hardware key that is locked or away.</summary>
    public sealed record KeyUnknown : SignerFinding
    {
        /// <inheritdoc/>
        public override string Code => "key-unknown";

        /// <inheritdoc/>
        public override string Words => "404: a signer answers and has not this key";
    }

    /// <summary>500: the signer itself says no.</summary>
    public sealed record Refusing : SignerFinding
    {
        /// <inheritdoc/>
        public override string Code => "refusing";

        /// <inheritdoc/>
        public override string Words => "500: the signer answers and refuses";
    }

    /// <summary>502, 503 or 504: the forwarder lives, no signer stands behind it.</summary>
    /// <param name="Status">What it answered.</param>
    public sealed record NoSigner(int Status) : SignerFinding
    {
        /// <inheritdoc/>
        public override string Code => "no-signer";

        /// <inheritdoc/>
        public override string Words => $"{Status}: the forwarder lives, no signer stands behind it";
    }

    /// <summary>The connection came up and no answer came: something holds the port, and nothing is behind it.</summary>
    public sealed record Silent : SignerFinding
    {
        /// <inheritdoc/>
        public override string Code => "silent";

        /// <inheritdoc/>
        public override string Words => "connected, and no answer: the port is held, and nothing speaks behind it";
    }

    /// <summary>No listener.</summary>
    public sealed record Refused : SignerFinding
    {
        /// <inheritdoc/>
        public override string Code => "refused";

        /// <inheritdoc/>
        public override string Words => "connection refused: nothing listens there";
    }

    /// <summary>No connection in time.</summary>
    public sealed record TimedOut : SignerFinding
    {
        /// <inheritdoc/>
        public override string Code => "timed-out";

        /// <inheritdoc/>
        public override string Words => "no connection in time: the path is dead";
    }

    /// <summary>It comes and goes, as behind a tunnel that is rebuilt again and again or a line that falls back.</summary>
    /// <param name="Changes">How often it came or went.</param>
    /// <param name="Within">In what time.</param>
    /// <param name="Last">What was found last.</param>
    public sealed record Flapping(int Changes, TimeSpan Within, SignerFinding Last) : SignerFinding
    {
        /// <inheritdoc/>
        public override string Code => "flapping";

        /// <inheritdoc/>
        public override string Words => "flapping: it comes and goes";

        /// <inheritdoc/>
        public override PartStanding Standing => Last.Works ? PartStanding.Degraded : PartStanding.Down;
    }

    /// <summary>Anything else.</summary>
    /// <param name="What">What came, without anything that the other side wrote.</param>
    public sealed record Broken(string What) : SignerFinding
    {
        /// <inheritdoc/>
        public override string Code => "broken";

        /// <inheritdoc/>
        public override string Words => $"an answer that is none of a signer’s: {What}";
    }

    /// <summary>A tunnel's end, or another port on the way, takes connections.</summary>
    public sealed record Open : SignerFinding
    {
        /// <inheritdoc/>
        public override string Code => "open";

        /// <inheritdoc/>
        public override string Words => "open: it takes connections";

        /// <inheritdoc/>
        public override PartStanding Standing => PartStanding.Well;
    }

    /// <summary>What a proxy tells of the servers in its backend.</summary>
    /// <param name="Up">How many it gives requests to.</param>
    /// <param name="All">How many there are, without those in maintenance.</param>
    /// <param name="Down">Names of the others, separated by a comma.</param>
    /// <param name="Falls">How often servers went down since the proxy's start; it sees more than we do between two probes.</param>
    public sealed record Servers(int Up, int All, string Down, long Falls) : SignerFinding
    {
        /// <inheritdoc/>
        public override string Code => Up == 0 ? "no-server" : Up < All ? "some-servers" : "all-servers";

        /// <inheritdoc/>
        public override string Words => Up == All && All > 0 ? $"{Up} of {All} servers up" : $"{Up} of {All} servers up{(Down.Length > 0 ? $"; down: {Down}" : "")}";

        /// <inheritdoc/>
        public override PartStanding Standing => Up == 0 ? PartStanding.Down : Up < All ? PartStanding.Degraded : PartStanding.Well;
    }
}
