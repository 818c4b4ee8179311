using System.Globalization;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Rights;
using BakeWindow.Core.Time;
using BakeWindow.Web.Configuration;

namespace BakeWindow.Web.Api;

/// <summary>Reads what a query asks about; every mistake is told, by field.</summary>
internal static class Questions
{
    public static (GateRequest? Request, IDictionary<string, string[]> Mistakes) Read(Settings settings, string? node, string? baker, string? need, string? maintenance, string? client)
    {
        var mistakes = new SortedDictionary<string, string[]>(StringComparer.Ordinal);
        var bakers = new List<BakerAddress>();
        foreach (var text in (baker ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(100))
        {
            if (settings.Bakers.FirstOrDefault(b => b.Name == text || b.Address.Value == text) is { } declared)
            {
                bakers.Add(declared.Address);
            }
            else
            {
                mistakes["baker"] = [$"\"{Shown(text)}\" is not declared here; declared are {string.Join(", ", settings.Bakers.Select(b => b.Name))}"];
            }
        }

        if (node is { Length: > 253 or 0 })
        {
            mistakes["node"] = ["a node's name has 1 to 253 characters"];
        }

        TimeSpan? duration = null;
        if (need is not null)
        {
            if (DurationText.TryParse(need, out var read, out var error))
            {
                duration = read;
            }
            else
            {
                mistakes["for"] = [error];
            }
        }

        if (maintenance is { Length: > 40 })
        {
            mistakes["maintenance"] = ["an id looks like M-12"];
        }

        return mistakes.Count > 0
            ? (null, mistakes)
            : (new GateRequest { Node = node, Bakers = bakers, Need = duration, Maintenance = maintenance, Client = Shown(client ?? "api") }, mistakes);
    }

    public static bool TryRounds(int? rounds, IDictionary<string, string[]> mistakes)
    {
        if (rounds is null or (>= 0 and <= 7))
        {
            return true;
        }

        mistakes["hardRounds"] = [$"\"{rounds.Value.ToString(CultureInfo.InvariantCulture)}\" must be from 0 to 7"];
        return false;
    }

    private static string Shown(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
