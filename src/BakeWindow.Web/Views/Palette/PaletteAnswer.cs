using System.Globalization;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rights;
using BakeWindow.Core.Time;
using BakeWindow.Web.Access;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Observing;

namespace BakeWindow.Web.Views.Palette;

/// <summary>What the palette answers to a text. Follows from (world, open maintenances, text, now, who asks) alone.</summary>
public sealed class PaletteAnswer
{
    private const int Longest = 120;
    private const int MostRows = 24;

    private readonly World world;
    private readonly IReadOnlyCollection<MaintenanceRecord> open;
    private readonly IReadOnlyList<DeclaredBaker> bakers;
    private readonly DateTimeOffset now;

    private PaletteAnswer(World world, IReadOnlyCollection<MaintenanceRecord> open, IReadOnlyList<DeclaredBaker> bakers, DateTimeOffset now) =>
        (this.world, this.open, this.bakers, this.now) = (world, open, bakers, now);

    /// <summary>Answers.</summary>
    /// <param name="world">The world.</param>
    /// <param name="open">Maintenances that are open.</param>
    /// <param name="bakers">The bakers by their names.</param>
    /// <param name="typed">What was typed.</param>
    /// <param name="now">The time.</param>
    /// <param name="viewer">Who asks.</param>
    /// <param name="zone">The zone in which he says times.</param>
    public static PaletteView Of(
        World world, IReadOnlyCollection<MaintenanceRecord> open, IReadOnlyList<DeclaredBaker> bakers, string? typed, DateTimeOffset now, Caller viewer, Viewer zone)
    {
        var text = (typed ?? "").Trim();
        var asked = text.Length <= Longest ? text : text[..Longest];
        var answer = new PaletteAnswer(world, open, bakers, now);
        var rows = asked.Length == 0 ? [] : answer.Answers(asked, zone).ToList();
        rows.AddRange(answer.Named(asked));
        rows.AddRange(Approvals(asked, viewer));
        rows.AddRange(PalettePlaces.Of(asked, viewer));
        if (rows.Count == 0)
        {
            rows.Add(new PaletteRow(PaletteRow.Answers, $"Nothing here is called “{(asked.Length <= 40 ? asked : asked[..40] + "…")}”.", "Write a page, a level, c1370, an address, a node, M-214, or ask: can node-3 12m · next 30m alpha · when 45m node-3 before fri 18:00") { Off = "no answer" });
        }

        return new PaletteView(text, [.. rows.Take(MostRows)]);
    }

    private IEnumerable<PaletteRow> Answers(string text, Viewer zone)
    {
        if (PaletteQuestion.Read(text, Known, zone.Zone, now) is { } question)
        {
            return Asked(question);
        }

        var compact = text.Replace(",", "", StringComparison.Ordinal);
        if (compact.Length >= 3 && int.TryParse(compact, NumberStyles.None, CultureInfo.InvariantCulture, out var level))
        {
            return [AtLevel(new Level(level))];
        }

        return UrlTime.TryParse(compact, out var time, out _) ? time switch
        {
            UrlTime.AtLevel at => [AtLevel(at.Level)],
            UrlTime.AtCycle at => [AtCycle(at)],
            _ => [new PaletteRow(PaletteRow.Answers, $"{Viewer.InUtc(time.When(world.Chain, now)!.Value, now)} UTC", time.Where(world.Chain, now) is { } l ? $"about level {Number(l)}" : "") { Href = $"/calendar?at={Uri.EscapeDataString(time.Absolute(now).ToString())}" }],
        } : ShortForms.Target(text, world) is { } target ? [Numbered(text, target)] : [];
    }

    private IEnumerable<PaletteRow> Asked(PaletteQuestion question)
    {
        if (question.NotUnderstood is { } word)
        {
            yield return new PaletteRow(PaletteRow.Answers, $"“{word}” is neither a node, a baker, a duration nor a time.", "can node-3 12m · next 30m alpha · when 45m node-3 before fri 18:00") { Off = "no answer" };
            yield break;
        }

        var request = Request(question);
        var verdict = Gatekeeper.Decide(world, request, now);
        if (question.Kind is PaletteQuestion.Asks.When && verdict is not (Verdict.CannotKnow or Verdict.Allowed { Reason: ReasonCode.NoDutyHere }))
        {
            foreach (var row in PaletteWindows.Rows(world, request, question, now, Link(question)))
            {
                yield return row;
            }

            yield break;
        }

        var answered = Words.Of(verdict, request.Node is { } node && world.Active.Any(a => a.Node == node));
        yield return new PaletteRow(PaletteRow.Answers, Sentence(question, verdict), $"{question.Subject ?? "all bakers"} for {DurationText.Human(verdict.Outage.Need)} · as of {Viewer.InUtc(now, now)} UTC")
        {
            Word = answered,
            ValidUntil = verdict.ValidUntil,
            Href = Link(question),
        };
    }

    private string Sentence(PaletteQuestion question, Verdict verdict) => question.Kind is PaletteQuestion.Asks.Next && verdict is Verdict.Held { NextSafeAt: { } at, SafeFor: { } lasting }
        ? $"Next window not before {Viewer.InUtc(at, verdict.At)} UTC, at least {DurationText.Human(lasting)}; latest start {Viewer.InUtc(at + lasting - verdict.Outage.Need, verdict.At)}."
        : bakers.Aggregate(verdict.Message, (text, b) => text.Replace(b.Address.Value, b.Name, StringComparison.Ordinal));

    private GateRequest Request(PaletteQuestion question) => new()
    {
        Node = question.Subject is { } s && world.Cluster?.Nodes.ContainsKey(s) is true ? s : null,
        Bakers = Baker(question.Subject) is { } baker ? [baker.Address] : [],
        Need = question.Need,
        Client = "palette",
    };

