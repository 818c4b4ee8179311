using System.Globalization;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Readiness;
using BakeWindow.Core.Time;
using BakeWindow.Core.Wire;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Observing;

namespace BakeWindow.Web.Views;

/// <summary>What the page <i>Health</i> shows: would each baker sign and attest now? Worst first. Follows from (world, what was seen, now) alone.</summary>
public sealed record HealthView
{
    /// <summary>The page's title: the state first.</summary>
    public required string Title { get; init; }

    /// <summary>The bakers, the worst first.</summary>
    public required IReadOnlyList<Line> Lines { get; init; }

    /// <summary>Where chain facts come from, and how each does.</summary>
    public required IReadOnlyList<SourceLine> Sources { get; init; }

    /// <summary>How a baker stands.</summary>
    public enum Standing
    {
        /// <summary>Something that it needs to sign or attest is known to be away.</summary>
        Down,

        /// <summary>It works, and one failure more would end that.</summary>
        Degraded,

        /// <summary>Something is not looked at, or could not be.</summary>
        CannotSay,

        /// <summary>All that is looked at is as it should be.</summary>
        Well,
    }

    /// <summary>One baker.</summary>
    public sealed record Line
    {
        /// <summary>Its name.</summary>
        public required string Name { get; init; }

        /// <summary>How it stands.</summary>
        public required Standing Now { get; init; }

        /// <summary>Why, in a sentence.</summary>
        public required string Why { get; init; }

        /// <summary>The head of its own node against the best other source.</summary>
        public required Cell Head { get; init; }

        /// <summary>Whether its own node is in sync.</summary>
        public required Cell Sync { get; init; }

        /// <summary>The key that signs, and whether the signer has it.</summary>
        public required Cell Key { get; init; }

        /// <summary>The way to the signer, as far as it answers.</summary>
        public required Cell Path { get; init; }

        /// <summary>How many connections its own node has.</summary>
        public required Cell Peers { get; init; }

        /// <summary>How its DAL node stands.</summary>
        public required Cell Dal { get; init; }

        /// <summary>Would it come back if it were disturbed now?</summary>
        public required PreflightReport Preflight { get; init; }
        /// <summary>What stands on that way, part by part.</summary>
        public IReadOnlyList<SignersDocument.PartDocument> Parts { get; init; } = [];

        /// <summary>The last level whose attestation was seen in a block.</summary>
        public required Cell Attested { get; init; }

        /// <summary>Its nonces.</summary>
        public required Cell Nonces { get; init; }

        /// <summary>Why the signer is left in peace now, and until when; null when it is not.</summary>
        public string? Paused { get; init; }

        /// <summary>When the pause ends at the earliest; null when that can't be told.</summary>
        public DateTimeOffset? ResumesAt { get; init; }
    }

    /// <summary>One fact with its age.</summary>
    /// <param name="Text">In words.</param>
    /// <param name="Good">True: as it should be; false: not; null: not known.</param>
    /// <param name="At">When it was seen last; null: never.</param>
    /// <param name="Since">Since when it is so; null: not known.</param>
    public sealed record Cell(string Text, bool? Good, DateTimeOffset? At = null, DateTimeOffset? Since = null);

    /// <summary>A source of chain facts.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Word">How it does, in a word.</param>
    /// <param name="Good">As it should be.</param>
    /// <param name="Level">Its head; null before the first.</param>
    /// <param name="Behind">By how many levels it is behind the best; null when not known.</param>
    /// <param name="SeenAt">When it answered last.</param>
    /// <param name="Note">What is wrong.</param>
    public sealed record SourceLine(string Name, string Word, bool Good, Level? Level, int? Behind, DateTimeOffset? SeenAt, string Note);

    /// <summary>Makes the view.</summary>
    public static HealthView From(World world, IReadOnlyList<DeclaredBaker> bakers, Func<DeclaredBaker, BakerHealth> seen, DateTimeOffset now)
    {
        List<Line> lines = [.. bakers.Select(b => LineOf(world, b, seen(b), now)).OrderBy(l => l.Now).ThenBy(l => l.Name, StringComparer.Ordinal)];
        var down = lines.Where(l => l.Now is Standing.Down).ToList();
        var best = world.Sources.Select(s => s.Level).OfType<Level>().DefaultIfEmpty().Max();
        return new HealthView
        {
            Title = lines.Count == 0 ? "No baker"
                : down.Count > 0 ? $"{down[0].Why}: {down[0].Name}{(down.Count > 1 ? $" and {down.Count - 1} more" : "")}"
                : lines.Exists(l => l.Now is Standing.CannotSay) ? "Can’t say of all" : "Well as far as looked at",
            Lines = lines,
            Sources = [.. world.Sources.Select(s => new SourceLine(s.Name, WordOf(s.State), s.State is SourceState.Ok, s.Level, s.Level is { } at ? best - at : null, s.SeenAt, s.Note))],
        };
    }

