using System.Globalization;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;
using BakeWindow.Web.Configuration;

namespace BakeWindow.Web.Views;

/// <summary>What an address asks of the ledger. A value that makes no sense is left out and named.</summary>
/// <param name="Cycle">Which cycle; null: the present one.</param>
/// <param name="Baker">Which baker; null: all.</param>
/// <param name="Mistakes">What was left out, by parameter.</param>
public sealed record LedgerQuestion(Cycle? Cycle, BakerAddress? Baker, IReadOnlyDictionary<string, string> Mistakes)
{
    /// <summary>Reads it: a cycle as <c>1369</c> or <c>C1369</c>, a baker by name or address.</summary>
    public static LedgerQuestion Read(string? cycle, string? baker, Settings settings)
    {
        var mistakes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Cycle? wanted = null;
        if (!string.IsNullOrWhiteSpace(cycle))
        {
            if (int.TryParse(cycle.Trim().TrimStart('C', 'c'), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                wanted = new Cycle(number);
            }
            else
            {
                mistakes["cycle"] = $"\"{Shown(cycle)}\" is no cycle; write its number";
            }
        }

        BakerAddress? only = null;
        if (!string.IsNullOrWhiteSpace(baker))
        {
            only = settings.Bakers.FirstOrDefault(b => b.Name == baker.Trim() || b.Address.Value == baker.Trim())?.Address;
            if (only is null)
            {
                mistakes["b"] = $"\"{Shown(baker)}\" is not declared here; declared are {string.Join(", ", settings.Bakers.Select(b => b.Name))}";
            }
        }

        return new(wanted, only, mistakes);
    }

    private static string Shown(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
