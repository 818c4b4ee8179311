using System.Globalization;
using System.Text;
using BakeWindow.Core.Rights;
using BakeWindow.Core.Time;

namespace BakeWindow.Core.Incidents;

/// <summary>Everything that is known of an incident, laid side by side. Page, API and the written report are drawn from it.</summary>
/// <param name="Incident">The incident.</param>
/// <param name="Timeline">What was seen.</param>
/// <param name="Causes">What speaks for which cause.</param>
/// <param name="Similar">Numbers of incidents like it.</param>
public sealed record IncidentReport(Incident Incident, Timeline Timeline, IReadOnlyList<Cause> Causes, IReadOnlyList<long> Similar)
{
    /// <summary>What is to be done next, in a sentence.</summary>
    public string NextStep => Incident switch
    {
        { AtRisk: true } => Incident.Episodes.First(e => e.EndedAt is null) is { Lines: [.., var last] } ? last : "Something is at risk now: see Health.",
        { Notes: var notes } when notes.Any(n => n.Cause.Length > 0) => "Its cause is confirmed.",
        _ when Causes[0].Code == CauseCode.Unknown => "No cause is known: look at the lanes that nobody watched, and say what it was.",
        _ => "Confirm the cause, or say what it was.",
    };

    /// <summary>The report that a person can send on, as Markdown.</summary>
    /// <param name="nameOf">The name of a baker.</param>
    public string Markdown(Func<BakerAddress, string> nameOf)
    {
        var (i, text) = (Incident, new StringBuilder());
        var baker = i.Baker is { } b ? nameOf(b) : i.Subject;
        text.AppendLine(CultureInfo.InvariantCulture, $"# {i.Id}: {Safe(i.Words(baker))}").AppendLine();
        Line(text, "Baker", i.Baker is { } address ? $"{Safe(nameOf(address))} (`{address.Value}`)" : Safe(i.Subject));
        Line(text, "Began", At(i.OpenedAt));
        Line(text, "Over", i.EndedAt is { } ended ? $"{At(ended)}, after {DurationText.Human(ended - i.OpenedAt)}" : "not yet");
        Line(text, "Cost", i.Lost.Count == 0 ? "nothing was missed" : $"{i.Lost.Count} {(i.Lost.Count == 1 ? "right" : "rights")} missed");
        Line(text, "Next step", Safe(NextStep));
        Episodes(text);
        Losses(text);
        CausesOf(text);
        Story(text);
        Unseen(text);
        Notes(text);
        if (Similar.Count > 0)
        {
            text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"Similar: {string.Join(", ", Similar.Select(n => $"I-{n.ToString(CultureInfo.InvariantCulture)}"))}");
        }

        return text.ToString();
    }

    private void Episodes(StringBuilder text)
    {
        if (Incident.Episodes.Count == 0)
        {
            return;
        }

        text.AppendLine().AppendLine("## At risk").AppendLine();
        foreach (var e in Incident.Episodes)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"- {At(e.Since)} to {(e.EndedAt is { } end ? At(end) : "now")}: {Safe(e.Title)}");
            foreach (var line in e.Lines)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"  - {Safe(line)}");
            }
        }
    }

    private void Losses(StringBuilder text)
    {
        if (Incident.Lost.Count == 0)
        {
            return;
        }

        text.AppendLine().AppendLine("## Missed").AppendLine().AppendLine("| Level | What | When | Made by |").AppendLine("|---|---|---|---|");
        foreach (var l in Incident.Lost)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {l.Level.Value:N0} | {Safe(l.Words)} | {At(l.At)} | {(l.MadeBy.Length > 0 ? $"`{Safe(l.MadeBy)}`" : "–")} |");
        }
    }

    private void CausesOf(StringBuilder text)
    {
        text.AppendLine().AppendLine(Causes.Count > 1 ? "## Causes" : "## Cause");
        foreach (var c in Causes)
        {
            text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"**{Safe(c.Title)}** (`{c.Code}`, {c.Weight.ToString().ToLowerInvariant()}). {Safe(c.Why)}");
            if (c.WouldHaveHeld.Length > 0)
            {
                text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"What would have held it: {Safe(c.WouldHaveHeld)}");
            }

            if (c.By.Count > 0)
            {
                text.AppendLine();
                foreach (var e in c.By.Take(20))
                {
                    text.AppendLine(CultureInfo.InvariantCulture, $"- {At(e.At)} {Safe(e.Text)} ({Safe(e.Source)})");
                }
            }
        }
    }

    private void Story(StringBuilder text)
    {
        text.AppendLine().AppendLine("## Time line").AppendLine().AppendLine("| UTC | Lane | What | Source |").AppendLine("|---|---|---|---|");
        foreach (var e in Timeline.Evidence)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {At(e.At)} | {e.Lane.Title()} | {Safe(e.Text)} | {Safe(e.Source)} |");
        }
    }

    private void Unseen(StringBuilder text)
    {
        if (Timeline.Gaps.Count == 0)
        {
            return;
        }

        text.AppendLine().AppendLine("Empty lanes:").AppendLine();
        foreach (var gap in Timeline.Gaps)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"- {gap.Lane.Title()}: {Safe(gap.Words)}");
        }
    }

    private void Notes(StringBuilder text)
    {
        if (Incident.Notes.Count == 0)
        {
            return;
        }

        text.AppendLine().AppendLine("## Notes").AppendLine();
        foreach (var n in Incident.Notes)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"- {At(n.At)} {Safe(n.Who)}: {(n.Cause.Length > 0 ? $"confirmed `{n.Cause}`. " : "")}{Safe(n.Text)}");
        }
    }

    private static void Line(StringBuilder text, string name, string value) => text.AppendLine(CultureInfo.InvariantCulture, $"- {name}: {value}");

    private static string At(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    // Names and reasons come from outside; in a table or a list they are text and nothing else.
    private static string Safe(string text)
    {
        var safe = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            safe.Append(char.IsControl(c) ? ' ' : c);
            if (c is '|' or '<' or '>' or '[' or ']' or '`' or '*' or '_' or '#' or '!' or '\\')
            {
                safe.Insert(safe.Length - 1, '\\');
            }
        }

        return safe.ToString();
    }
}