    /// <summary>One baker's line.</summary>
    public static Line LineOf(World world, DeclaredBaker baker, BakerHealth seen, DateTimeOffset now)
    {
        var facts = world.Bakers.FirstOrDefault(b => b.Baker == baker.Address) ?? new BakerFacts { Baker = baker.Address };
        var cycle = world.Chain?.Head.Cycle.Cycle;
        var sync = SyncCell(baker, seen);
        var path = PathCell(baker, seen);
        var attested = AttestedCell(world.Chain, facts);
        var down = path.Good is false ? $"Signer down{Lasting(path, now)}" : sync.Good is false ? $"Node not in sync{Lasting(sync, now)}"
            : facts.TezosNode is { Standing: PartStanding.Down } node ? $"Node not well ({node.Code}){Lasting(new Cell("", false, null, node.Since), now)}" : null;
        var weak = seen.Signer.State?.Facts is { Standing: PartStanding.Degraded } weakness ? $"Signer at risk: {weakness.Words}" : null;
        var missing = baker.Signers.Count == 0 ? "No signer declared" : baker.NodeUrl is null ? "No node declared" : path.Good is null && weak is null ? "Signer not asked yet" : sync.Good is null ? "Node not asked yet" : null;
        return new Line
        {
            Name = baker.Name,
            Now = down is not null ? Standing.Down : weak is not null ? Standing.Degraded : missing is not null ? Standing.CannotSay : Standing.Well,
            Why = down ?? weak ?? missing ?? "Node in sync, key loaded",
            Head = HeadCell(world.Chain, baker, seen),
            Sync = sync,
            Key = KeyCell(baker, seen.Signer, cycle),
            Path = path,
            Peers = PeersCell(baker, facts, seen),
            Dal = DalCell(baker, facts, now),
            Preflight = Preflight.Of(world, new GateRequest { Bakers = [baker.Address], Client = "page" }, now),
            Parts = baker.Signers.Count == 0 ? [] : SignerParts.Of(baker, seen.Signer, world.Chain).Parts,
            Attested = attested,
            Nonces = NoncesCell(world.Chain, facts),
            Paused = seen.Signer.Rest?.Why,
            ResumesAt = SignerParts.Until(seen.Signer.Rest, world.Chain),
        };
    }

    /// <summary>How a node says it does.</summary>
    public static string Words(NodeHealth health) => health switch
    {
        NodeHealth.Synced => "synced",
        NodeHealth.Unsynced => "not in sync",
        NodeHealth.Stuck => "stuck: its peers make no block",
        _ => "no answer",
    };

    private static string Lasting(Cell cell, DateTimeOffset now) => cell.Since is { } since && now - since >= TimeSpan.FromSeconds(1) ? $" {DurationText.Human(TimeSpan.FromSeconds(Math.Floor((now - since).TotalSeconds)))}" : "";

    private static Cell HeadCell(ChainView? chain, DeclaredBaker baker, BakerHealth seen) => (baker.NodeUrl, seen.Head, chain) switch
    {
        (null, _, _) => new Cell("not looked at: no NodeUrl is declared", null),
        (_, null, _) => new Cell("not told", null, seen.Node?.At),
        (_, { } own, null) => new Cell($"{Number(own)}; no other source to hold it against", null, seen.Node?.At),
        var (_, own, other) when seen.Lags is [.., { Levels: var lag }] => new Cell(lag == 0 ? Number(own!.Value) : $"{Number(own!.Value)}, −{lag} {(lag == 1 ? "level" : "levels")} (others: {Number(other!.Head.Level)})", lag <= 2, seen.Node?.At),
        var (_, own, _) => new Cell(Number(own!.Value), null, seen.Node?.At),
    };

    private static Cell SyncCell(DeclaredBaker baker, BakerHealth seen) => (baker.NodeUrl, seen.Node) switch
    {
        (null, _) => new Cell("not looked at: no NodeUrl is declared", null),
        (_, null) => new Cell("not asked yet", null),
        (_, { } node) => new Cell(Words(node.Value), node.Value is NodeHealth.Synced, node.At, node.Since),
    };

