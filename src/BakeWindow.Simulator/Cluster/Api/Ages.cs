using System.Globalization;

namespace BakeWindow.Simulator.Cluster.Api;

/// <summary>Ages as kubectl prints them: two units at most, none below a second.</summary>
internal static class Ages
{
    public static string Since(string? from, DateTimeOffset now) => Between(from, null, now);

    public static string Between(string? from, string? to, DateTimeOffset now) =>
        Stamps.Read(from) is { } start ? Shown((Stamps.Read(to) ?? now) - start) : "<unknown>";

    private static string Shown(TimeSpan age)
    {
        var seconds = (long)Math.Max(0, age.TotalSeconds);
        return seconds switch
        {
            < 120 => Unit(seconds, "s", 0, ""),
            < 600 => Unit(seconds / 60, "m", seconds % 60, "s"),
            < 3 * 3600 => Unit(seconds / 60, "m", 0, ""),
            < 8 * 3600 => Unit(seconds / 3600, "h", seconds % 3600 / 60, "m"),
            < 48 * 3600 => Unit(seconds / 3600, "h", 0, ""),
            < 8 * 86400 => Unit(seconds / 86400, "d", seconds % 86400 / 3600, "h"),
            _ => Unit(seconds / 86400, "d", 0, ""),
        };
    }

    private static string Unit(long count, string unit, long rest, string restUnit) =>
        rest > 0 ? string.Create(CultureInfo.InvariantCulture, $"{count}{unit}{rest}{restUnit}") : string.Create(CultureInfo.InvariantCulture, $"{count}{unit}");
}
