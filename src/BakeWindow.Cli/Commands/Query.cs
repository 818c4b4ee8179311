using System.Globalization;
using BakeWindow.Core.Time;

namespace BakeWindow.Cli.Commands;

/// <summary>Values as a query takes them; null stays out of it.</summary>
internal static class Query
{
    public static string? Of(TimeSpan? duration) => duration is { } d ? DurationText.Iso(d) : null;

    public static string? Of(int? number) => number?.ToString(CultureInfo.InvariantCulture);
}