    private static Cell PathCell(DeclaredBaker baker, BakerHealth seen) => (baker.Signers.Count, seen.Signer.State) switch
    {
        (0, _) => new Cell("not looked at: no SignerUrl is declared", null),
        (_, { Facts: { } facts } state) => new Cell(facts.Standing is PartStanding.Degraded ? $"at risk: {facts.Words}" : facts.Words, facts.Standing switch { PartStanding.Well => true, PartStanding.Down => false, _ => null }, state.LookedAt, facts.Since),
        _ => new Cell("not asked yet", null),
    };

    private static Cell PeersCell(DeclaredBaker baker, BakerFacts facts, BakerHealth seen) => (baker.NodeUrl, facts.Peers) switch
    {
        (null, _) => new Cell("not looked at: no NodeUrl is declared", null),
        (_, null) => new Cell("not counted yet", null),
        (_, { Standing: PartStanding.Unknown } part) => new Cell(seen.Peers is { } n ? Connections(n) : part.Words, null, seen.Node?.At, part.Since),
        (_, { } part) => new Cell($"{(seen.Peers is { } n ? Connections(n) : part.Words)}{(seen.Version is { } v ? $", version {v}" : "")}", part.Standing is PartStanding.Well, seen.Node?.At, part.Since),
    };

    private static Cell DalCell(DeclaredBaker baker, BakerFacts facts, DateTimeOffset now) => (baker.DalUrl, facts.DalNode) switch
    {
        (null, _) => new Cell("not looked at: no DalUrl is declared", null),
        (_, null) => new Cell("not asked yet", null),
        (_, { } part) => new Cell(part.Words, part.Standing is PartStanding.Unknown ? null : part.Standing is PartStanding.Well, null, part.Since <= now ? part.Since : null),
    };

    private static string Connections(int n) => n switch { 0 => "no connection", 1 => "1 connection", _ => string.Create(CultureInfo.InvariantCulture, $"{n} connections") };

    private static Cell KeyCell(DeclaredBaker baker, SignerSight seen, Cycle? now)
    {
        var keys = seen.State is { InForce.Count: > 0 } state ? state.InForce : [baker.SignerKey];
        var tracks = seen.State is not { } known ? [] : known.Path.Routes.Select(r => known.KeyOf(r)).OfType<Core.Signers.PartTrack>().ToList();
        bool? good = tracks.Count == 0 ? null : tracks.Exists(t => t.Named is Core.Signers.SignerFinding.KeyServed) ? true : tracks.TrueForAll(t => t.Named is Core.Signers.SignerFinding.KeyUnknown) ? false : null;
        var text = good switch { true => "loaded", false => "missing (404)", null => tracks.Count == 0 ? "not asked yet" : "can’t say" };
        return new Cell($"{((seen.Cycle ?? now) is { } c ? $"C{c}: " : "")}{string.Join(" and ", keys.Select(Short))} {text}", good, tracks.Count == 0 ? null : tracks.Max(t => t.At), tracks.Count == 0 ? null : tracks.Max(t => t.Since));
    }

    // One block in thirty is looked at, and a small baker has no duty at every level: an old level is no proof that it does not attest.
    private static Cell AttestedCell(ChainView? chain, BakerFacts facts) => (facts.LastAttested, chain) switch
    {
        (null, _) => new Cell("none seen yet", null),
        (var level, null) => new Cell($"L{Number(level.Value)}", null),
        ({ } level, { } at) => new Cell($"L{Number(level)}{(at.Head.Level - level > 1 ? $", {at.Head.Level - level} levels ago" : "")}", at.Head.Level - level <= 100 ? true : null),
    };

    private static Cell NoncesCell(ChainView? chain, BakerFacts facts)
    {
        if (facts.Rights is not { } rights || chain is null)
        {
            return new Cell("not known", null);
        }

        var due = rights.Nonces.Where(n => !n.Revealed && n.From <= chain.Head.Level && chain.Head.Level < n.Until).ToList();
        var lost = rights.Nonces.Count(n => !n.Revealed && n.Until <= chain.Head.Level);
        return lost > 0 ? new Cell($"{lost} not revealed in time", false)
            : due.Count > 0 ? new Cell($"{due.Count} due before level {Number(due.Min(n => n.Until))}", null)
            : new Cell($"{rights.Nonces.Count(n => n.Revealed)} revealed, none due", true);
    }

    internal static string WordOf(SourceState state) => state switch
    {
        SourceState.Ok => "Well",
        SourceState.Lagging => "Lagging",
        SourceState.Disagreeing => "Disagreeing",
        _ => "Out of reach",
    };

    internal static string Number(Level level) => level.Value.ToString("N0", CultureInfo.InvariantCulture);

    internal static string Short(string key) => key.Length <= 14 ? key : $"{key[..8]}…{key[^4..]}";
}
