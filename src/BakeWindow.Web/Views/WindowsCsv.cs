using System.Globalization;
using System.Text;

namespace BakeWindow.Web.Views;

/// <summary>Windows as comma-separated values (RFC 4180), for spreadsheets and scripts. Times are UTC, durations seconds.</summary>
public static class WindowsCsv
{
    /// <summary>The whole file.</summary>
    public static string Of(WindowsView view)
    {
        var text = new StringBuilder("starts_not_before,latest_start,all_back_by,lasts_at_least_s,spare_s,from_level,to_level,expected_blocks,budget_share,why,need_s,head_level,doubt\r\n");
        foreach (var r in view.Rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Stamp(r.Starts)},{Stamp(r.LatestStart)},{Stamp(r.Window.ClosesEarliest)},{r.Lasts.TotalSeconds:0},{r.Spare.TotalSeconds:0},{r.Window.From.Value},{r.Window.To.Value},")
                .Append(CultureInfo.InvariantCulture, $"{r.Window.ExpectedBlocks:0.######},{r.Window.Cost.BudgetShare:0.######},{Quoted(r.Why)},{view.Outage.Need.TotalSeconds:0},{view.Head?.Level.Value},{Quoted(view.Unknown ?? "")}\r\n");
        }

        return text.ToString();
    }

    private static string Stamp(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Quoted(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
