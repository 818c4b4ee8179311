using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace BakeWindow.Core.Export;

/// <summary>GKE's exclusions: node upgrades and minor versions wait, patches of the control plane don't.</summary>
internal static class GkeText
{
    private const string Scope = "NO_MINOR_OR_NODE_UPGRADES";

    public static string Commands(IReadOnlyList<ExportPeriod> periods, ExportPlace place)
    {
        var text = new StringBuilder("#!/bin/sh\n# Maintenance exclusions of BakeWindow. One that is there under the same name is taken away first.\nset -eu\n");
        var where = $"{place.Cluster ?? "\"$CLUSTER\""} --location {place.Location ?? "\"$LOCATION\""}{(place.Project is { } project ? $" --project {project}" : "")}";
        foreach (var period in periods)
        {
            text.Append($"\n# {OneLine(period.Why)}\n")
                .Append($"gcloud container clusters update {where} --remove-maintenance-exclusion {period.Name} 2>/dev/null || true\n")
                .Append($"gcloud container clusters update {where} \\\n  --add-maintenance-exclusion-name {period.Name} \\\n")
                .Append($"  --add-maintenance-exclusion-start {Instant(period.Span.Start)} \\\n  --add-maintenance-exclusion-end {Instant(period.Span.End)} \\\n")
                .Append($"  --add-maintenance-exclusion-scope {Scope.ToLowerInvariant()}\n");
        }

        return text.ToString();
    }

    public static string Body(IReadOnlyList<ExportPeriod> periods)
    {
        var exclusions = new JsonObject();
        foreach (var period in periods)
        {
            exclusions[period.Name] = new JsonObject
            {
                ["startTime"] = Instant(period.Span.Start),
                ["endTime"] = Instant(period.Span.End),
                ["maintenanceExclusionOptions"] = new JsonObject { ["scope"] = Scope },
            };
        }

        // The call replaces the policy as a whole: version and recurring window of the cluster are to be put in from what it says now.
        var body = new JsonObject
        {
            ["maintenancePolicy"] = new JsonObject
            {
                ["resourceVersion"] = "RESOURCE_VERSION",
                ["window"] = new JsonObject { ["maintenanceExclusions"] = exclusions },
            },
        };
        return body.ToJsonString(new JsonSerializerOptions { WriteIndented = true }).ReplaceLineEndings("\n") + "\n";
    }

    public static string Terraform(IReadOnlyList<ExportPeriod> periods)
    {
        var text = new StringBuilder("# Into resource \"google_container_cluster\". Your own recurring_window or daily_maintenance_window stays beside the exclusions.\nmaintenance_policy {\n");
        foreach (var period in periods)
        {
            text.Append($"  # {OneLine(period.Why)}\n  maintenance_exclusion {{\n    exclusion_name = \"{period.Name}\"\n")
                .Append($"    start_time     = \"{Instant(period.Span.Start)}\"\n    end_time       = \"{Instant(period.Span.End)}\"\n")
                .Append($"    exclusion_options {{\n      scope = \"{Scope}\"\n    }}\n  }}\n");
        }

        return text.Append("}\n").ToString();
    }

    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A reason comes from a configuration and must not end the comment that it stands in.</summary>
    internal static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
}
