using System.Globalization;
using BakeWindow.Core.Incidents;
using BakeWindow.Storage;
using BakeWindow.Web.Access;

namespace BakeWindow.Web.Incidents;

/// <summary>Reads incidents with their time line and causes, and takes in what people add.</summary>
public sealed class IncidentDesk(IncidentStore store, TimelineReader reader, AuditLog audit, TimeProvider time)
{
    /// <summary>More than this are not listed.</summary>
    public const int Most = 200;

    /// <summary>Letters of a note.</summary>
    public const int LongestNote = 2_000;

    private const int MostNotes = 200;
    private const int MostSimilar = 5;

    private readonly Lock gate = new();

    // Closed ones don't change but by a note, and their evidence is long.
    private Dictionary<long, (long Version, IncidentSummary Summary)> closed = [];

    /// <summary>The newest, newest first.</summary>
    public async Task<IReadOnlyList<IncidentSummary>> ListAsync(CancellationToken ct)
    {
        var newest = await store.NewestAsync(Most, ct);
        Dictionary<long, (long Version, IncidentSummary Summary)> known;
        lock (gate)
        {
            known = closed;
        }

        var missing = newest.Where(n => !known.TryGetValue(n.Number, out var k) || k.Version != n.Version).Select(n => n.Number).ToHashSet();
        var read = new Dictionary<long, (long Version, IncidentSummary Summary)>();
        foreach (var kept in missing.Count == 0 ? [] : await store.OfAsync(missing, ct))
        {
            read[kept.Incident.Number] = (kept.Version, await SummaryAsync(kept.Incident, ct));
        }

        List<(long Version, IncidentSummary Summary)> all = [.. newest.Select(n => read.TryGetValue(n.Number, out var r) ? r : known.GetValueOrDefault(n.Number)).Where(s => s.Summary is not null)];
        lock (gate)
        {
            closed = all.Where(s => !s.Summary.Incident.IsOpen).ToDictionary(s => s.Summary.Incident.Number);
        }

        return [.. all.Select(s => s.Summary)];
    }

    /// <summary>One with everything; null when there is none of this id.</summary>
    /// <param name="id"><c>I-12</c>.</param>
    /// <param name="ct">Ends it.</param>
    public async Task<IncidentReport?> FindAsync(string id, CancellationToken ct)
    {
        if (NumberOf(id) is not { } number || await store.FindAsync(number, ct) is not { } kept)
        {
            return null;
        }

        var timeline = await reader.ReadAsync(kept.Incident, time.GetUtcNow(), ct);
        var causes = CauseRules.Propose(kept.Incident, timeline);
        var others = (await ListAsync(ct)).Select(s => (s.Incident.Number, (IReadOnlyList<string>)[.. s.Causes.Select(c => c.Code)]));
        return new IncidentReport(kept.Incident, timeline, causes, CauseRules.Similar([.. causes.Select(c => c.Code)], number, others, MostSimilar));
    }

    /// <summary>Adds what a person has to say. It stays as it is.</summary>
    /// <param name="id"><c>I-12</c>.</param>
    /// <param name="text">What.</param>
    /// <param name="cause">The cause that he confirms; null: none.</param>
    /// <param name="by">Who.</param>
    /// <param name="ct">Ends it.</param>
    /// <returns>Null when there is no such incident.</returns>
    /// <exception cref="NotAllowedException">He may not.</exception>
    /// <exception cref="FormatException">The note can't be taken; the message is for him.</exception>
    public async Task<Incident?> NoteAsync(string id, string? text, string? cause, Caller by, CancellationToken ct)
    {
        by.Require(Act.Request);
        var words = text?.Trim() ?? "";
        if (words.Length > LongestNote || (words.Length < 3 && cause is null))
        {
            throw new FormatException($"write 3 to {LongestNote} letters, or confirm a cause");
        }

        if (cause is not null && !Known.Contains(cause))
        {
            throw new FormatException($"\"{(cause.Length <= 40 ? cause : cause[..40])}\" is no cause; there are {string.Join(", ", Known)}");
        }

        while (NumberOf(id) is { } number && await store.FindAsync(number, ct) is { } kept)
        {
            if (kept.Incident.Notes.Count >= MostNotes)
            {
                throw new FormatException($"{kept.Incident.Id} has {MostNotes} notes already");
            }

            var now = time.GetUtcNow();
            if (await store.SaveAsync(kept.Incident with { Notes = [.. kept.Incident.Notes, new IncidentNote(now, by.Name, words) { Cause = cause ?? "" }] }, kept.Version, ct) is { } saved)
            {
                await audit.AppendAsync(now, new AuditNote("incident-noted", by.Name, saved.Incident.Id, cause is null ? words : $"confirmed {cause}. {words}") { From = by.From }, CancellationToken.None);
                return saved.Incident;
            }
        }

        return null;
    }

    /// <summary>The causes that a person can confirm.</summary>
    public static IReadOnlyList<string> Known { get; } =
    [
        CauseCode.Voluntary, CauseCode.Signer, CauseCode.NodeDeath, CauseCode.NotSynced, CauseCode.StorageUpgrade, CauseCode.OwnMaintenance, CauseCode.Glass, CauseCode.PodFailed, CauseCode.ChainSick, CauseCode.Unknown,
    ];

    /// <summary>The number in an id; null: it is none.</summary>
    public static long? NumberOf(string id) =>
        id.StartsWith("I-", StringComparison.OrdinalIgnoreCase) && long.TryParse(id.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private async Task<IncidentSummary> SummaryAsync(Incident incident, CancellationToken ct)
    {
        var timeline = await reader.ReadAsync(incident, time.GetUtcNow(), ct);
        var report = new IncidentReport(incident, timeline, CauseRules.Propose(incident, timeline), []);
        // Without the evidence: a list needs the causes' names only.
        return new IncidentSummary(incident with { Evidence = [], Gaps = [] }, [.. report.Causes.Select(c => c with { By = [] })], report.NextStep);
    }
}

/// <summary>An incident as a list shows it.</summary>
/// <param name="Incident">The incident, without its evidence.</param>
/// <param name="Causes">Its causes, without theirs.</param>
/// <param name="NextStep">What is to be done next.</param>
public sealed record IncidentSummary(Incident Incident, IReadOnlyList<Cause> Causes, string NextStep);
