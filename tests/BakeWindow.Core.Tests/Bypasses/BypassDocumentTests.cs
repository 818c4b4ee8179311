using System.Text.Json;
using BakeWindow.Core.Bypasses;
using BakeWindow.Core.Wire;
using static BakeWindow.Core.Tests.Bypasses.Sound;

namespace BakeWindow.Core.Tests.Bypasses;

public sealed class BypassDocumentTests
{
    // After a wanted change: BAKEWINDOW_WRITE_GOLDEN=1 writes it anew, and the diff shows what callers would see.
    [Fact]
    public void The_report_as_json_is_as_it_was_agreed()
    {
        var world = Facts with
        {
            Neighbours = [new Neighbour.NodeClaim(Subject("NodeClaim", "default-x"), "default", "node-1", TimeSpan.FromMinutes(10), false)],
            Looks =
            [
                new Look.Seen(AuditKinds.Nodes, 3), new Look.Seen(AuditKinds.Pods, 2), new Look.Seen(AuditKinds.Budgets, 2), new Look.Seen(AuditKinds.OwnRights, 1), new Look.Absent(AuditKinds.Machines),
                new Look.Forbidden(AuditKinds.Plans, "Grant \"list\" on resource \"plans\""), new Look.Failed(AuditKinds.DaemonSets, "no answer within 15 s"),
            ],
        };
        var json = JsonSerializer.Serialize(BypassDocument.From(Report(world)), WireJson.Indented.BypassDocument).ReplaceLineEndings("\n") + "\n";
        if (Environment.GetEnvironmentVariable("BAKEWINDOW_WRITE_GOLDEN") == "1")
        {
            File.WriteAllText(Golden(), json);
        }

        Assert.Equal(File.ReadAllText(Golden()), json);
    }

    [Fact]
    public void It_is_read_back_as_it_was_written()
    {
        var document = BypassDocument.From(Report(Facts with { Webhooks = [] }));

        var read = JsonSerializer.Deserialize(JsonSerializer.Serialize(document, WireJson.Plain.BypassDocument), WireJson.Plain.BypassDocument)!;

        Assert.Equal(document.Findings[0].Why, read.Findings[0].Why);
        Assert.Equal((0, 0, 1), (read.Critical, read.Warning, read.Info));
    }

    private static string Golden([System.Runtime.CompilerServices.CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "bypasses.json");
}
