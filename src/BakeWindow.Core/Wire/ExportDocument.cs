using BakeWindow.Core.Export;

namespace BakeWindow.Core.Wire;

/// <summary>Maintenance exclusions for a cloud as JSON: what <c>/api/v1/export</c> answers; <c>bakewindow export</c> prints its text.</summary>
/// <param name="Target">For whom: <c>gcloud</c>, <c>gke-json</c>, <c>gke-terraform</c>, <c>az</c>, <c>aks-terraform</c> or <c>eks</c>.</param>
/// <param name="Text">Ready to run.</param>
/// <param name="Periods">The spans in it.</param>
/// <param name="Notes">What to know before it is run.</param>
public sealed record ExportDocument(string Target, string Text, IReadOnlyList<ExportDocument.PeriodPart> Periods, IReadOnlyList<string> Notes)
{
    /// <summary>A span; half-open, UTC.</summary>
    public sealed record PeriodPart(string Name, DateTimeOffset From, DateTimeOffset To, string Why);

    /// <summary>Writes what is ready.</summary>
    public static ExportDocument From(ExportTarget target, ExportOutcome.Ready ready) =>
        new(target.Kebab(), ready.Text, [.. ready.Periods.Select(p => new PeriodPart(p.Name, p.Span.Start, p.Span.End, p.Why))], ready.Notes);
}
