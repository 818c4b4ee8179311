using System.Globalization;
using BakeWindow.Core.Auditing;
using BakeWindow.Core.Incidents;
using BakeWindow.Core.Ledger;
using BakeWindow.Storage;
using BakeWindow.Web.Configuration;

namespace BakeWindow.Web.Incidents;

/// <summary>
/// Lays side by side what is known around an incident: the log of evidence, the records of own blocks, the journal of maintenances and the audit. The last three are asked as they are, and not copied anywhere before an
/// incident closes.
/// </summary>
public sealed class TimelineReader(EvidenceStore evidence, Journal journal, AuditLog audit, OutcomeStore outcomes, Settings settings)
{
    // Of each source; what is nearest to the incident's beginning is kept of all of it together.
    private const int Most = 1_000;

    private static readonly string[] OfPeople = ["maintenance-", "freeze-", "glass-", "finding-", "bypass-", "pool-", "grant-"];

    /// <summary>The time line of an incident.</summary>
    public async Task<Timeline> ReadAsync(Incident incident, DateTimeOffset now, CancellationToken ct)
    {
        if (!incident.IsOpen)
        {
            return Timeline.Of(incident, [], new Sight(), now);
        }

        var (from, until) = Timeline.SpanOf(incident, now);
        var seen = await evidence.BetweenAsync(from, until, Most, ct);
        var steps = await journal.BetweenAsync(from, until, Most, ct);
        var acts = await audit.FindAsync(new AuditQuestion(From: from, Until: until), null, Most, ct);
        var fates = await outcomes.BetweenAsync(from, until, ct);
        return Timeline.Of(incident, [.. fates.Where(o => o is { Fate: RightFate.Made or RightFate.Stolen, At: not null } && !seen.Any(e => e.Code == "right-made" && e.Text.StartsWith($"Level {o.Level}:", StringComparison.Ordinal))).Select(Made), .. seen, .. steps.Select(Step), .. acts.Where(a => a.From is not null && OfPeople.Any(k => a.Kind.StartsWith(k, StringComparison.Ordinal))).Select(Deed)], SightOf(incident), now);
    }

    private Sight SightOf(Incident incident)
    {
        List<DeclaredBaker> bakers = [.. settings.Bakers.Where(b => incident.Baker is null || b.Address == incident.Baker)];
        return new Sight
        {
            Signer = bakers.Exists(b => b.Signers.Count > 0), TezosNode = bakers.Exists(b => b.NodeUrl is not null), Cluster = settings.Cluster is not null, Webhook = settings.Webhook is not null,
            Workloads = settings.Workloads.Any(w => incident.Baker is null || w.Baker == incident.Baker),
        };
    }

    // Losses are the incident's own; what was made says that all was well then.
    private static Evidence Made(RightOutcome o) => new()
    {
        At = o.At!.Value, Lane = EvidenceLane.Rights, Subject = o.Baker.Value, Code = "right-made", Baker = o.Baker, Source = "blocks", Text = string.Create(CultureInfo.InvariantCulture, $"made block {o.Level.Value:N0}, round {o.Round}"),
    };

    private static Evidence Step((string Id, string Subject, JournalEntry Step) s) => new()
    {
        At = s.Step.At, Lane = EvidenceLane.OwnActs, Subject = s.Subject, Code = $"maintenance-{s.Step.Phase.ToLowerInvariant()}", Text = s.Step.Note.Length > 0 ? $"{s.Id} {s.Step.Phase}: {s.Step.Note}" : $"{s.Id} {s.Step.Phase}", Source = $"journal of {s.Id}",
    };

    private static Evidence Deed(AuditLine a) => new()
    {
        At = a.At, Lane = EvidenceLane.People, Subject = a.Subject, Code = a.Kind, Text = $"{a.Who}: {a.Kind} {a.Subject}{(a.Detail.Length > 0 ? $", {a.Detail}" : "")}", Source = $"audit, row {a.Key}",
    };
}
