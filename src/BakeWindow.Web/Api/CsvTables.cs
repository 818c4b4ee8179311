using BakeWindow.Core.Wire;

namespace BakeWindow.Web.Api;

/// <summary>Documents of the API as tables: a row for each thing, the columns named as the JSON's fields.</summary>
internal static class CsvTables
{
    /// <summary>A row for each maintenance.</summary>
    public static CsvFile Maintenances(IEnumerable<MaintenanceDocument> all) => new("bakewindow-maintenances",
        ["id", "action", "subject", "node", "partOf", "phase", "since", "ended", "code", "why", "reason", "requestedBy", "requestedAt", "urgency", "need", "notBefore", "deadline",
            "startsEarliest", "backBy", "expectedBlocks", "budgetShare", "approvedBy", "startedAt", "endedAt", "outage", "attested", "hardRightsInside"],
        all.Select(m => new[]
        {
            m.Id, m.Action, m.Subject, m.Node, m.PartOf, m.Phase, Csv.Cell(m.Since), m.Ended ? "true" : "false", m.Code, m.Why, m.Reason, m.RequestedBy, Csv.Cell(m.RequestedAt), m.Urgency, m.Need,
            Csv.Cell(m.NotBefore), Csv.Cell(m.Deadline), Csv.Cell(m.Start?.StartsEarliest), Csv.Cell(m.Start?.BackBy), Csv.Cell(m.Start?.ExpectedBlocks), Csv.Cell(m.Start?.Cost.BudgetShare), m.ApprovedBy,
            Csv.Cell(m.Receipt?.StartedAt), Csv.Cell(m.Receipt?.EndedAt), m.Receipt?.Outage, m.Receipt is { } r ? r.Attested ? "true" : "false" : "", Csv.Cell(m.Receipt?.HardRightsInside.Count),
        }));

    /// <summary>A row for each right to bake.</summary>
    public static CsvFile Rights(RightsDocument rights) => new("bakewindow-rights", ["baker", "level", "round", "earliest", "expected", "knownTo"],
        rights.Bakers.SelectMany(b => b.Baking.Select(r => new[] { b.Baker, Csv.Cell(r.Level), Csv.Cell(r.Round), Csv.Cell(r.Earliest), Csv.Cell(r.Expected), Csv.Cell(b.KnownTo) })));

    /// <summary>A row for each finding.</summary>
    public static CsvFile Bypasses(BypassDocument report) => new("bakewindow-bypasses", ["at", "code", "severity", "kind", "namespace", "name", "nodes", "workloads", "why", "mend"],
        report.Findings.Select(f => new[] { Csv.Cell(report.At), f.Code, f.Severity, f.Subject.Kind, f.Subject.Namespace, f.Subject.Name, string.Join(' ', f.Nodes), string.Join(' ', f.Workloads), f.Why, f.Mend }));
}
