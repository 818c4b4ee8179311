namespace BakeWindow.Storage;

/// <summary>Which rows of the audit are wanted; what is null does not matter.</summary>
/// <param name="Kind">Of this kind.</param>
/// <param name="Who">Done by this one.</param>
/// <param name="From">At or after this.</param>
/// <param name="Until">Before this.</param>
/// <param name="Text">With this text in subject, detail or who; upper and lower case are the same.</param>
public sealed record AuditQuestion(string? Kind = null, string? Who = null, DateTimeOffset? From = null, DateTimeOffset? Until = null, string? Text = null)
{
    /// <summary>True when it asks for some rows only.</summary>
    public bool Filters => this != new AuditQuestion();

    internal IQueryable<AuditRow> Among(IQueryable<AuditRow> rows)
    {
        var (kind, who, from, until, text) = (Kind, Who, From, Until, Text?.ToLowerInvariant());
#pragma warning disable CA1304, CA1311, CA1862 // in SQL: lower()
        return rows.Where(a => (kind == null || a.Kind == kind) && (who == null || a.Who == who) && (from == null || a.At >= from) && (until == null || a.At < until)
            && (text == null || a.Subject.ToLower().Contains(text) || a.Detail.ToLower().Contains(text) || a.Who.ToLower().Contains(text)));
#pragma warning restore CA1304, CA1311, CA1862
    }
}
