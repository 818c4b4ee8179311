using System.Text.RegularExpressions;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Rights;

namespace BakeWindow.Web.Views;

/// <summary>Names that are addresses of their own: a level, a cycle, a maintenance, an incident, a baker, a node.</summary>
public static partial class ShortForms
{
    /// <summary>The page that a short form stands for; null when it stands for none.</summary>
    public static string? Target(string form, World world)
    {
        if (form.Length is 0 or > 253)
        {
            return null;
        }

        var match = Numbered().Match(form);
        if (match.Success)
        {
            var number = match.Groups["number"].Value;
            return match.Groups["kind"].Value.ToUpperInvariant() switch
            {
                "L" => $"/calendar?at=L{number}",
                "C" => $"/calendar?at=C{number}",
                "M-" => $"/maintenance/M-{number}",
                _ => $"/incidents/I-{number}",
            };
        }

        return BakerAddress.TryParse(form, out var baker, out _) ? $"/bakers/{baker}"
            : world.Cluster?.Nodes.ContainsKey(form) is true ? $"/cluster/nodes/{Uri.EscapeDataString(form)}"
            : null;
    }

    [GeneratedRegex("^(?<kind>[LC]|[MI]-)(?<number>[0-9]{1,9})$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Numbered();
}