    private string Link(PaletteQuestion question)
    {
        var need = question.Need is { } n ? $"need={DurationText.Iso(n)}" : "";
        var whom = question.Subject is not { } s ? "" : Baker(s) is { } baker ? $"b={Uri.EscapeDataString(baker.Name)}" : $"n={Uri.EscapeDataString(s)}";
        var query = string.Join('&', new[] { whom, need }.Where(p => p.Length > 0));
        return $"{(question.Kind is PaletteQuestion.Asks.Can ? "/now" : "/windows")}{(query.Length > 0 ? "?" + query : "")}";
    }

    private PaletteRow AtLevel(Level level)
    {
        var when = new UrlTime.AtLevel(level).When(world.Chain, now);
        var title = world.Chain is not { } chain ? $"Level {Number(level)}: no head is known, so no time"
            : level > chain.Head.Level ? $"Level {Number(level)}: not before {Viewer.InUtc(when!.Value, now)} UTC"
            : $"Level {Number(level)}: came by {Viewer.InUtc(when!.Value, now)} UTC";
        return new PaletteRow(PaletteRow.Answers, title, string.Join(" · ", Duties(level))) { Href = $"/calendar?at=L{level}" };
    }

    private IEnumerable<string> Duties(Level level) => world.Bakers
        .Where(b => b.Rights is { Sheet: var sheet } && sheet.First <= level && level <= sheet.Last)
        .SelectMany(b => HardRights(b.Rights!).Where(r => r.Level == level).Select(r => $"{Name(r.Baker)} bakes, round {r.Round}"));

    private IReadOnlyList<HardRight> HardRights(BakerRights rights) =>
        world.Chain is { } chain ? WindowPlanner.Plan(chain, [rights], world.DefaultOutage, world.Policy).HardRights : [];

    private PaletteRow AtCycle(UrlTime.AtCycle at)
    {
        var first = at.Where(world.Chain, now);
        var when = at.When(world.Chain, now);
        var title = first is not { } level || when is not { } start ? $"Cycle {at.Cycle}: not known where it lies"
            : level > world.Chain!.Head.Level ? $"Cycle {at.Cycle} begins at level {Number(level)}, not before {Viewer.InUtc(start, now)} UTC"
            : $"Cycle {at.Cycle} began at level {Number(level)}, by {Viewer.InUtc(start, now)} UTC";
        return new PaletteRow(PaletteRow.Answers, title) { Href = $"/calendar?at={at}" };
    }

    private PaletteRow Numbered(string text, string target)
    {
        var known = open.FirstOrDefault(m => m.Id.Equals(text, StringComparison.OrdinalIgnoreCase));
        var title = known is not null ? $"{known.Id} {PhaseWords.Text(known.Phase)}: {ActionWords.Text(known.Request.Action)}"
            : BakerAddress.TryParse(text, out var address, out _) ? (bakers.FirstOrDefault(b => b.Address == address)?.Name ?? $"{address} is not declared here")
            : text.ToUpperInvariant();
        return new PaletteRow(PaletteRow.Answers, title, known?.Request.Reason ?? "") { Href = target };
    }

    // Nodes, bakers and maintenances whose name holds the text; a node's row tells its answer already.
    private IEnumerable<PaletteRow> Named(string text)
    {
        if (text.Length < 2 || text.Contains(' ', StringComparison.Ordinal))
        {
            yield break;
        }

        foreach (var node in (world.Cluster?.Nodes.Keys ?? []).Where(n => n.Contains(text, StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal).Take(6))
        {
            yield return new PaletteRow(PaletteRow.Places, node, "node") { Href = $"/cluster/nodes/{Uri.EscapeDataString(node)}" };
        }

        foreach (var baker in bakers.Where(b => b.Name.Contains(text, StringComparison.OrdinalIgnoreCase) || b.Address.Value == text).Take(6))
        {
            yield return new PaletteRow(PaletteRow.Places, baker.Name, "baker") { Href = $"/bakers/{Uri.EscapeDataString(baker.Name)}" };
        }

        foreach (var m in open.Where(m => m.Id.StartsWith(text, StringComparison.OrdinalIgnoreCase) && m.Id.Length > text.Length).Take(6))
        {
            yield return new PaletteRow(PaletteRow.Places, $"{m.Id} {PhaseWords.Text(m.Phase)}", ActionWords.Text(m.Request.Action)) { Href = $"/maintenance/{m.Id}" };
        }
    }

    private static IEnumerable<PaletteRow> Approvals(string text, Caller viewer)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 2 && "approve".StartsWith(words[0], StringComparison.OrdinalIgnoreCase) && words[0].Length > 2 && words[1].StartsWith("M-", StringComparison.OrdinalIgnoreCase))
        {
            var id = words[1].ToUpperInvariant();
            yield return new PaletteRow(PaletteRow.Acts, $"Review and approve {id}", "opens it; the gate is asked again there") { Href = $"/maintenance/{Uri.EscapeDataString(id)}", Off = viewer.WhyNot(Act.Approve) };
        }
    }

    private bool Known(string name) => world.Cluster?.Nodes.ContainsKey(name) is true || Baker(name) is not null;

    private DeclaredBaker? Baker(string? name) => bakers.FirstOrDefault(b => b.Name.Equals(name, StringComparison.OrdinalIgnoreCase) || b.Address.Value == name);

    private string Name(BakerAddress baker) => bakers.FirstOrDefault(b => b.Address == baker)?.Name ?? baker.Value;

    private static string Number(Level level) => level.Value.ToString("N0", CultureInfo.InvariantCulture);
}
