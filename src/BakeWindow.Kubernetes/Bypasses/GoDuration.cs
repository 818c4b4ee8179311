using System.Globalization;
using System.Text.RegularExpressions;

namespace BakeWindow.Kubernetes.Bypasses;

/// <summary>Durations as Go writes them: <c>1h30m</c>, <c>0</c>, <c>720h0m0s</c>.</summary>
internal static partial class GoDuration
{
    /// <summary>The duration; null for what is none (<c>Never</c>, nothing).</summary>
    public static TimeSpan? Of(string? text)
    {
        if (text is "0" or null)
        {
            return text is null ? null : TimeSpan.Zero;
        }

        if (!Whole().IsMatch(text))
        {
            return null;
        }

        var seconds = Part().Matches(text).Sum(m => double.Parse(m.Groups["n"].Value, CultureInfo.InvariantCulture) * m.Groups["unit"].Value switch
        {
            "h" => 3600,
            "m" => 60,
            "s" => 1,
            "ms" => 1e-3,
            "ns" => 1e-9,
            _ => 1e-6,
        });
        return seconds < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(seconds) : TimeSpan.MaxValue;
    }

    [GeneratedRegex(@"^([0-9]{1,12}(\.[0-9]{1,9})?(ns|us|µs|ms|h|m|s))+$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Whole();

    [GeneratedRegex(@"(?<n>[0-9]+(\.[0-9]+)?)(?<unit>ns|us|µs|ms|h|m|s)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Part();
}
