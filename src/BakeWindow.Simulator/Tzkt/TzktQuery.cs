using System.Globalization;

namespace BakeWindow.Simulator.Tzkt;

/// <summary>A filter on a number, as TzKT writes it: <c>level=5</c>, <c>level.eq</c>, <c>.ne</c>, <c>.gt</c>, <c>.ge</c>, <c>.lt</c>, <c>.le</c>.</summary>
internal sealed record NumberFilter(int Least, int Most, int? Not)
{
    /// <summary>Reads a filter; null when a value is no number.</summary>
    public static NumberFilter? Read(IQueryCollection query, string name)
    {
        var filter = new NumberFilter(int.MinValue, int.MaxValue, null);
        foreach (var (key, values) in query.Where(q => q.Key == name || q.Key.StartsWith(name + ".", StringComparison.Ordinal)))
        {
            if (!int.TryParse(values[^1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) || number is int.MaxValue or int.MinValue)
            {
                return null;
            }

            filter = key[name.Length..] switch
            {
                "" or ".eq" => filter with { Least = Math.Max(filter.Least, number), Most = Math.Min(filter.Most, number) },
                ".ne" => filter with { Not = number },
                ".gt" => filter with { Least = Math.Max(filter.Least, number + 1) },
                ".ge" => filter with { Least = Math.Max(filter.Least, number) },
                ".lt" => filter with { Most = Math.Min(filter.Most, number - 1) },
                ".le" => filter with { Most = Math.Min(filter.Most, number) },
                _ => filter,
            };
        }

        return filter;
    }

    /// <summary>True when the number passes.</summary>
    public bool Passes(int number) => Least <= number && number <= Most && number != Not;
}
