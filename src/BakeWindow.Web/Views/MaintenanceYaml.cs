using System.Text;
using BakeWindow.Core.Maintenance;
using BakeWindow.Core.Time;

namespace BakeWindow.Web.Views;

/// <summary>A maintenance as the resource that would ask for the same, to be kept in git.</summary>
public static class MaintenanceYaml
{
    /// <summary>The manifest.</summary>
    public static string Of(MaintenanceRecord m)
    {
        var (r, a) = (m.Request, m.Request.Action);
        var yaml = new StringBuilder($"apiVersion: bakewindow.io/v1\nkind: Maintenance\nmetadata:\n  name: {m.Id.ToLowerInvariant()}\n  namespace: bakewindow\nspec:\n");
        Add("action", a.Word is "let" ? "reboot" : a.Word);
        Add("node", a.OnNode);
        Add("workload", a.OnWorkload?.ToString());
        if (a is MaintenanceAction.RollPool roll)
        {
            Add("pool", roll.Nodes.Text);
            Add("each", roll.Each is PoolWork.Drain ? "drain" : "reboot");
        }

        Add("hold", a is MaintenanceAction.DrainNode drain ? DurationText.Iso(drain.HoldFor) : null);
        Add("need", r.Need is { } need ? DurationText.Iso(need) : null);
        Add("notBefore", r.NotBefore is { } from ? Stamp(from) : null);
        Add("deadline", r.Deadline is { } end ? Stamp(end) : null);
        Add("urgency", r.Urgency is Urgency.High ? "high" : "normal");
        Add("reason", r.Reason);
        return yaml.ToString();

        // Double quotes with escapes hold every text; whoever reads it knows what is a text.
        void Add(string name, string? value)
        {
            if (value is { Length: > 0 })
            {
                yaml.Append("  ").Append(name).Append(": ").Append(System.Text.Json.JsonEncodedText.Encode(value) is var e ? $"\"{e}\"" : "").Append('\n');
            }
        }
    }

    private static string Stamp(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
