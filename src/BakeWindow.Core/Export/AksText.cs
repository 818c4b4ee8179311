using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace BakeWindow.Core.Export;

/// <summary>Dates that AKS must not use, the last one included.</summary>
/// <param name="From">The first day.</param>
/// <param name="To">The day behind the last that is closed: whether AKS includes the end is not documented, and too long is safe.</param>
/// <param name="Why">Why.</param>
internal sealed record AksDays(DateOnly From, DateOnly To, string Why)
{
    public static IReadOnlyList<AksDays> Of(IReadOnlyList<ExportPeriod> periods)
    {
        var all = new List<AksDays>();
        foreach (var period in periods.OrderBy(p => p.Span.Start))
        {
            var next = new AksDays(DateOnly.FromDateTime(period.Span.Start.UtcDateTime), DateOnly.FromDateTime(period.Span.End.UtcDateTime.AddTicks(-1)).AddDays(1), period.Why);
            if (all.Count > 0 && next.From <= all[^1].To)
            {
                all[^1] = all[^1] with { To = next.To > all[^1].To ? next.To : all[^1].To, Why = $"{all[^1].Why}; {next.Why}" };
            }
            else
            {
                all.Add(next);
            }
        }

        return all;
    }
}

/// <summary>AKS's maintenance configurations: one for the cluster's version, one for the nodes' images; both must stay away.</summary>
internal static class AksText
{
    private static readonly string[] Schedules = ["aksManagedAutoUpgradeSchedule", "aksManagedNodeOSUpgradeSchedule"];

    public static string Commands(IReadOnlyList<AksDays> days, ExportPlace place)
    {
        var window = new JsonObject
        {
            ["schedule"] = new JsonObject { ["daily"] = new JsonObject { ["intervalDays"] = 1 } },
            ["durationHours"] = 4,
            ["utcOffset"] = "+00:00",
            ["startTime"] = "00:00",
            ["notAllowedDates"] = new JsonArray([.. days.Select(JsonNode (d) => new JsonObject { ["start"] = Date(d.From), ["end"] = Date(d.To) })]),
        };
        var file = new JsonObject { ["properties"] = new JsonObject { ["maintenanceWindow"] = window } }
            .ToJsonString(new JsonSerializerOptions { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }).ReplaceLineEndings("\n");
        var text = new StringBuilder("#!/bin/sh\n# Dates on which AKS must not upgrade by itself. Put your own schedule, duration and start into the file: it replaces what stands there.\nset -eu\n");
        foreach (var span in days)
        {
            text.Append($"# {Date(span.From)} to {Date(span.To)}: {GkeText.OneLine(span.Why)}\n");
        }

        text.Append($"cat > bakewindow-maintenance.json <<'JSON'\n{file}\nJSON\n");
        var where = $"--resource-group {place.ResourceGroup ?? "\"$RESOURCE_GROUP\""} --cluster-name {place.Cluster ?? "\"$CLUSTER\""}";
        foreach (var schedule in Schedules)
        {
            text.Append($"az aks maintenanceconfiguration add {where} --name {schedule} --config-file bakewindow-maintenance.json ||\n")
                .Append($"  az aks maintenanceconfiguration update {where} --name {schedule} --config-file bakewindow-maintenance.json\n");
        }

        return text.ToString();
    }

    public static string Terraform(IReadOnlyList<AksDays> days)
    {
        var text = new StringBuilder("# Into resource \"azurerm_kubernetes_cluster\". Frequency, duration and start are yours to choose.\n");
        foreach (var block in new[] { "maintenance_window_auto_upgrade", "maintenance_window_node_os" })
        {
            text.Append($"{block} {{\n  frequency  = \"Daily\"\n  interval   = 1\n  duration   = 4\n  start_time = \"00:00\"\n  utc_offset = \"+00:00\"\n");
            foreach (var span in days)
            {
                text.Append($"  # {GkeText.OneLine(span.Why)}\n  not_allowed {{\n    start = \"{Date(span.From)}T00:00:00Z\"\n    end   = \"{Date(span.To)}T00:00:00Z\"\n  }}\n");
            }

            text.Append("}\n");
        }

        return text.ToString();
    }

    private static string Date(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
